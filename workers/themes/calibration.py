"""From logits and cues to probabilities that mean something. Fitted by training, on points the model had not learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Line:
    """probability = sigmoid(slope · logit + cue · (cues of its own, at most CUES_COUNTED) + offset)."""

    slope: float
    cue: float
    offset: float

    def probability(self, logit: float, cues: int = 0, shift: float = 0.0) -> float:
        """`shift` is added to the logit scale afterwards: what the rest of the thread says."""
        return float(1 / (1 + np.exp(-np.clip(self.margin(logit, cues) + shift, -30, 30))))

    def margin(self, logit: float, cues: int = 0) -> float:
        """The same as a logit."""
        return self.slope * logit + self.cue * min(cues, CUES_COUNTED) + self.offset


CUES_COUNTED = 2


@dataclass(frozen=True, slots=True)
class Calibration:
    """A line for each family, and one that all themes share."""

    families: tuple[Line, ...]
    theme: Line

    @classmethod
    def from_rows(cls, rows: Floats) -> Calibration:
        """Rows of (slope, cue, offset): the families in order, the themes' last."""
        lines = tuple(Line(*(float(value) for value in row)) for row in rows)
        return cls(lines[:-1], lines[-1])

    def rows(self) -> list[Sequence[float]]:
        return [(line.slope, line.cue, line.offset) for line in (*self.families, self.theme)]
