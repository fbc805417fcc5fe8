"""Whether two words differ by one letter at most: one more, one less, another one, or two neighbours exchanged."""

from __future__ import annotations


def nearly_equal(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        start += 1
    left, right = one[start:], other[start:]
    if left[1:] == right[1:] or left[1:] == right or left == right[1:]:
        return True
    return left[:2] == right[1::-1] and left[2:] == right[2:]
