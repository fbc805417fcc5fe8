"""Turns logits and cue counts into calibrated probabilities. Training fits the parameters on points held out from the model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

MAX_CUES: Final = 2

Floats = NDArray[np.float32]


def sigmoid(logit: float) -> float:
    """The probability of a logit."""
    return 1 / (1 + math.exp(-min(max(float(logit), -30.0), 30.0)))


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """probability = sigmoid(slope · logit + cue_weight · min(cues, MAX_CUES) + offset)."""

    slope: float
    cue_weight: float
    offset: float

    def probability(self, logit: float, cues: int = 0, shift: float = 0.0) -> float:
        """The calibrated probability. `shift` is added to the calibrated logit: the influence of the rest of the thread."""
        return sigmoid(self.margin(logit, cues) + shift)

    def margin(self, logit: float, cues: int = 0) -> float:
        """The calibrated logit."""
        return self.slope * logit + self.cue_weight * min(cues, MAX_CUES) + self.offset


@dataclass(frozen=True, slots=True)
class Calibration:
    """A line for each family and for each theme, in the order of the labels. From `threshold` on a family is likely."""

    families: tuple[CalibrationLine, ...]
    themes: tuple[CalibrationLine, ...]
    threshold: float = 0.5

    @classmethod
    def from_rows(cls, rows: Floats, families: int) -> Calibration:
        """Reads rows of (slope, cue weight, offset): those of the families, then those of the themes."""
        lines = tuple(CalibrationLine(*(float(value) for value in row)) for row in rows)
        return cls(lines[:families], lines[families:])

    def rows(self) -> list[Sequence[float]]:
        return [(line.slope, line.cue_weight, line.offset) for line in (*self.families, *self.themes)]
