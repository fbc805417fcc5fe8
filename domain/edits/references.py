"""References to points and dropped blocks that survive another reading: made for a new edit, found whenever it is applied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from domain.digest import text_digest
from domain.excerpt import excerpt
from domain.shapes.edit import Reference
from domain.shapes.thread import Point

WORD = re.compile(r"\w+")


@lru_cache(maxsize=4096)  # every operation needs the hashes of all points
def hash_words(text: str) -> str:
    """A hash of the words alone: space, punctuation and capitals, which a reading may change, do not count."""
    return text_digest(" ".join(WORD.findall(text.casefold())))[:32]


def reference_point(points: Sequence[Point], index: int) -> Reference:
    """A reference to `points[index]`."""
    point = points[index]
    words_hash = hash_words(point.text)
    same = _with_post_id(points, point.post_id) if point.post_id else _with_hash([other.text for other in points], words_hash)
    return Reference(words_hash, excerpt(point.text), point.post_id, same.index(index), len(same))


def find_point(points: Sequence[Point], reference: Reference) -> int | None:
    """The index of the point that is referred to; None when it is no longer there."""
    if reference.post_id and (parts := _with_post_id(points, reference.post_id)):
        if len(parts) == reference.total:
            return parts[reference.occurrence]
        return next((index for index in parts if hash_words(points[index].text) == reference.words_hash), None)
    same = _with_hash([point.text for point in points], reference.words_hash)
    return _get(same, 0 if reference.post_id else reference.occurrence)


def reference_block(blocks: Sequence[str], index: int) -> Reference:
    """A reference to the dropped block `blocks[index]`."""
    words_hash = hash_words(blocks[index])
    same = _with_hash(blocks, words_hash)
    return Reference(words_hash, excerpt(blocks[index]), None, same.index(index), len(same))


def find_block(blocks: Sequence[str], reference: Reference) -> int | None:
    """The index of the dropped block that is referred to; None when it is no longer there."""
    return _get(_with_hash(blocks, reference.words_hash), reference.occurrence)


def _with_post_id(points: Sequence[Point], post_id: str) -> list[int]:
    return [index for index, point in enumerate(points) if point.post_id == post_id]


def _with_hash(texts: Sequence[str], words_hash: str) -> list[int]:
    return [index for index, text in enumerate(texts) if hash_words(text) == words_hash]


def _get(indexes: Sequence[int], occurrence: int) -> int | None:
    return indexes[occurrence] if occurrence < len(indexes) else None
