"""The lines of a pasted text with their facts and labels: what every way to read the text is judged by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from domain.shapes.reading import Reading
from workers.numbering.lines import Line, lines_of
from workers.sources.pasted.labelling.labels import Floats, Label, model
from workers.sources.pasted.labelling.lexicon import lexicon
from workers.sources.pasted.labelling.line_facts import LineFacts, facts_of
from workers.sources.pasted.line_keys import LineKeys
from workers.sources.pasted.place import Place
from workers.sources.pasted.state_repairs import state_repairs
from workers.sources.thread_reader.copied_page import is_boilerplate

MOST_LINES: Final = 20_000  # of a text whose lines are labelled; no copied page has as many


@dataclass(frozen=True, eq=False)
class LabelledText:
    """A text and its lines that are not blank. Labels are made when they are first asked for."""

    text: str

    @cached_property
    def lines(self) -> Sequence[Line]:
        return lines_of(self.text)

    @cached_property
    def line_texts(self) -> tuple[str, ...]:
        """The lines as they stand, without the space round them."""
        return tuple(self.text[line.start : line.end].strip() for line in self.lines)

    @cached_property
    def line_counts(self) -> Counter[str]:
        """How often each line occurs."""
        return Counter(self.line_texts)

    @cached_property
    def places(self) -> dict[int, tuple[Reading, Sequence[Place]]]:
        """Readings of this text that were placed, by their identity, with the Place of each line."""
        return {}

    @cached_property
    def line_keys(self) -> LineKeys:
        """What is compared of these lines and of others."""
        return LineKeys()

    @cached_property
    def boilerplate(self) -> frozenset[int]:
        """The lines that are an unroller's own."""
        return frozenset(index for index, line in enumerate(self.line_texts) if is_boilerplate(line))

    @cached_property
    def facts(self) -> tuple[LineFacts, ...]:
        return facts_of([(self.text[line.start : line.end], line.above) for line in self.lines[:MOST_LINES]], lexicon())

    @cached_property
    def labels(self) -> list[Label]:
        """The likeliest label of each line; WORDS for lines past MOST_LINES."""
        return [Label(state.partition(".")[0]) for state in self.states]

    @cached_property
    def states(self) -> list[str]:
        """The finer state of each line, as training names it: a label, or a part of one behind a dot."""
        states = list(self._own_states)
        for index, state in self._repairs.items():
            states[index] = state
        return [*states, *([Label.WORDS.value] * max(0, len(self.lines) - MOST_LINES))]

    @cached_property
    def _own_states(self) -> list[str]:
        return model().state_names(self._scores) if self.facts else []

    @cached_property
    def _repairs(self) -> Mapping[int, str]:
        """The states of lines that the form of the page decides."""
        return state_repairs(self.facts, self._own_states, self.boilerplate)

    @cached_property
    def words_chances(self) -> Sequence[float]:
        """How likely each line is an author's words, 0 to 1."""
        if not self.facts:
            return []
        chances: Floats = model().score_chances(self._scores)
        column = list(Label).index(Label.WORDS)
        words = chances[:, column].tolist()
        for index, state in self._repairs.items():
            words[index] = float(state == Label.WORDS.value)
        return [*words, *([1.0] * max(0, len(self.lines) - MOST_LINES))]

    @cached_property
    def _scores(self) -> Floats:
        return model().scores(self.facts)

    def line(self, index: int) -> str:
        """A line as it stands, without the space round it."""
        return self.line_texts[index]

    def groups(self, index: int) -> frozenset[str]:
        """The groups of the lexicon that a line belongs to."""
        line = self.line_texts[index]
        known = index < len(self.facts) and self.facts[index].text == line
        return self.facts[index].groups if known else lexicon().groups_of(line)
