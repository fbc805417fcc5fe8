"""Predicts the themes of a codebook for which no model was trained, by similarity to its definitions and examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from domain.shapes.codebook import Codebook, Theme
from workers.themes.calibration import Calibration, CalibrationLine
from workers.themes.encoder import EncodedText, Encoder, Floats, load_encoder
from workers.themes.model import Labels, Prediction

# The logit is 0 at a similarity of NEUTRAL and rises by SLOPE for each 1.0 above it. Fitted to a codebook on another subject.
NEUTRAL: Final = 0.33
SLOPE: Final = 17.0
COUNTER_EXAMPLE_WEIGHT: Final = 0.5  # of the amount by which a counter-example is nearer than any example
CALIBRATION_LINE: Final = CalibrationLine(slope=1.0, cue_weight=1.6, offset=0.0)


@dataclass(frozen=True, slots=True)
class ZeroShotModel:
    """Compares texts with one codebook. `_examples` and `_counter_examples` are unit vectors (texts × WIDTH) by theme."""

    labels: Labels
    calibration: Calibration
    _encoder: Encoder
    _examples: tuple[Floats, ...]
    _counter_examples: tuple[Floats, ...]

    def predict(self, texts: Sequence[str]) -> tuple[Prediction, ...]:
        """Predicts each text, in order."""
        return tuple(self._predict(encoded) for encoded in self._encoder.encode(texts))

    def _predict(self, encoded: EncodedText) -> Prediction:
        vector = unit_vector(encoded)
        similarities = np.array([self._similarity(vector, index) for index in range(len(self.labels.themes))], np.float32)
        themes = (similarities - NEUTRAL) * SLOPE
        families = [max(themes[index] for index in self._theme_indices(family)) for family in self.labels.families]
        nearest = np.stack([examples[np.argmax(examples @ vector)] for examples in self._examples])
        pieces = encoded.states @ nearest.T
        best = [max(self._theme_indices(family), key=lambda index: float(themes[index])) for family in self.labels.families]
        return Prediction(np.array(families, np.float32), themes, pieces[:, best], pieces, encoded.pieces.spans)

    def _theme_indices(self, family: str) -> list[int]:
        return [index for index, (family_id, _) in enumerate(self.labels.themes) if family_id == family]

    def _similarity(self, vector: Floats, index: int) -> float:
        """The mean of three cosines: with the definition, with the nearest example, and with the mean vector of all of them."""
        examples = self._examples[index]
        mean = examples.mean(axis=0)
        cosines = examples @ vector
        nearest = float(cosines[1:].max()) if len(cosines) > 1 else float(cosines[0])
        similarity = (float(cosines[0]) + nearest + float(mean @ vector / np.linalg.norm(mean))) / 3
        counter_examples = self._counter_examples[index]
        counter = float((counter_examples @ vector).max()) if len(counter_examples) else nearest
        return similarity - COUNTER_EXAMPLE_WEIGHT * max(0.0, counter - nearest)


def unit_vector(encoded: EncodedText) -> Floats:
    """The mean state of a text, scaled to length 1."""
    mean: Floats = encoded.states.mean(axis=0)
    return mean / np.float32(np.linalg.norm(mean))


@lru_cache(maxsize=8)
def zero_shot_model(codebook: Codebook) -> ZeroShotModel:
    """Builds the model of a codebook, with the encoder as its package ships it."""
    encoder = _original_encoder()
    themes = [theme for family in codebook.families for theme in family.themes]
    line = CALIBRATION_LINE
    return ZeroShotModel(
        Labels.from_codebook(codebook),
        Calibration(tuple(line for _ in codebook.families), tuple(line for _ in themes)),
        encoder,
        tuple(_unit_vectors(encoder, _theme_texts(theme)) for theme in themes),
        tuple(_unit_vectors(encoder, theme.counter_examples) for theme in themes),
    )


def _theme_texts(theme: Theme) -> tuple[str, ...]:
    """The definition, then the examples."""
    return (f"{theme.name}. {theme.definition}", *theme.examples)


def _unit_vectors(encoder: Encoder, texts: Sequence[str]) -> Floats:
    return np.stack([unit_vector(encoded) for encoded in encoder.encode(texts)]) if texts else np.zeros((0, 0), np.float32)


@lru_cache(maxsize=1)
def _original_encoder() -> Encoder:
    return load_encoder()
