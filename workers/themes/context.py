"""What the rest of a thread says about a point: a thread about this subject makes a short point likelier to be about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

UP, DOWN = 1.5, 5.0  # logits for a thread that is all about the subject, and taken from one that is not at all
NEUTRAL: Final = 0.4  # the share at which a thread says nothing
HOLD: Final = 3.0  # points that a thread has to have before it is half believed


def shifts(subject: Sequence[float]) -> list[float]:
    """For each point of a thread the logits to add. `subject` is each point's probability to carry any family at all."""
    count = len(subject)
    if count < 2:
        return [0.0] * count
    told = np.asarray(subject, np.float64)
    others = (told.sum() - told) / (count - 1)
    belief = (count - 1) / (count - 1 + HOLD)
    return [float(shift) for shift in belief * np.where(others > NEUTRAL, UP, DOWN) * (others - NEUTRAL)]
