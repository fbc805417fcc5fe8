"""The trained model: encoders with our low-rank updates, and a linear head that predicts labels from their mean states.

Because the head is linear, the logit of a text is the mean of the logits of its word pieces: evidence is selected by these.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from domain.shapes.codebook import Codebook
from workers.themes.adaptation import Adaptation
from workers.themes.calibration import Calibration
from workers.themes.encoder import EncodedText, Encoder, EncoderConfig, Floats, load_encoder
from workers.themes.negation import negated_clauses
from workers.themes.passages import Passage

THRESHOLD: Final = 0.58  # where a family begins to be likely: 93 in 100 near misses of the validation part are left alone
WEIGHTS: Final = Path(__file__).parent / "weights" / "product-culture.npz"


@dataclass(frozen=True, slots=True)
class Labels:
    """The outputs of the head, in its order: families, then themes as (family, theme)."""

    families: tuple[str, ...]
    themes: tuple[tuple[str, str], ...]

    @classmethod
    def from_codebook(cls, codebook: Codebook) -> Labels:
        families = tuple(family.id for family in codebook.families)
        return cls(families, tuple((family.id, theme.id) for family in codebook.families for theme in family.themes))


@dataclass(frozen=True, slots=True)
class Share:
    """The share of one encoder's logits in the sum of all."""

    families: float
    themes: float

    def of(self, labels: Labels) -> Floats:
        """The share for each output of the head."""
        return np.repeat(np.array([self.families, self.themes], np.float32), [len(labels.families), len(labels.themes)])


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model predicts for one text, without its thread.

    `families` and `themes` are logits in the order of Labels; `family_pieces` and `pieces` are how much each word piece
    contributes to each family and theme (pieces × labels), and `spans` the place of each piece (half-open, code points).
    """

    families: Floats
    themes: Floats
    family_pieces: Floats
    pieces: Floats
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that training produced. `fingerprint` is the digest of its file."""

    labels: Labels
    calibration: Calibration
    fingerprint: str
    _encoders: tuple[Encoder, ...]
    _weights: Floats
    _bias: Floats

    def with_adaptation(self, adaptation: Adaptation) -> Model:
        """The same model with an adaptation added to its head."""
        return replace(self, _weights=self._weights + adaptation.weights, _bias=self._bias + adaptation.bias)

    def mean_states(self, texts: Sequence[str]) -> Floats:
        """The mean state of each text (texts × WIDTH of each encoder), which is the input of the head."""
        encoded_texts = zip(texts, self._encode(texts), strict=True)
        return np.stack([encoded.states[_counted_pieces(text, encoded)].mean(axis=0) for text, encoded in encoded_texts])

    def predict(self, texts: Sequence[str]) -> tuple[Prediction, ...]:
        """Predicts each text, in order."""
        count = len(self.labels.families)
        predictions = []
        for text, encoded in zip(texts, self._encode(texts), strict=True):
            pieces = encoded.states @ self._weights
            logits = pieces[_counted_pieces(text, encoded)].mean(axis=0) + self._bias
            predictions.append(
                Prediction(logits[:count], logits[count:], pieces[:, :count], pieces[:, count:], encoded.pieces.spans)
            )
        return tuple(predictions)

    def _encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """Each text's pieces with the states of all encoders side by side."""
        by_text = zip(*(encoder.encode(texts) for encoder in self._encoders), strict=True)
        return [EncodedText(encoded[0].pieces, np.hstack([text.states for text in encoded])) for encoded in by_text]


def _counted_pieces(text: str, encoded: EncodedText) -> NDArray[np.bool_]:
    """Which pieces count: all but those in negated clauses."""
    negated = [Passage(*span) for span in negated_clauses(text)]
    return np.array(
        [start == end or not any(clause.covers(start, end) for clause in negated) for start, end in encoded.pieces.spans]
    )


def load_model(path: Path = WEIGHTS) -> Model:
    """Loads a model that training wrote."""
    body = path.read_bytes()
    with np.load(BytesIO(body)) as stored:
        arrays: dict[str, NDArray[Any]] = dict(stored)
    about = json.loads(bytes(arrays.pop("about")).decode())
    labels = Labels(tuple(about["families"]), tuple((family, theme) for family, theme in about["themes"]))
    calibration = replace(Calibration.from_rows(arrays.pop("calibration"), len(labels.families)), threshold=THRESHOLD)
    members = [_load_member(arrays, f"{number}/", layers) for number, layers in enumerate(about["layers"])]
    shares = [Share(**share).of(labels) for share in about["shares"]]
    weights = np.vstack([head * share for share, (_, head, _) in zip(shares, members, strict=True)])
    bias = np.sum([bias * share for share, (_, _, bias) in zip(shares, members, strict=True)], axis=0)
    encoders = tuple(encoder for encoder, _, _ in members)
    return Model(labels, calibration, sha256(body).hexdigest(), encoders, weights.astype(np.float32), bias.astype(np.float32))


def _load_member(arrays: Mapping[str, NDArray[Any]], prefix: str, layers: int) -> tuple[Encoder, Floats, Floats]:
    """One encoder, and the weights and bias of its head."""
    own = {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
    weights, bias = own.pop("head.weights").astype(np.float32), own.pop("head.bias").astype(np.float32)
    neurons = own.pop("kept", None)
    return load_encoder(EncoderConfig(layers, cast(Mapping[str, Floats], own), neurons)), weights, bias
