"""What a thread has that can be asked for by `has:`, `is:` and `by:`. Stored as one number in the library."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntFlag
from typing import Final

from domain.shapes.post import Media, MediaKind, SpanKind
from domain.shapes.tag import TaggedBy
from domain.shapes.thread import Point, Verdict, Version


class Feature(IntFlag):
    """One bit each; the numbers are stored."""

    IMAGE = 1
    VIDEO = 2
    LINK = 4
    QUOTE = 8
    POLL = 16
    NOTE = 32
    GAP = 64
    FAVOURITE = 128
    UNDECIDED = 256
    GONE = 512
    BY_PERSON = 1024


_OF_MEDIA: Final = {
    MediaKind.IMAGE: Feature.IMAGE,
    MediaKind.GIF: Feature.IMAGE,
    MediaKind.VIDEO: Feature.VIDEO,
    MediaKind.CARD: Feature.LINK,
    MediaKind.POLL: Feature.POLL,
}


def features_of(version: Version) -> Feature:
    """What the Version itself has; notes, favourites and what is gone are facts of its thread."""
    features = Feature.GAP if version.completeness.verdict is Verdict.GAPS else Feature(0)
    for point in version.points:
        for feature in _of_point(point):
            features |= feature
    return features


def is_undecided(point: Point) -> bool:
    """Whether the model suggests a tag on the point that no person decided about."""
    return any(tag.by is TaggedBy.MODEL for tag in point.tags)


def _of_point(point: Point) -> Iterator[Feature]:
    yield from _of_media(point.media)
    if point.quote is not None:
        yield Feature.QUOTE
        yield from _of_media(point.quote.media)
    if any(span.kind is SpanKind.LINK for span in point.spans):
        yield Feature.LINK
    if is_undecided(point):
        yield Feature.UNDECIDED
    if any(tag.by is TaggedBy.PERSON for tag in (*point.tags, *point.rejected)):
        yield Feature.BY_PERSON


def _of_media(media: tuple[Media, ...]) -> Iterator[Feature]:
    for item in media:
        if item.kind in _OF_MEDIA:
            yield _OF_MEDIA[item.kind]
