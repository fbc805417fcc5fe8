"""What changed between two Versions of a thread: points that came, went or were changed, word for word. Called by the API.

Points are paired by the same post, else by the same words, else as the likeliest between two pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from domain.shapes.thread import Point, Verdict, Version

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
LONGEST = 20_000  # tokens of a text that is compared word by word; a longer one is shown as replaced
LIKE = 0.4  # of the words of two unpaired neighbours: from here on one is the other, changed


class SegmentKind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Change(StrEnum):
    """What became of a point. MOVED is one that only stands elsewhere among the others."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that both have, or only the newer, or only the older."""

    kind: SegmentKind
    text: str


@dataclass(frozen=True, slots=True)
class PointChange:
    """`old` and `new` are the point in either Version, None where it is not; `words` tell its text from old to new."""

    change: Change
    old: Point | None
    new: Point | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """`points` in reading order, the unchanged too; `facts` that differ (title, url, author, posted_at), old and new."""

    points: tuple[PointChange, ...]
    facts: dict[str, tuple[str | None, str | None]]
    verdict: tuple[Verdict, Verdict]


def compare_versions(old: Version, new: Version) -> Difference:
    pairs = _pairs(old.points, new.points)
    verdict = (old.completeness.verdict, new.completeness.verdict)
    return Difference(tuple(_in_order(old.points, new.points, pairs)), _facts(old, new), verdict)


def diff_words(old: str, new: str) -> tuple[Segment, ...]:
    """The text from old to new; the stretches of SAME and ADDED make the new one, those of SAME and REMOVED the old one."""
    if old == new:
        return (Segment(SegmentKind.SAME, new),) if new else ()
    one, other = TOKEN.findall(old), TOKEN.findall(new)
    if max(len(one), len(other)) > LONGEST:
        return (Segment(SegmentKind.REMOVED, old), Segment(SegmentKind.ADDED, new))
    told: list[Segment] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, one, other, autojunk=len(one) > 2000).get_opcodes():
        if kind == "equal":
            told.append(Segment(SegmentKind.SAME, "".join(one[start:end])))
            continue
        gone, come = "".join(one[start:end]), "".join(other[begin:stop])
        told += [Segment(sort, text) for sort, text in ((SegmentKind.REMOVED, gone), (SegmentKind.ADDED, come)) if text]
    return tuple(told)


def _pairs(old: Sequence[Point], new: Sequence[Point]) -> dict[int, int]:
    """Index in `new` to index in `old`."""
    pairs: dict[int, int] = {}
    for key in (_post_and_words, _post, _words):
        waiting: dict[object, list[int]] = {}
        for index, point in enumerate(old):
            if index not in pairs.values() and (name := key(point)) is not None:
                waiting.setdefault(name, []).append(index)
        for index, point in enumerate(new):
            if index not in pairs and waiting.get(key(point)):
                pairs[index] = waiting[key(point)].pop(0)
    return pairs | _likely(old, new, pairs)


def _post_and_words(point: Point) -> object:
    return (point.post_id, point.text)


def _post(point: Point) -> object:
    return point.post_id


def _words(point: Point) -> object:
    return " ".join(point.text.split()) or None


def _likely(old: Sequence[Point], new: Sequence[Point], pairs: dict[int, int]) -> dict[int, int]:
    """What is left over, paired where it stands at the same place between paired neighbours and reads alike."""
    found: dict[int, int] = {}
    left = [index for index in range(len(old)) if index not in pairs.values()]
    for index, point in enumerate(new):
        if index in pairs or not left:
            continue
        before = max((pairs[each] for each in range(index) if each in pairs), default=-1)
        after = min((pairs[each] for each in range(index + 1, len(new)) if each in pairs), default=len(old))
        here = next((each for each in left if before < each < after and _like(old[each], point)), None)
        if here is not None:
            found[index] = here
            left.remove(here)
    return found


def _like(one: Point, other: Point) -> bool:
    if one.post_id and other.post_id:
        return False
    some, others = set(one.text.split()), set(other.text.split())
    return bool(some & others) and len(some & others) >= LIKE * min(len(some), len(others))


def _in_order(old: Sequence[Point], new: Sequence[Point], pairs: dict[int, int]) -> Iterator[PointChange]:
    """The new Version's order; what went stands before what followed it."""
    kept, gone, last = set(pairs.values()), 0, -1
    for index, point in enumerate(new):
        if index not in pairs:
            yield PointChange(Change.ADDED, None, point, diff_words("", point.text))
            continue
        at = pairs[index]
        for passed in range(gone, at):
            if passed not in kept:
                yield _gone(old[passed])
        gone = max(gone, at)
        yield _both(old[at], point, moved=at < last)
        last = max(last, at)
    for passed in range(gone, len(old)):
        if passed not in kept:
            yield _gone(old[passed])


def _gone(point: Point) -> PointChange:
    return PointChange(Change.REMOVED, point, None, diff_words(point.text, ""))


def _both(old: Point, new: Point, *, moved: bool) -> PointChange:
    same = old.text == new.text and (old.media, old.quote, old.number) == (new.media, new.quote, new.number)
    change = Change.CHANGED if not same else Change.MOVED if moved else Change.SAME
    return PointChange(change, old, new, diff_words(old.text, new.text))


def _facts(old: Version, new: Version) -> dict[str, tuple[str | None, str | None]]:
    both = {name: (before, _about(new)[name]) for name, before in _about(old).items()}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def _about(version: Version) -> dict[str, str | None]:
    return {
        "title": version.title,
        "url": version.url,
        "author": version.author.name or version.author.handle,
        "posted_at": version.posted_at.isoformat() if version.posted_at else None,
    }
