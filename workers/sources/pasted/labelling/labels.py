"""What each line of a copied page is, by the network of `network.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workers.sources.pasted.labelling.line_facts import LineFacts
from workers.sources.pasted.labelling.network import Network, load_network

WEIGHTS: Final = Path(__file__).parent / "weights.npz"
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
    """A state is a label or a finer part of one, behind a dot: the first line of words, the head or the foot of a page."""

    network: Network

    @property
    def labels(self) -> tuple[Label, ...]:
        """The label of each state."""
        return tuple(Label(name.partition(".")[0]) for name in self.network.names)

    def label(self, facts: Sequence[LineFacts]) -> list[Label]:
        """The likeliest label of each line."""
        chances = self.chances(facts) if facts else np.zeros((0, len(Label)), dtype=np.float32)
        return [list(Label)[best] for best in chances.argmax(axis=1)]

    def state_names(self, scores: Floats) -> list[str]:
        """The name of the likeliest state of the likeliest label of each line, by the scores of the lines."""
        label_of_state = np.array([list(Label).index(label) for label in self.labels])
        best = self.score_chances(scores).argmax(axis=1)
        inside = np.where(label_of_state[None] == best[:, None], scores, NEVER - 1)
        return [self.network.names[state] for state in inside.argmax(axis=1)]

    def chances(self, facts: Sequence[LineFacts]) -> Floats:
        """The probability of each label for each line: (lines, labels), in the order of Label."""
        return self.score_chances(self.scores(facts))

    def score_chances(self, scores: Floats) -> Floats:
        """The probability of each label by the scores of the lines."""
        states = np.exp(scores - scores.max(axis=1, keepdims=True))
        member = np.array([[label is other for other in Label] for label in self.labels], dtype=np.float32)
        chances: Floats = (states / states.sum(axis=1, keepdims=True)) @ member
        return chances

    def scores(self, facts: Sequence[LineFacts]) -> Floats:
        """What the network says for each state of each line, of which there is one at least: (lines, states).

        Quotes stand inside posts: where there would be more of them than posts, none is one. Quoted words follow a header.
        """
        scores = self.network.scores(facts)
        if self._has_more_quotes_than_posts(scores.argmax(axis=1).tolist()):
            scores[:, self._states(QUOTES)] = NEVER
        quotes = self._states(QUOTES)
        (quoted,) = self._states(QUOTES[1:])
        above = -1
        for line, state in enumerate(scores.argmax(axis=1).tolist()):
            if state == quoted and above not in quotes:
                scores[line, quoted] = NEVER
                state = int(scores[line].argmax())
            above = state
        return scores

    def _has_more_quotes_than_posts(self, path: Sequence[int]) -> bool:
        quotes, headers = set(self._states(QUOTES)), {place for place, label in enumerate(self.labels) if label in HEADER}
        above = [-1, *path]
        quoted = sum(state in quotes and before not in quotes for before, state in pairwise(above))
        posts = sum(state in headers and before not in headers for before, state in pairwise(above))
        return quoted > posts

    def _states(self, names: Sequence[str]) -> list[int]:
        return [place for place, name in enumerate(self.network.names) if name in names]


@cache
def model(path: Path = WEIGHTS) -> Model:
    """The shipped model, or another one that training wrote."""
    return Model(load_network(path))
