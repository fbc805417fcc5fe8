"""What lines of the same form were labelled: facts for the second pass of the labels. A page dresses all of its posts alike."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workers.sources.pasted.labelling.line_facts import STEM, LineFacts

Floats = NDArray[np.float32]
LEAST: Final = 0.01  # a chance below which it does not matter how small it is
NEAR: Final = 5  # lines from a header within which the distance says what a line is
WITNESSES: Final = 3  # other lines of the same form that say all that more of them could
REACH: Final = 2  # lines above and below whose first labels count


def agreement(facts: Sequence[LineFacts], chances: Floats, headers: Sequence[int]) -> Floats:
    """For each line its own and its neighbours' chances, then the mean chances of the other lines of each form: (lines, facts).

    `chances` has one column a state; `headers` are the columns of states that open a post.
    """
    own = _logarithmic(chances)
    padded = np.pad(own, ((REACH, REACH), (0, 0)))
    neighbours = [padded[place : place + len(own)] for place in range(2 * REACH + 1)]
    others = [_others(chances, keys) for keys in _forms(facts, _is_header(chances, headers))]
    return np.concatenate([*neighbours, *others], axis=1)


def _forms(facts: Sequence[LineFacts], header: NDArray[np.bool_]) -> Iterable[list[Hashable]]:
    """Keys of each line under which lines of one form are the same: the text but for numbers, the kinds around, the place."""
    yield [STEM.sub("#", fact.text) for fact in facts]
    for place in (2, 3, 4):
        yield [fact.context[place] for fact in facts]
    yield [(fact.tokens[0], fact.tokens[5]) for fact in facts]
    starts = header & ~np.concatenate([[False], header[:-1]])
    behind, ahead = _distances(starts), _distances(starts[::-1])[::-1]
    yield [(distance, fact.kind) if distance <= NEAR else fact.tokens[2] for distance, fact in zip(behind, facts, strict=True)]
    yield [(distance, fact.kind) if distance <= NEAR else fact.tokens[2] for distance, fact in zip(ahead, facts, strict=True)]


def _is_header(chances: Floats, headers: Sequence[int]) -> NDArray[np.bool_]:
    return np.isin(chances.argmax(axis=1), headers)


def _distances(starts: NDArray[np.bool_]) -> list[int]:
    """How many lines each line is behind the last start; the lines above the first count from the top."""
    distances, distance = [], NEAR
    for start in starts.tolist():
        distance = 0 if start else distance + 1
        distances.append(distance)
    return distances


def _others(chances: Floats, keys: Sequence[Hashable]) -> Floats:
    """The mean chances of the other lines with a line's key, the less the fewer they are; zeros for a line alone."""
    index: dict[Hashable, int] = {}
    rows = np.array([index.setdefault(key, len(index)) for key in keys], dtype=np.intp)
    counts = np.bincount(rows, minlength=len(index))
    sums = np.zeros((len(index), chances.shape[1]), dtype=np.float32)
    np.add.at(sums, rows, chances)
    others = (counts[rows] - 1)[:, None].astype(np.float32)
    mean: Floats = ((sums[rows] - chances) / np.maximum(others, 1)).astype(np.float32)
    weighted: Floats = _logarithmic(mean) * np.minimum(others, WITNESSES) / np.float32(WITNESSES)
    return weighted


def _logarithmic(chances: Floats) -> Floats:
    """Chances as 0 to 1 on a logarithmic scale: 0 for LEAST and less."""
    scaled: Floats = 1 - np.log(np.clip(chances, LEAST, 1)) / np.log(np.float32(LEAST))
    return scaled
