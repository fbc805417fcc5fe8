"""A small network that says what each line of a page may be: trained by `training/`, run here with numpy alone.

Each layer sees a line, the lines near it, and the mean of the other lines of each of its forms (`line_forms.py`). A page
dresses all of its posts alike, so that lines learn from each other what they are, in layouts that nobody has seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from workers.sources.pasted.labelling.line_facts import LineFacts
from workers.sources.pasted.labelling.line_forms import FormGroups

Floats = NDArray[np.float32]
REACH: Final = 2  # lines above and below that a layer sees
SMALL: Final = 1e-3  # what is added to a mean square, so that none is zero
STEPS: Final = 127  # into which the largest weight of a column is divided in the file


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """`shared` makes of a line what the others of its form are told; `inner` and `outer` change it by all that it sees."""

    scale: Floats
    shared: Floats
    inner: Floats
    bias: Floats
    outer: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """`embedding` has a row for each token in `tokens`; `names` has the name of each state that a line may be in."""

    tokens: Mapping[str, int]
    embedding: Floats
    layers: tuple[Layer, ...]
    scale: Floats
    output: Floats
    bias: Floats
    names: tuple[str, ...]

    def scores(self, facts: Sequence[LineFacts]) -> Floats:
        """What all facts say for each state of each line: (lines, states), of one line at least. Linear in the lines."""
        groups = FormGroups.of(facts)
        hidden = self._embedded(facts)
        for layer in self.layers:
            own = normalised(hidden, layer.scale)
            inputs = np.concatenate([*neighbours(own), groups.means(own @ layer.shared)], axis=1)
            hidden = hidden + np.maximum(inputs @ layer.inner + layer.bias, 0) @ layer.outer
        scores: Floats = normalised(hidden, self.scale) @ self.output + self.bias
        return scores

    def _embedded(self, facts: Sequence[LineFacts]) -> Floats:
        """The sum of the rows of each line's tokens; the last row, of zeros, is that of tokens that training has not seen."""
        unknown = len(self.embedding) - 1
        rows = [self.tokens.get(token, unknown) for fact in facts for token in fact.tokens]
        starts = np.cumsum([0, *(len(fact.tokens) for fact in facts[:-1])])
        sums: Floats = np.add.reduceat(self.embedding[rows], starts, axis=0)
        return sums


def normalised(hidden: Floats, scale: Floats) -> Floats:
    """Channels with a mean square of one, times a scale of each."""
    result: Floats = hidden / np.sqrt(np.mean(hidden * hidden, axis=1, keepdims=True) + SMALL) * scale
    return result


def neighbours(own: Floats) -> list[Floats]:
    """The lines above, the line, the lines below; zeros past the edges."""
    padded = np.pad(own, ((REACH, REACH), (0, 0)))
    return [padded[place : place + len(own)] for place in range(2 * REACH + 1)]


def load_network(path: Path) -> Network:
    """A network that `save_network` wrote."""
    with np.load(path) as stored:
        tokens = str(stored["tokens"]).split("\n")
        names = tuple(str(stored["states"]).split("\n"))
        weights = {name.removesuffix(".steps"): _restored(stored, name) for name in stored.files if name.endswith(".steps")}
    layers = tuple(
        Layer(*(weights[f"{part}{place}"] for part in ("scale", "shared", "inner", "bias", "outer")))
        for place in range(sum(name.startswith("shared") for name in weights))
    )
    embedding = np.concatenate([weights["embedding"], np.zeros_like(weights["embedding"][:1])])
    index = {token: row for row, token in enumerate(tokens)}
    return Network(index, embedding, layers, weights["scale"][0], weights["output"], weights["bias"][0], names)


def save_network(path: Path, tokens: Sequence[str], names: Sequence[str], weights: Mapping[str, Floats]) -> None:
    """Stores weights in a byte each: as steps of the largest of their column."""
    arrays: dict[str, Any] = {"tokens": np.array("\n".join(tokens)), "states": np.array("\n".join(names))}
    for name, values in weights.items():
        largest = np.maximum(np.abs(np.atleast_2d(values)).max(axis=0), 1e-9).astype(np.float32)
        arrays[f"{name}.steps"] = np.round(np.atleast_2d(values) / largest * STEPS).astype(np.int8)
        arrays[f"{name}.largest"] = largest
    np.savez_compressed(path, **arrays)


def _restored(stored: Mapping[str, NDArray[Any]], name: str) -> Floats:
    largest = stored[f"{name.removesuffix('.steps')}.largest"]
    restored: Floats = stored[name].astype(np.float32) * largest / STEPS
    return restored
