"""The trained model: an encoder with our difference, and a linear head that reads families and themes off its mean state.

The head is linear, so what it says of a text is the sum of what it says of each word piece: that is where evidence comes from.
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

from domain.shapes.theme import Codebook
from workers.themes.adaptation import Adaptation
from workers.themes.calibration import Calibration
from workers.themes.encoder import Encoded, Encoder, Floats, Shape, load_encoder
from workers.themes.negation import rejected
from workers.themes.passages import Passage

WEIGHTS: Final = Path(__file__).parent / "weights" / "product-culture.npz"


@dataclass(frozen=True, slots=True)
class Labels:
    """What the head speaks of, in its order: families first, then themes as (family, theme)."""

    families: tuple[str, ...]
    themes: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, codebook: Codebook) -> Labels:
        families = tuple(family.id for family in codebook.families)
        return cls(families, tuple((family.id, theme.id) for family in codebook.families for theme in family.themes))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model makes of one text, before anything else is known of its thread.

    `families` and `themes` are logits in the order of Labels; `pieces` says how much each word piece adds to each theme
    (pieces × themes), and `spans` where it stands (half-open, code points).
    """

    families: Floats
    themes: Floats
    pieces: Floats
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that training made."""

    labels: Labels
    calibration: Calibration
    fingerprint: str
    _encoder: Encoder
    _weights: Floats
    _bias: Floats

    def adapted(self, adaptation: Adaptation) -> Model:
        """The same with what was learned here added to its head."""
        return replace(self, _weights=self._weights + adaptation.weights, _bias=self._bias + adaptation.bias)

    def states(self, texts: Sequence[str]) -> Floats:
        """The mean state of each text (texts × WIDTH), which is all that the head sees of it."""
        encoded = zip(texts, self._encoder.encode(texts), strict=True)
        return np.stack([each.states[_meant(text, each)].mean(axis=0) for text, each in encoded])

    def read(self, texts: Sequence[str]) -> tuple[Opinion, ...]:
        """One opinion a text, in order."""
        count = len(self.labels.families)
        opinions = []
        for text, encoded in zip(texts, self._encoder.encode(texts), strict=True):
            said = encoded.states @ self._weights
            whole = said[_meant(text, encoded)].mean(axis=0) + self._bias
            opinions.append(Opinion(whole[:count], whole[count:], said[:, count:], encoded.pieces.spans))
        return tuple(opinions)


def _meant(text: str, encoded: Encoded) -> NDArray[np.bool_]:
    """Which pieces count: not those of what the author only sets something else against."""
    spans, against = encoded.pieces.spans, [Passage(*span) for span in rejected(text)]
    return np.array([start == end or not any(each.covers(start, end) for each in against) for start, end in spans])


def load_model(path: Path = WEIGHTS) -> Model:
    """The model that ships."""
    body = path.read_bytes()
    with np.load(BytesIO(body)) as stored:
        parts: dict[str, NDArray[Any]] = dict(stored)
    about = json.loads(bytes(parts.pop("about")).decode())
    labels = Labels(tuple(about["families"]), tuple((family, theme) for family, theme in about["themes"]))
    calibration = Calibration.from_rows(parts.pop("calibration"))
    weights, bias = parts.pop("head.weights").astype(np.float32), parts.pop("head.bias").astype(np.float32)
    kept = parts.pop("kept", None)
    encoder = load_encoder(Shape(about["layers"], cast(Mapping[str, Floats], parts), kept))
    return Model(labels, calibration, sha256(body).hexdigest(), encoder, weights, bias)
