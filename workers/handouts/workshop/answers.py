"""The answer key: which themes each point was given, surely or perhaps, and which points are most open to dispute."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.shapes.codebook import Codebook, Family, Theme
from domain.shapes.thread import Point, Role
from presentation.messages import Messages
from presentation.tag_view import tag_views
from workers.handouts.content.index import point_name
from workers.handouts.workshop.letters import letter_families

LONGEST_EXCERPT = 90
MAX_DISPUTES = 4
QUOTED = re.compile('[“„"][^“”"]*[”“"]')
LONG_POINT = 120
"""Code points: a point this long without any theme is worth a question."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A theme on a point, with the words that are its evidence. `letter` is the theme's on the participant sheet."""

    family: Family
    theme: Theme
    likely: bool
    words: tuple[str, ...]
    letter: str

    @property
    def name(self) -> str:
        """The theme's name; the family's where no theme was named."""
        return self.theme.name if self.theme.id else self.family.name

    @property
    def quotation(self) -> str:
        """The words in quotation marks, unless they stand in some already."""
        text = " … ".join(self.words)
        return text if QUOTED.fullmatch(text) else f"“{text}”"


@dataclass(frozen=True, slots=True)
class PointAnswers:
    """The themes of one point, the likely ones apart."""

    name: str
    point: Point
    answers: tuple[Answer, ...]

    @property
    def likely(self) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if answer.likely)

    @property
    def perhaps(self) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if not answer.likely)

    @property
    def families(self) -> int:
        """How many families the likely themes belong to."""
        return len({answer.family.id for answer in self.likely})


def point_answers(points: Sequence[Point], codebook: Codebook, messages: Messages) -> tuple[PointAnswers, ...]:
    """Every point with its themes in the codebook's order, points without any too."""
    return tuple(PointAnswers(point_name(point, messages), point, tuple(answers_of(point, codebook))) for point in points)


def answers_of(point: Point, codebook: Codebook) -> Iterator[Answer]:
    """Shown tags are likely, weak ones perhaps; a tag without a theme stands for its family."""
    lettered = letter_families(codebook)
    letters = {(group.family.id, entry.theme.id): entry.letter for group in lettered for entry in group.themes}
    for likely, tags in ((True, point.tags), (False, point.weak)):
        for view in tag_views(tags, codebook):
            words = tuple(excerpt(span.text) for span in view.tag.evidence)
            yield Answer(view.family, view.theme, likely, words, letters.get((view.family.id, view.theme.id), ""))


def excerpt(text: str) -> str:
    """The words of an evidence on one line, at most LONGEST_EXCERPT characters."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_EXCERPT else words[: LONGEST_EXCERPT - 1].rstrip() + "…"


def disputes(answers: Sequence[PointAnswers], messages: Messages) -> tuple[str, ...]:
    """A question for each of the points that groups are most likely to read differently, the most open one first."""
    texts = messages.handout.workshop.prompt
    ranked: list[tuple[int, str]] = []
    for entry in answers:
        names = [answer.name for answer in (*entry.likely, *entry.perhaps)]
        if entry.families > 1:
            first, second = (next(a for a in entry.likely if a.family is not entry.likely[0].family), entry.likely[0])
            ranked.append((0, texts.both_families(point=entry.name, first=second.name, second=first.name)))
        elif len(names) > 1:
            ranked.append((1, texts.themes(point=entry.name, first=names[0], second=names[1])))
        elif names and not entry.likely:
            ranked.append((2, texts.doubtful(point=entry.name, first=names[0])))
        elif not names and entry.point.role is Role.POINT and len(entry.point.text) >= LONG_POINT:
            ranked.append((3, texts.none(point=entry.name)))
    return tuple(text for _, text in sorted(ranked, key=lambda item: item[0])[:MAX_DISPUTES])
