"""The parts of a workshop as a sequence of blocks, for formats without a layout of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.editions import Part
from presentation.messages import load_messages
from workers.handouts.content.point_text import full_text
from workers.handouts.content.text_pieces import LINE_BREAK
from workers.handouts.workshop.answers import Answer
from workers.handouts.workshop.letters import LetteredTheme
from workers.handouts.workshop.view import WorkshopView

BOXES = "☐ ☐ ☐"


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is the document's title."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that may have several lines; `muted` when it is an instruction or a note."""

    text: str
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; `widths` are the columns' shares of the width."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


Block = Heading | Paragraph | Items | Table


def outline(workshop: WorkshopView, part: Part) -> Iterator[Block]:
    """The blocks of a part, from top to bottom."""
    view, texts = workshop.handout, load_messages().handout
    handle = f" @{view.handle}" if view.handle else ""
    points = view.selection or texts.workshop.points(len(workshop.points))
    yield Heading(view.title, 1)
    yield Paragraph(
        f"{texts.workshop.parts[part.value]} · {texts.eyebrow} {texts.by} {view.author}{handle} · {points}", muted=True
    )
    yield from CONTENTS[part](workshop)
    yield from (Paragraph(line, muted=True) for line in view.footer[1:])


def sheet(workshop: WorkshopView) -> Iterator[Block]:
    texts = load_messages().handout.workshop
    yield Paragraph(f"{texts.name} {'_' * 30}   {texts.date} {'_' * 14}")
    steps = (f"{step.number} {step.name}, {texts.minutes(minutes=step.minutes)}: {step.task}" for step in workshop.steps)
    yield Items(tuple(steps))
    rows = tuple((item.label or item.role, full_text(item), BOXES, "") for item in workshop.points)
    yield Table((texts.point, texts.text, texts.letters, texts.notes), rows, (0.08, 0.5, 0.12, 0.3))
    yield from themes(workshop)
    yield from questions(workshop)


def cards(workshop: WorkshopView) -> Iterator[Block]:
    texts = load_messages().handout.workshop
    rows = tuple((card.heading, card.text.replace(LINE_BREAK, "\n")) for card in workshop.cards)
    yield Table((texts.parts.cards, texts.text), rows, (0.25, 0.75))


def key(workshop: WorkshopView) -> Iterator[Block]:
    texts = load_messages().handout.workshop
    yield Heading(texts.running_order)
    yield Paragraph(texts.total(minutes=workshop.minutes, points=texts.points(len(workshop.points))), muted=True)
    steps = tuple((f"{step.start}–{step.start + step.minutes}", step.name, step.facilitate) for step in workshop.steps)
    yield Table((texts.time, texts.step, texts.do), steps, (0.12, 0.2, 0.68))
    yield Heading(texts.answers)
    yield Paragraph(texts.answers_task, muted=True)
    answers = tuple(
        (entry.name, names(entry.likely) or texts.none, names(entry.perhaps), quotations(entry.answers))
        for entry in workshop.answers
    )
    yield Table((texts.point, texts.likely, texts.perhaps, texts.words), answers, (0.1, 0.25, 0.2, 0.45))
    if workshop.disputes:
        yield Heading(texts.disputes)
        yield Items(workshop.disputes)
    yield from questions(workshop)
    yield from themes(workshop)


def themes(workshop: WorkshopView) -> Iterator[Block]:
    yield Heading(load_messages().handout.workshop.themes)
    for lettered in workshop.families:
        yield Heading(lettered.family.name, 3)
        yield Items(tuple(definition(entry) for entry in lettered.themes))


def definition(entry: LetteredTheme) -> str:
    return " ".join(filter(None, (f"{entry.letter}  {entry.theme.name}: {entry.theme.definition}", entry.theme.prompt)))


def questions(workshop: WorkshopView) -> Iterator[Block]:
    texts = load_messages().handout.workshop
    if workshop.handout.questions:
        yield Heading(texts.questions)
        yield Items(workshop.handout.questions)


def names(answers: Sequence[Answer]) -> str:
    return "; ".join(f"{answer.letter} {answer.name}".strip() for answer in answers)


def quotations(answers: Sequence[Answer]) -> str:
    return "\n".join(f"{answer.letter} {answer.quotation}".strip() for answer in answers if answer.words)


CONTENTS = {Part.SHEET: sheet, Part.CARDS: cards, Part.KEY: key}
