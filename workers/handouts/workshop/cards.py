"""Cards for sorting on a wall: a point a card and a theme a card, with what stands on their backs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.shapes.codebook import Codebook
from domain.shapes.thread import Point
from presentation.markup import direction
from presentation.messages import Messages
from workers.handouts.workshop.letters import LetteredFamily

CHARACTERS = {4: 1300, 8: 620}
"""How many characters a card holds, by the number of cards on a page."""
SIZES = ((0.4, "large"), (0.7, "medium"), (1.0, "small"))
SENTENCE_END = re.compile(r"(?<=[.!?…。！？])\s+|\n+")
ROW = 2
"""Cards beside each other on a page."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `size` is that of its letters; `palette` is that of a theme's family, None on a point's card."""

    heading: str
    text: str
    size: str
    dir: str
    back: str
    source: str
    palette: int | None = None


def point_cards(name: str, point: Point, source: str, messages: Messages, per_page: int) -> Iterator[Card]:
    """The cards of a point: one, or several when its text is longer than a card."""
    descriptions = [f"[{messages.shared.media[media.kind.value]}] {media.alt or ''}".strip() for media in point.media]
    text = "\n".join((point.text, *descriptions)).strip()
    pieces = split_text(text, CHARACTERS[per_page])
    for number, piece in enumerate(pieces, 1):
        label = messages.handout.workshop.card_part(label=name, part=number, parts=len(pieces)) if len(pieces) > 1 else name
        yield Card(str(label), piece, card_size(piece, per_page), direction(piece), name, source)


def theme_cards(families: Sequence[LetteredFamily], codebook: Codebook, messages: Messages) -> Iterator[Card]:
    """A card a theme: its letter and name, with the definition."""
    label = str(messages.handout.workshop.theme_card)
    for lettered in families:
        for entry in lettered.themes:
            heading = f"{entry.letter}  {entry.theme.name}"
            source = f"{lettered.family.name} · {codebook.name}"
            yield Card(heading, entry.theme.definition, "medium", "ltr", label, source, lettered.family.palette)


def split_text(text: str, length: int) -> tuple[str, ...]:
    """A text in pieces of at most `length` characters, cut between sentences where that is possible."""
    pieces: list[str] = []
    while len(text) > length:
        ends = [match.end() for match in SENTENCE_END.finditer(text, 0, length) if match.end() > length // 3]
        cut = ends[-1] if ends else text.rfind(" ", length // 2, length) + 1 or length
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return (*pieces, text)


def card_size(text: str, per_page: int) -> str:
    """The name of the letters' size for a text: line ends count as a third of a line."""
    share = (len(text) + 18 * text.count("\n")) / CHARACTERS[per_page]
    return next((name for limit, name in SIZES if share <= limit), SIZES[-1][1])


def card_pages(cards: Sequence[Card], per_page: int) -> Iterator[tuple[tuple[Card | None, ...], ...]]:
    """The cards as pages of rows; the last page is filled up with None."""
    for start in range(0, len(cards), per_page):
        page: list[Card | None] = list(cards[start : start + per_page])
        page += [None] * (per_page - len(page))
        yield tuple(tuple(page[row : row + ROW]) for row in range(0, per_page, ROW))


def mirrored(page: Sequence[tuple[Card | None, ...]]) -> tuple[tuple[Card | None, ...], ...]:
    """A page's rows the other way round: the backs lie behind their fronts when a sheet is turned over its long side."""
    return tuple(tuple(reversed(row)) for row in page)
