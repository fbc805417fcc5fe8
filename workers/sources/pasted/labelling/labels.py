"""A linear-chain model that labels lines in two passes: trained by `training/`, run here with numpy alone.

The first pass sees each line and its neighbours; the second sees what the first made of other lines of the same form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workers.sources.pasted.labelling.agreement import agreement
from workers.sources.pasted.labelling.line_facts import LineFacts

WEIGHTS: Final = Path(__file__).parent / "weights.npz"
REACH: Final = 3  # lines above and below whose facts count
CHUNK: Final = 1000  # lines whose weights are summed at once, which bounds memory
SCALED: Final = 8  # lines after which chances are scaled, long before they leave the range of a float
EDGE: Final = "edge"  # the fact of a place above the first line and below the last

Floats = NDArray[np.float32]


class Label(StrEnum):
    """What a line is in a copied page."""

    NAME = "name"
    HANDLE = "handle"
    META = "meta"
    WORDS = "words"
    ATTACHED = "attached"
    TRAILER = "trailer"
    PAGE = "page"


QUOTES: Final = ("attached.quote_header", "attached.quote")  # states of a post inside another
NEVER: Final = -1e4  # a score that no other can outweigh
HEADER: Final = frozenset({Label.NAME, Label.HANDLE, Label.META})  # labels of lines above a post's words


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """`state` has, for each token in `index`, a weight an offset and a state; `step` has one from state to state.

    A state is a label or a finer part of one (the first line of words, the head or the foot of a page); `names` has the name of
    each. The weight at an offset is what a token says about the line that is so many lines above it. The last row of `state`
    is all zeros: that of tokens that training has not seen.
    `second` has, for each fact of the second pass, a weight a state; its last row is the bias. `second_step` is its `step`.
    """

    index: Mapping[str, int]
    state: Floats
    step: Floats
    names: tuple[str, ...]
    second: Floats
    second_step: Floats

    @property
    def labels(self) -> tuple[Label, ...]:
        """The label of each state."""
        return tuple(Label(name.partition(".")[0]) for name in self.names)

    def label(self, facts: Sequence[LineFacts]) -> list[Label]:
        """The likeliest labels of all lines together."""
        return [Label(name.partition(".")[0]) for name in self.state_names(self.scores(facts))] if facts else []

    def state_names(self, scores: Floats) -> list[str]:
        """The names of the likeliest states by the scores of the lines, of which there is one at least."""
        return [self.names[best] for best in _viterbi(scores, self.second_step)]

    def chances(self, facts: Sequence[LineFacts]) -> Floats:
        """The probability of each label for each line: (lines, labels), in the order of Label."""
        return self.score_chances(self.scores(facts))

    def score_chances(self, scores: Floats) -> Floats:
        """The probability of each label by the scores of the lines."""
        member = np.array([[label is other for other in Label] for label in self.labels], dtype=np.float32)
        chances: Floats = _marginals(scores, self.second_step) @ member
        return chances

    def scores(self, facts: Sequence[LineFacts], first: Floats | None = None) -> Floats:
        """What both passes say for each state of each line: (lines, states). `first` are the first pass's chances, where known.

        Quotes stand inside posts: where there would be more of them than posts, none is one.
        """
        scores: Floats = self.second_facts(facts, first) @ self.second[:-1] + self.second[-1]
        if self._has_more_quotes_than_posts(_viterbi(scores, self.second_step)):
            scores[:, self._states(QUOTES)] = NEVER
        return scores

    def _has_more_quotes_than_posts(self, path: Sequence[int]) -> bool:
        quotes, headers = set(self._states(QUOTES)), {place for place, label in enumerate(self.labels) if label in HEADER}
        above = [-1, *path]
        quoted = sum(state in quotes and before not in quotes for before, state in pairwise(above))
        posts = sum(state in headers and before not in headers for before, state in pairwise(above))
        return quoted > posts

    def _states(self, names: Sequence[str]) -> list[int]:
        return [place for place, name in enumerate(self.names) if name in names]

    def second_facts(self, facts: Sequence[LineFacts], first: Floats | None = None) -> Floats:
        """The facts of the second pass: what the first says of each line, its neighbours, and other lines of its form."""
        headers = [place for place, label in enumerate(self.labels) if label in HEADER]
        return agreement(facts, self.first_chances(facts) if first is None else first, headers)

    def first_chances(self, facts: Sequence[LineFacts]) -> Floats:
        """The probability of each state for each line by the first pass alone."""
        return _marginals(self.first_scores(facts), self.step)

    def first_scores(self, facts: Sequence[LineFacts]) -> Floats:
        """What the facts of each line and its neighbours say for each state: (lines, states)."""
        own = np.concatenate([self._line_scores(facts[start : start + CHUNK]) for start in range(0, len(facts), CHUNK)])
        edge = self.state[self.index[EDGE]] if EDGE in self.index else np.zeros_like(self.state[-1])
        padded = np.concatenate([np.repeat(edge[None], REACH, axis=0), own, np.repeat(edge[None], REACH, axis=0)])
        count = len(facts)
        total: Floats = sum((padded[place : place + count, place] for place in range(2 * REACH + 1)), np.zeros_like(own[:, 0]))
        return total

    def _line_scores(self, facts: Sequence[LineFacts]) -> Floats:
        """The sums of the weights of each line's tokens: (lines, offsets, states)."""
        unknown = len(self.state) - 1
        rows = [self.index.get(token, unknown) for fact in facts for token in (*fact.tokens, *fact.context)]
        starts = np.cumsum([0, *(len(fact.tokens) + len(fact.context) for fact in facts[:-1])])
        sums: Floats = np.add.reduceat(self.state[rows], starts, axis=0)
        return sums


@cache
def model(path: Path = WEIGHTS) -> Model:
    """The shipped model, or another one that training wrote."""
    with np.load(path) as stored:
        tokens = str(stored["tokens"]).split("\n")
        names = tuple(str(stored["states"]).split("\n"))
        state = stored["state"].astype(np.float32)
        step, second, second_step = (stored[name].astype(np.float32) for name in ("step", "second", "second_step"))
    zeros = np.zeros_like(state[:1])
    index = {token: row for row, token in enumerate(tokens)}
    return Model(index, np.concatenate([state, zeros]), step, names, second, second_step)


def _viterbi(scores: Floats, step: Floats) -> list[int]:
    best = scores[0]
    back: list[NDArray[np.intp]] = []
    for row in scores[1:]:
        through = best[:, None] + step
        back.append(through.argmax(axis=0))
        best = through.max(axis=0) + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def _marginals(scores: Floats, step: Floats) -> Floats:
    count = len(scores)
    moves = np.exp(step.astype(np.float64))
    local = np.exp((scores - scores.max(axis=1, keepdims=True)).astype(np.float64))
    forward, backward = np.empty_like(local), np.empty_like(local)
    value = forward[0] = local[0]
    for line in range(1, count):
        value = (value @ moves) * local[line]
        if not line % SCALED:
            value /= value.sum()
        forward[line] = value
    value = backward[-1] = np.ones_like(local[-1])
    for line in range(count - 2, -1, -1):
        value = moves @ (local[line + 1] * value)
        if not line % SCALED:
            value /= value.sum()
        backward[line] = value
    forward *= backward
    forward /= forward.sum(axis=1, keepdims=True)
    result: Floats = forward.astype(np.float32)
    return result
