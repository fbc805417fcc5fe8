"""Compares two Versions of a thread: points that were added, removed, moved or changed, with the changes of their texts.

Called by the API and the pages. Points are paired by the same post, else by the same words, else by similar words at the same
place between two pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from domain.shapes.thread import Point, Verdict, Version

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
MAX_TOKENS = 20_000  # of a text that is compared word by word; a longer one is shown as replaced
MIN_COMMON_WORDS = 0.4  # share of the words of two unpaired neighbours: from here on one is the other, changed


class SegmentKind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Change(StrEnum):
    """What happened to a point. MOVED is an unchanged one at another place among the others."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that both Versions have (SAME), or only the newer (ADDED), or only the older (REMOVED)."""

    kind: SegmentKind
    text: str


@dataclass(frozen=True, slots=True)
class PointChange:
    """A point before and after. `old` or `new` is None where it is absent; `segments` lead from the old text to the new."""

    change: Change
    old: Point | None
    new: Point | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two Versions.

    `points` has all points in reading order, the unchanged ones too. `facts` has the facts that differ (title, url, author,
    posted_at) with their old and new values; `verdict` is the old and the new verdict.
    """

    points: tuple[PointChange, ...]
    facts: dict[str, tuple[str | None, str | None]]
    verdict: tuple[Verdict, Verdict]


def compare_versions(old: Version, new: Version) -> Difference:
    """Compares two Versions of one thread."""
    pairs = _pairs(old.points, new.points)
    verdict = (old.completeness.verdict, new.completeness.verdict)
    return Difference(tuple(_in_order(old.points, new.points, pairs)), _changed_facts(old, new), verdict)


def diff_words(old: str, new: str) -> tuple[Segment, ...]:
    """Compares two texts word by word: the SAME and ADDED segments make the new one, the SAME and REMOVED the old one."""
    if old == new:
        return (Segment(SegmentKind.SAME, new),) if new else ()
    old_tokens, new_tokens = TOKEN.findall(old), TOKEN.findall(new)
    longest = max(len(old_tokens), len(new_tokens))
    if longest > MAX_TOKENS:
        return (Segment(SegmentKind.REMOVED, old), Segment(SegmentKind.ADDED, new))
    segments: list[Segment] = []
    matcher = SequenceMatcher(None, old_tokens, new_tokens, autojunk=len(old_tokens) > 2000)
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        if operation == "equal":
            segments.append(Segment(SegmentKind.SAME, "".join(old_tokens[start:end])))
            continue
        removed, added = "".join(old_tokens[start:end]), "".join(new_tokens[new_start:new_end])
        changes = ((SegmentKind.REMOVED, removed), (SegmentKind.ADDED, added))
        segments += [Segment(kind, text) for kind, text in changes if text]
    return tuple(segments)


def _pairs(old: Sequence[Point], new: Sequence[Point]) -> dict[int, int]:
    """The indices in `new` with those of the same points in `old`."""
    pairs: dict[int, int] = {}
    for key in (_post_and_words, _post, _words):
        waiting: dict[object, list[int]] = {}
        for index, point in enumerate(old):
            if index not in pairs.values() and (name := key(point)) is not None:
                waiting.setdefault(name, []).append(index)
        for index, point in enumerate(new):
            if index not in pairs and waiting.get(key(point)):
                pairs[index] = waiting[key(point)].pop(0)
    return pairs | _similar_pairs(old, new, pairs)


def _post_and_words(point: Point) -> object:
    return (point.post_id, point.text)


def _post(point: Point) -> object:
    return point.post_id


def _words(point: Point) -> object:
    return " ".join(point.text.split()) or None


def _similar_pairs(old: Sequence[Point], new: Sequence[Point], pairs: dict[int, int]) -> dict[int, int]:
    """Pairs of the remaining points that stand at the same place between paired neighbours and have words in common."""
    similar: dict[int, int] = {}
    unpaired = [index for index in range(len(old)) if index not in pairs.values()]
    for index, point in enumerate(new):
        if index in pairs or not unpaired:
            continue
        before = max((pairs[other] for other in range(index) if other in pairs), default=-1)
        after = min((pairs[other] for other in range(index + 1, len(new)) if other in pairs), default=len(old))
        match = next((other for other in unpaired if before < other < after and _are_similar(old[other], point)), None)
        if match is not None:
            similar[index] = match
            unpaired.remove(match)
    return similar


def _are_similar(one: Point, other: Point) -> bool:
    if one.post_id and other.post_id:
        return False
    words, other_words = set(one.text.split()), set(other.text.split())
    common = words & other_words
    return bool(common) and len(common) >= MIN_COMMON_WORDS * min(len(words), len(other_words))


def _in_order(old: Sequence[Point], new: Sequence[Point], pairs: dict[int, int]) -> Iterator[PointChange]:
    """The changes in the new Version's order; a removed point stands before the one that followed it."""
    paired, next_old, last = set(pairs.values()), 0, -1
    for index, point in enumerate(new):
        if index not in pairs:
            yield PointChange(Change.ADDED, None, point, diff_words("", point.text))
            continue
        at = pairs[index]
        for passed in range(next_old, at):
            if passed not in paired:
                yield _removed(old[passed])
        next_old = max(next_old, at)
        yield _in_both(old[at], point, moved=at < last)
        last = max(last, at)
    for passed in range(next_old, len(old)):
        if passed not in paired:
            yield _removed(old[passed])


def _removed(point: Point) -> PointChange:
    return PointChange(Change.REMOVED, point, None, diff_words(point.text, ""))


def _in_both(old: Point, new: Point, *, moved: bool) -> PointChange:
    same = old.text == new.text and (old.media, old.quote, old.number) == (new.media, new.quote, new.number)
    change = Change.CHANGED if not same else Change.MOVED if moved else Change.SAME
    return PointChange(change, old, new, diff_words(old.text, new.text))


def _changed_facts(old: Version, new: Version) -> dict[str, tuple[str | None, str | None]]:
    before, after = _facts(old), _facts(new)
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def _facts(version: Version) -> dict[str, str | None]:
    return {
        "title": version.title,
        "url": version.url,
        "author": version.author.name or version.author.handle,
        "posted_at": version.posted_at.isoformat() if version.posted_at else None,
    }
