"""Where the words of one Version stand in another, so that what people said about them can follow. Pure; called by carrying."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from archive.shapes.theme import Evidence, Tag
from archive.shapes.thread import Point

LIKE = 0.6  # share of its letters that a text keeps when it was read in another way, or edited by its author


def same_points(old: Sequence[Point], new: Sequence[Point]) -> dict[int, int]:
    """Positions of new points to those of old ones: the same post with the same words, else the same words, in order."""
    pairs: dict[int, int] = {}
    for key in (_post_and_words, _words):
        waiting: dict[object, list[int]] = defaultdict(list)
        taken = set(pairs.values())
        for point in old:
            if point.position not in taken:
                waiting[key(point)].append(point.position)
        for point in new:
            if point.position not in pairs and waiting[key(point)]:
                pairs[point.position] = waiting[key(point)].pop(0)
    return pairs


def _post_and_words(point: Point) -> object:
    return (point.post_id, point.text)


def _words(point: Point) -> object:
    """Two posts that say the same are still two; media alone say nothing."""
    return point.text or (point.post_id, point.position)


def kept_in(old: Point, new: Point) -> bool:
    """Whether `new` is part of `old`, the other way round, or the same read in another way."""
    if not old.text or not new.text:
        return False
    if new.text in old.text or old.text in new.text:
        return True
    same_post = old.post_id is not None and old.post_id == new.post_id
    return same_post or _like(old.text, new.text)


def _like(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    quick: tuple[Callable[[], float], ...] = (matcher.real_quick_ratio, matcher.quick_ratio)
    if len(one) * len(other) > 4_000_000 or any(ratio() < LIKE for ratio in quick):
        return False
    return matcher.ratio() >= LIKE


def followed(tag: Tag, old: Point, new: Point) -> Tag | None:
    """The tag as it stands on `new`; None when its evidence is all elsewhere."""
    if not tag.evidence:
        return tag
    evidence = tuple(moved for each in tag.evidence if (moved := _moved(each, old.text, new.text)))
    return replace(tag, evidence=evidence) if evidence else None


def _moved(evidence: Evidence, old: str, new: str) -> Evidence | None:
    """The evidence where its words now stand, cut where the point was cut."""
    if new in old:
        start, end = evidence.start - old.index(new), evidence.end - old.index(new)
    elif old in new:
        start, end = evidence.start + new.index(old), evidence.end + new.index(old)
    else:
        start = new.find(evidence.text)
        end = start + len(evidence.text) if start >= 0 else start
    start, end = max(start, 0), min(end, len(new))
    if start >= end or not new[start:end].strip():
        return None
    start += len(new[start:end]) - len(new[start:end].lstrip())
    end -= len(new[start:end]) - len(new[start:end].rstrip())
    return Evidence(start, end, new[start:end])
