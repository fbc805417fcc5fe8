"""Everything that the parts of a workshop show, as plain values for templates and formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.editions import Part
from domain.point_ranges import select_points
from domain.shapes.codebook import Codebook
from domain.shapes.thread import Thread
from presentation.messages import Messages, load_messages
from workers.handouts.content.index import point_name
from workers.handouts.content.point_view import HandoutPoint
from workers.handouts.content.view import HandoutView
from workers.handouts.workshop.answers import PointAnswers, disputes, point_answers
from workers.handouts.workshop.cards import Card, point_cards, theme_cards
from workers.handouts.workshop.letters import LetteredFamily, letter_families
from workers.handouts.workshop.schedule import Step, schedule

MAX_FOOT_MM = 100
"""A higher theme card would take half of each page: it is printed once, on a page of its own."""
LETTERS_A_ROW, LARGE_LETTERS_A_ROW = 66, 36
ROW_MM, LARGE_ROW_MM, CARD_MARGIN_MM = 3.55, 6.2, 4.5
"""Of the theme card at the foot of the participant sheet: letters in a line, its height, and the space around all lines."""


@dataclass(frozen=True, slots=True)
class WorkshopView:
    """The parts of a workshop on one thread. `handout` has the title, the points, the footer and the pictures."""

    handout: HandoutView
    families: tuple[LetteredFamily, ...]
    steps: tuple[Step, ...]
    answers: tuple[PointAnswers, ...]
    disputes: tuple[str, ...]
    cards: tuple[Card, ...]

    @property
    def points(self) -> tuple[HandoutPoint, ...]:
        return self.handout.points

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    @property
    def themes_at_foot(self) -> bool:
        """Whether the themes stand at the foot of every page of the participant sheet."""
        return self.foot_height <= MAX_FOOT_MM

    @property
    def foot_height(self) -> float:
        """Height of the theme card at the foot of the participant sheet, in millimetres."""
        is_large = self.handout.options.large
        letters, row = (LARGE_LETTERS_A_ROW, LARGE_ROW_MM) if is_large else (LETTERS_A_ROW, ROW_MM)
        rows = [1 + sum(1 + (len(entry.theme.name) + len(entry.brief)) // letters for entry in f.themes) for f in self.families]
        return max(sum(rows[::2]), sum(rows[1::2])) * row + CARD_MARGIN_MM


def build_workshop(view: HandoutView, thread: Thread, codebook: Codebook) -> WorkshopView:
    """The workshop on a thread. `view` is its handout in the workshop edition, `thread` with names hidden if they are there."""
    messages = load_messages()
    points = select_points(thread.version.points, view.options.points)
    answers = point_answers(points, codebook, messages)
    return WorkshopView(
        handout=view,
        families=letter_families(codebook),
        steps=schedule(len(points), len(view.questions), point_name(points[0], messages), messages),
        answers=answers,
        disputes=disputes(answers, messages),
        cards=tuple(cards_of(view, codebook, messages)),
    )


def cards_of(view: HandoutView, codebook: Codebook, messages: Messages) -> Iterator[Card]:
    """A card a point, longer ones on several, and a card a theme."""
    source = messages.handout.workshop.card_from(title=view.title, author=view.author)
    yield from point_cards(view.points, source, messages, view.options)
    yield from theme_cards(letter_families(codebook), codebook, messages, view.options)


def file_name(part: Part) -> str:
    """The file name of a part in the zip of all parts, without its ending."""
    return str(load_messages().handout.workshop.files[part.value])
