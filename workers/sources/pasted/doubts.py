"""Doubts about the points of a paste: lines inside them that are a page's labels, counts or names (api.md 15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from domain.excerpt import excerpt
from domain.messages import Message, message
from domain.shapes.post import Post
from domain.shapes.reading import Reading
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.line_facts import Kind
from workers.sources.pasted.line_keys import line_key
from workers.sources.pasted.place import Place
from workers.sources.pasted.records import MARKED, groups_of

UNSURE: Final = 0.4  # the same, below which it is doubted in a reading that the labels made
UNLIKELY: Final = 0.2  # how likely a line is an author's words, below which a page's own label is none of them
SURELY_NOT: Final = 0.02
PAGE_GROUPS: Final = frozenset(
    {
        "count",
        "button",
        "heading",
        "hidden",
        "wall",
        "advert",
        "translation",
        "edited",
        "replying",
        "unroller_head",
        "unroller_foot",
    }
)
PAGE_KINDS: Final = frozenset({Kind.COUNT, Kind.COUNT_WORDS, Kind.HANDLE, Kind.DATE, Kind.CLOCK, Kind.AGE, Kind.PERCENT})
MOST_FURNITURE: Final = 3.0  # lines, by what the labels expect
MOST: Final = 3  # that are told


def doubts_about(page: LabelledText, reading: Reading, places: Sequence[Place], unsure: float = 0.0) -> Iterator[Message]:
    """One for each of the first lines inside points that look like a page's own, or are words with a chance below `unsure`."""
    told = 0
    for index, place in enumerate(places):
        if (
            place is Place.POINT
            and (_is_unsure(page, index, unsure) or _is_pages(page, index))
            and (position := _position(page.line(index), reading.posts))
        ):
            yield message("perhaps_furniture", position=position, excerpt=excerpt(page.line(index)))
            told += 1
            if told == MOST:
                return


def is_full_of_furniture(page: LabelledText, places: Sequence[Place]) -> bool:
    """Whether the labels take several lines inside points for a page's own: a copied page that was read as a plain text."""
    chances = page.words_chances
    return sum(1 - chances[index] for index, place in enumerate(places) if place is Place.POINT) > MOST_FURNITURE


def _is_unsure(page: LabelledText, index: int, unsure: float) -> bool:
    """Whether a line may be none of the author's. One that begins with a number of the author's is."""
    return page.words_chances[index] < unsure and not MARKED.match(page.line(index))


def _is_pages(page: LabelledText, index: int) -> bool:
    """Whether a line inside a point is a label of the page, a count or a name: by its words or kind, and by its label."""
    chance, label = page.words_chances[index], page.labels[index]
    if chance < UNLIKELY and groups_of(page, index) & PAGE_GROUPS:
        return True
    if chance >= SURELY_NOT:
        return False
    named = label is Label.NAME and index + 1 < len(page.labels) and page.labels[index + 1] in (Label.HANDLE, Label.META)
    return named or (page.facts[index].kind in PAGE_KINDS and label is not Label.WORDS)


def _position(line: str, posts: Sequence[Post]) -> int | None:
    """The position of the post that holds a line."""
    key = line_key(line)
    return next(
        (place for place, post in enumerate(posts, 1) if any(line_key(part) == key for part in post.text.split("\n"))), None
    )
