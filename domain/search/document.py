"""The document of a thread: the words of each of its fields, as the index holds them. A pure function of what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.search.query import Field
from domain.search.words import words_of
from domain.shapes.post import Media
from domain.shapes.thread import Point, Version

Document = Mapping[Field, tuple[tuple[str, ...], ...]]
"""The words of every text of a field. A phrase never reaches from one text into the next."""


def document_of(version: Version, notes: Iterable[str]) -> Document:
    """The document of a Version with the notes on its thread and its points."""
    author = " ".join(filter(None, (version.author.name, version.author.handle)))
    texts: dict[Field, Iterable[str]] = {
        Field.TITLE: (version.title,),
        Field.AUTHOR: (author,),
        Field.TEXT: (point.text for point in version.points),
        Field.ALT: (alt for point in version.points for alt in alts_of(point)),
        Field.QUOTE: (point.quote.text for point in version.points if point.quote),
        Field.NOTE: notes,
    }
    return {field: tuple(filter(None, (tuple(words_of(text)) for text in values))) for field, values in texts.items()}


def alts_of(point: Point) -> Iterator[str]:
    """The descriptions of a point's pictures, and of those in the post that it quotes."""
    for media in (point.media, point.quote.media if point.quote else ()):
        yield from _descriptions(media)


def _descriptions(media: Sequence[Media]) -> Iterator[str]:
    return (item.alt for item in media if item.alt)
