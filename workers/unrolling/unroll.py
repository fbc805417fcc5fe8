"""Derives a Version from the Readings of one thread: the chain of posts, their numbers, and the completeness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from domain.completeness import completeness
from domain.errors import NotAThread
from domain.messages import message
from domain.numbers import Numbers
from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading
from domain.shapes.thread import Alternative, Point, Version, WrittenMarker
from domain.thread_limits import ThreadLimits
from workers.numbering import number_posts, numbers_inside
from workers.unrolling.chain import Chain, chain_of, lost_posts
from workers.unrolling.language import language_of
from workers.unrolling.merge import merge_readings
from workers.unrolling.repeats import remove_repeats
from workers.unrolling.signals import signals_of
from workers.unrolling.title import title_of

COLLECTING_STOPPED: Final = "collecting_stopped"
USUAL_LIMITS: Final = ThreadLimits()


def unroll(readings: Sequence[Reading], limits: ThreadLimits = USUAL_LIMITS) -> Version:
    """Derives one Version from one or more Readings of the same thread. Pure.

    Where one Reading has an alternative, the Version has one, too, unless it comes to as many points.
    Raises NotAThread where there are no posts, LimitExceeded for more than `limits`.
    """
    version = _derive(readings, limits)
    alternative = _alternative(readings, limits)
    if alternative is None or len(alternative.version.points) == len(version.points):
        return version
    offer = message("could_be_read_as", count=len(alternative.version.points))
    verdict = version.completeness
    return replace(version, completeness=replace(verdict, reasons=(*verdict.reasons, offer)), alternative=alternative)


def _alternative(readings: Sequence[Reading], limits: ThreadLimits) -> Alternative | None:
    """The Version with the first Reading that has an alternative read in that way."""
    for index, reading in enumerate(readings):
        if reading.alternative:
            others = (*readings[:index], reading.alternative, *readings[index + 1 :])
            return Alternative(reading.alternative.read_as or "", _derive(others, limits))
    return None


def _derive(readings: Sequence[Reading], limits: ThreadLimits) -> Version:
    reading = _without_refuted(merge_readings([_numbered(_author_chain(reading, readings)) for reading in readings]))
    if not reading.posts:
        raise NotAThread
    limits.check(reading.posts)
    chain, repeated = remove_repeats(
        Chain(reading.posts, reading.holes, reading.reasons, lost_posts(reading)), reading.declared
    )
    numbers = Numbers.of([post.marker for post in chain.posts], numbers_inside(chain.posts))
    points = tuple(_point(index, post, numbers) for index, post in enumerate(chain.posts))
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


def _numbered(reading: Reading) -> Reading:
    """The Reading with the author's numbers found in its posts, unless its source found them when it split a text."""
    return reading if reading.markers_known else replace(reading, posts=number_posts(reading.posts))


def _author_chain(reading: Reading, readings: Sequence[Reading]) -> Reading:
    """The Reading reduced to the author's chain.

    The chain is followed through the posts of the other Readings, too, so that where an author answered a post twice, all
    Readings take the same way.
    """
    others = (other for other in readings if other is not reading and other.linked and other.site is reading.site)
    chain = chain_of(reading, [post for other in others for post in other.posts])
    return replace(
        reading,
        posts=chain.posts,
        holes=chain.holes,
        reasons=chain.reasons,
        linked=False,
        ends=reading.ends or chain.ends,
        posts_seen=len(chain.posts) + chain.lost,
    )


def _without_refuted(reading: Reading) -> Reading:
    """The Reading without what the extension said about an end that it had not seen, where another Reading shows the end."""
    if not reading.ends:
        return reading
    return replace(reading, reasons=tuple(reason for reason in reading.reasons if reason.code != COLLECTING_STOPPED))


def _point(index: int, post: Post, numbers: Numbers) -> Point:
    marker = post.marker
    return Point(
        position=index + 1,
        role=numbers.roles[index],
        text=post.text,
        number=marker.number if marker else None,
        of=marker.of if marker else None,
        spans=post.spans,
        post_id=post.id,
        url=post.url,
        posted_at=post.posted_at,
        media=post.media,
        quote=post.quote,
        marker=WrittenMarker(marker.start, marker.text) if marker and marker.text and not marker.direction_marks else None,
    )


def _author(reading: Reading, first: Post) -> Author:
    """The Reading's author; what it does not name is taken from the first post."""
    author, default = reading.author, first.author
    return Author(
        name=author.name or default.name,
        handle=author.handle or default.handle,
        url=author.url or default.url,
        avatar_url=author.avatar_url or default.avatar_url,
    )
