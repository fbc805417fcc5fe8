"""Shifts a point's logits by its thread: in a thread about the codebook's subject, a point is likelier to carry a family.

Two signals show what a thread is about: how likely its other points carry a family, and whether they contain cues.
The second is robust against tone: a dozen points without any cue are about something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

MAX_RAISE, MAX_LOWER = 1.5, 5.0  # logits added for a thread fully about the subject; subtracted for one not about it at all
NEUTRAL: Final = 0.48  # the mean probability of the other points at which the shift is 0
HALF_WEIGHT_POINTS: Final = 3.0  # the number of other points at which the first signal has half its weight
# Logits for each other point with a cue, and for each without. About three in ten points on the subject contain one, and three
# in a hundred of the others; the values are lower than that would justify, because points of a thread resemble each other.
WITH_CUE, WITHOUT_CUE = 1.15, -0.2
MAX_CUE_SHIFT: Final = 1.0
MIN_CUE_SHIFT: Final = -2.0
CLEAR: Final = 0.51  # the mean probability from which on cues make no difference


def context_shifts(subject: Sequence[float], cued: Sequence[bool]) -> list[float]:
    """Computes the logits to add to each point of a thread.

    `subject` is each point's probability to carry any family at all, `cued` whether it contains a cue of the codebook.
    """
    count = len(subject)
    if count < 2:
        return [0.0] * count
    probabilities, cues = np.asarray(subject, np.float64), np.asarray(cued, np.float64)
    others = (probabilities.sum() - probabilities) / (count - 1)
    weight = (count - 1) / (count - 1 + HALF_WEIGHT_POINTS)
    by_probability = weight * np.where(others > NEUTRAL, MAX_RAISE, MAX_LOWER) * (others - NEUTRAL)
    others_with_cue = cues.sum() - cues
    by_cues = np.clip(WITH_CUE * others_with_cue + WITHOUT_CUE * (count - 1 - others_with_cue), MIN_CUE_SHIFT, MAX_CUE_SHIFT)
    unclear = np.clip((CLEAR - others) / (CLEAR - NEUTRAL), 0, 1)  # cues matter only where the probabilities are not clear
    return [float(shift) for shift in by_probability + unclear * by_cues]
