"""Lines of one form on a page, which tell each other what they are: the same text but for numbers, the same kinds around."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workers.sources.pasted.labelling.line_facts import BEGINNING, STEM, LineFacts, shape_of

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]
LONGEST_SHAPE: Final = 60  # code points of a line whose shape says anything


def form_numbers(facts: Sequence[LineFacts]) -> NDArray[np.int32]:
    """The numbers of each line's forms: (lines, forms). Lines with the same number in a column are of one form there."""
    return np.array([_numbered(keys) for keys in _forms(facts)], dtype=np.int32).T


def _forms(facts: Sequence[LineFacts]) -> Iterator[Sequence[Hashable]]:
    """Keys of each line, a sequence for each of the forms."""
    yield [STEM.sub("#", line.text) for line in facts]
    yield [line.text[:BEGINNING] for line in facts]
    yield [shape_of(line.text) if len(line.text) <= LONGEST_SHAPE else place for place, line in enumerate(facts)]
    yield [line.around[1:4] for line in facts]
    yield [line.around[:3] for line in facts]
    yield [line.around[2:] for line in facts]
    yield [line.tokens[:3] for line in facts]
    yield [0] * len(facts)  # all lines of the page


def _numbered(keys: Sequence[Hashable]) -> list[int]:
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


@dataclass(frozen=True, slots=True, eq=False)
class FormGroups:
    """The lines of a page by form, ready for sums: `order` sorts all lines of all forms, `starts` begin the groups in it."""

    forms: int
    order: Indices
    starts: Indices
    group: Indices
    others: Floats

    @classmethod
    def of(cls, facts: Sequence[LineFacts]) -> FormGroups:
        numbers = form_numbers(facts)
        count, forms = numbers.shape
        firsts = np.cumsum([0, *(numbers.max(axis=0) + 1)[:-1]])
        group = (numbers + firsts).T.reshape(-1).astype(np.intp)
        order = np.argsort(group, kind="stable")
        sizes = np.bincount(group)
        others = np.maximum(sizes[group] - 1, 1).astype(np.float32)[:, None]
        return cls(forms, order % count, np.cumsum([0, *sizes[:-1]]), group, others)

    def means(self, channels: Floats) -> Floats:
        """For each line and form the mean of the channels of the other lines of that form: (lines, forms × channels)."""
        sums = np.add.reduceat(channels[self.order], self.starts, axis=0)
        own = np.tile(channels, (self.forms, 1))
        means: Floats = (sums[self.group] - own) / self.others
        return means.reshape(self.forms, len(channels), -1).transpose(1, 0, 2).reshape(len(channels), -1)
