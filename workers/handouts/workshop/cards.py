"""Cards for sorting on a wall: a point a card and a theme a card, with what stands on their backs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.shapes.codebook import Codebook
from domain.shapes.options import Options, Paper
from presentation.messages import Messages
from workers.handouts.content.index import point_name
from workers.handouts.content.point_text import full_text
from workers.handouts.content.point_view import HandoutPoint
from workers.handouts.content.text_pieces import LINE_BREAK, Space
from workers.handouts.workshop.letters import LetteredFamily

LETTERS: Mapping[int, Mapping[str, float]] = {
    8: {"large": 12.4, "medium": 10.4, "small": 8.6},
    4: {"large": 17, "medium": 14, "small": 10.6},
}
"""Sizes of letters in points, by the number of cards on a page, as in workshop.css; in large print all are of one size."""
LARGE_PRINT: Final = 14.0
CARD_EDGE: Final = 10
"""Margin of a page of cards, in millimetres."""
PAGE_HEIGHTS: Final = {Paper.A4: 297.0, Paper.LETTER: 279.4}
TEXT_WIDTH, HEAD = 82.0, 21.0
"""Millimetres: the width of a card's text, and what its heading and the space around take of its height."""
MOST: Final = 0.75
ROW = 2
"""Cards beside each other on a page."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `size` is that of its letters; `palette` is that of a theme's family, None on a point's card."""

    heading: str
    text: str
    size: str
    back: str
    source: str
    palette: int | None = None


def point_cards(items: Sequence[HandoutPoint], source: str, messages: Messages, options: Options) -> Iterator[Card]:
    """The cards of points in letters of one size: one card each, or several when a text is longer than a card."""
    texts = [card_text(full_text(item)) for item in items]
    size = common_size(texts, options)
    for item, text in zip(items, texts, strict=True):
        name = point_name(item.point, messages)
        yield from text_cards(Card(name, text, size, name, source), messages, options)


def card_text(text: str) -> str:
    """A text with a line feed between paragraphs and LINE_BREAK within them."""
    paragraphs = re.split(r"\n(?:[^\S\n]*\n)+", text.strip())
    return "\n".join(LINE_BREAK.join(filter(str.strip, paragraph.split("\n"))) for paragraph in paragraphs)


def common_size(texts: Sequence[str], options: Options) -> str:
    """The largest size of letters in which most texts fit a card: cards on a wall are read beside each other."""
    sizes = tuple(LETTERS[options.cards])
    for size in sizes:
        space = card_space(size, options)
        if sum(space.fitting_length(text) == len(text) for text in texts) >= MOST * len(texts):
            return size
    return sizes[-1]


def theme_cards(families: Sequence[LetteredFamily], codebook: Codebook, messages: Messages, options: Options) -> Iterator[Card]:
    """A card a theme: its letter and name, with the definition."""
    label = str(messages.handout.workshop.theme_card)
    for lettered in families:
        for entry in lettered.themes:
            heading = f"{entry.letter}  {entry.theme.name}"
            source = f"{lettered.family.name} · {codebook.name}"
            card = Card(heading, entry.theme.definition, "large", label, source, lettered.family.palette)
            yield from text_cards(card, messages, options)


def text_cards(card: Card, messages: Messages, options: Options) -> Iterator[Card]:
    """A card with letters of its size, or smaller ones where its text does not fit; several where the smallest do not."""
    text = card.text
    sizes = tuple(LETTERS[options.cards])
    for size in sizes[sizes.index(card.size) :]:
        pieces = card_space(size, options).split(text)
        if len(pieces) == 1:
            break
    for number, piece in enumerate(pieces, 1):
        part = messages.handout.workshop.card_part(label=card.heading, part=number, parts=len(pieces))
        yield replace(card, heading=str(part) if len(pieces) > 1 else card.heading, text=piece, size=size)


def card_space(size: str, options: Options) -> Space:
    """The room on a card for letters of a size; a letter is half as wide as it is high on average."""
    letters = (LARGE_PRINT if options.large else LETTERS[options.cards][size]) * 25.4 / 72
    return Space(int(TEXT_WIDTH / letters / 0.5) - 3, (card_height(options) - HEAD) / (letters * 1.34))


def card_height(options: Options) -> float:
    """Height of one row of cards, in millimetres."""
    return (PAGE_HEIGHTS[options.paper] - 2 * CARD_EDGE - 1) / (options.cards // ROW)


def card_pages(cards: Sequence[Card], per_page: int) -> Iterator[tuple[tuple[Card | None, ...], ...]]:
    """The cards as pages of rows; the last page is filled up with None."""
    for start in range(0, len(cards), per_page):
        page: list[Card | None] = list(cards[start : start + per_page])
        page += [None] * (per_page - len(page))
        yield tuple(tuple(page[row : row + ROW]) for row in range(0, per_page, ROW))


def mirrored(page: Sequence[tuple[Card | None, ...]]) -> tuple[tuple[Card | None, ...], ...]:
    """A page's rows the other way round: the backs lie behind their fronts when a sheet is turned over its long side."""
    return tuple(tuple(reversed(row)) for row in page)
