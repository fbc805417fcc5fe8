"""A linear-chain model that labels lines: trained by `training/`, run here with numpy alone (Viterbi, forward-backward)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workers.sources.pasted.labelling.line_facts import LineFacts

WEIGHTS: Final = Path(__file__).parent / "weights.npz"
REACH: Final = 3  # lines above and below whose facts count
CHUNK: Final = 1000  # lines whose weights are summed at once, which bounds memory
SHARPNESS: Final = 0.7  # below 1 makes chances less sure; the best of 0.5 to 1 on pages that training has not seen
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


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """`state` has, for each token in `index`, a weight an offset and a state; `step` has one from state to state.

    A state is a label or a finer part of one (the first line of words, the head or the foot of a page); `labels` has the label
    of each. The weight at an offset is what a token says about the line that is so many lines above it. The last row of `state`
    is all zeros: that of tokens that training has not seen.
    """

    index: Mapping[str, int]
    state: Floats
    step: Floats
    labels: tuple[Label, ...]

    def label(self, facts: Sequence[LineFacts]) -> list[Label]:
        """The likeliest labels of all lines together."""
        return self.label_scores(self.scores(facts)) if facts else []

    def label_scores(self, scores: Floats) -> list[Label]:
        """The likeliest labels by the scores of the lines, of which there is one at least."""
        return [self.labels[best] for best in _viterbi(scores, self.step)]

    def chances(self, facts: Sequence[LineFacts]) -> Floats:
        """The probability of each label for each line: (lines, labels), in the order of Label."""
        return self.score_chances(self.scores(facts))

    def score_chances(self, scores: Floats) -> Floats:
        """The probability of each label by the scores of the lines."""
        member = np.array([[label is other for other in Label] for label in self.labels], dtype=np.float32)
        chances: Floats = _marginals(SHARPNESS * scores, SHARPNESS * self.step) @ member
        return chances

    def scores(self, facts: Sequence[LineFacts]) -> Floats:
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
        labels = tuple(Label(name.partition(".")[0]) for name in str(stored["states"]).split("\n"))
        state = stored["state"].astype(np.float32)
        step = stored["step"].astype(np.float32)
    zeros = np.zeros_like(state[:1])
    return Model({token: row for row, token in enumerate(tokens)}, np.concatenate([state, zeros]), step, labels)


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
