"""The lines of a pasted text with their facts and labels: what every way to read the text is judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from workers.numbering.lines import Line, lines_of
from workers.sources.pasted.labelling.labels import Floats, Label, model
from workers.sources.pasted.labelling.lexicon import lexicon
from workers.sources.pasted.labelling.line_facts import LineFacts, facts_of

MOST_LINES: Final = 20_000  # of a text whose lines are labelled; no copied page has as many


@dataclass(frozen=True, eq=False)
class LabelledText:
    """A text and its lines that are not blank. Labels are made when they are first asked for."""

    text: str

    @cached_property
    def lines(self) -> Sequence[Line]:
        return lines_of(self.text)

    @cached_property
    def facts(self) -> tuple[LineFacts, ...]:
        return facts_of([(self.text[line.start : line.end], line.above) for line in self.lines[:MOST_LINES]], lexicon())

    @cached_property
    def labels(self) -> list[Label]:
        """The likeliest label of each line; WORDS for lines past MOST_LINES."""
        labels = model().label_scores(self._scores) if self.facts else []
        return [*labels, *([Label.WORDS] * max(0, len(self.lines) - MOST_LINES))]

    @cached_property
    def words_chances(self) -> Sequence[float]:
        """How likely each line is an author's words, 0 to 1."""
        if not self.facts:
            return []
        chances: Floats = model().score_chances(self._scores)
        column = list(Label).index(Label.WORDS)
        return [*chances[:, column].tolist(), *([1.0] * max(0, len(self.lines) - MOST_LINES))]

    @cached_property
    def _scores(self) -> Floats:
        return model().scores(self.facts)

    def line(self, index: int) -> str:
        """A line as it stands, without the space round it."""
        return self.text[self.lines[index].start : self.lines[index].end].strip()
