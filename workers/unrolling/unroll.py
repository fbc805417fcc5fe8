"""Readings of one thread become one Version: a chain of points, its numbers, and the verdict on whether it is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.completeness import completeness
from domain.errors import LimitExceeded, NotAThread
from domain.numbers import Numbers
from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading
from domain.shapes.thread import Point, Version, WrittenMarker
from workers.numbering import Marker, number, stripped
from workers.unrolling.chain import Chain, chain_of
from workers.unrolling.language import language_of
from workers.unrolling.merge import merged
from workers.unrolling.repeats import without_repeats
from workers.unrolling.signals import signals_of
from workers.unrolling.title import title_of


def unroll(readings: Sequence[Reading], *, max_points: int = 5000) -> Version:
    """One Version from one or more Readings of the same thread. Pure.

    Raises NotAThread where there are no posts, LimitExceeded for more than `max_points`.
    """
    reading = merged([_followed(reading, readings) for reading in readings])
    _check(reading, max_points)
    chain, repeated = without_repeats(Chain(reading.posts, reading.holes, reading.reasons, _lost(reading)))
    markers = number([post.text for post in chain.posts])
    numbers = Numbers.of(markers)
    points = tuple(_point(index, post, markers[index], numbers) for index, post in enumerate(chain.posts))
    first, author = chain.posts[0], _author(reading, chain.posts[0])
    texts = [point.text for point in points]
    return Version(
        title=title_of(texts, author.name or author.handle),
        site=reading.site,
        url=first.url or reading.url,
        author=author,
        posted_at=first.posted_at or reading.posted_at,
        language=language_of(texts),
        points=points,
        completeness=completeness(signals_of(reading, chain, numbers)),
        root_post_id=first.id,
        related=reading.related,
        dropped=(*reading.dropped, *repeated),
    )


def _followed(reading: Reading, others: Sequence[Reading]) -> Reading:
    """The same Reading with nothing but the chain left in it, followed through what the others saw, too.

    So that where an author went two ways, all of them go the same way.
    """
    elsewhere = (other for other in others if other is not reading and other.linked and other.site is reading.site)
    chain = chain_of(reading, [post for other in elsewhere for post in other.posts])
    return replace(
        reading,
        posts=chain.posts,
        holes=chain.holes,
        reasons=chain.reasons,
        linked=False,
        ends=reading.ends or chain.ends,
        posts_seen=len(chain.posts) + chain.lost,
    )


def _lost(reading: Reading) -> int:
    return max(0, (reading.posts_seen or 0) - len(reading.posts))


def _check(reading: Reading, max_points: int) -> None:
    if not reading.posts:
        raise NotAThread
    if len(reading.posts) > max_points:
        raise LimitExceeded("points", count=len(reading.posts), limit=max_points)


def _point(index: int, post: Post, marker: Marker | None, numbers: Numbers) -> Point:
    text, spans = stripped(post.text, marker, post.spans)
    return Point(
        position=index + 1,
        role=numbers.roles[index],
        text=text,
        number=marker.number if marker else None,
        of=marker.of if marker else None,
        spans=spans,
        post_id=post.id,
        url=post.url,
        posted_at=post.posted_at,
        media=post.media,
        quote=post.quote,
        marker=_written(post.text.strip(), text) if marker else None,
    )


def _written(whole: str, text: str) -> WrittenMarker | None:
    """What was taken out of a post to make its point's text, and where; None where nothing was."""
    length = len(whole) - len(text)
    at = next((at for at, (one, other) in enumerate(zip(whole, text, strict=False)) if one != other), len(text))
    while length and at >= 0 and whole[at + length :] != text[at:]:
        at -= 1
    return WrittenMarker(at, whole[at : at + length]) if length and at >= 0 else None


def _author(reading: Reading, first: Post) -> Author:
    """What the Reading says, with the first post's word where it says nothing."""
    said, own = reading.author, first.author
    return Author(
        name=said.name or own.name,
        handle=said.handle or own.handle,
        url=said.url or own.url,
        avatar_url=said.avatar_url or own.avatar_url,
    )
