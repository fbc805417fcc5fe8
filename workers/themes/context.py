"""What the rest of a thread says about a point: a thread about this subject makes a short point likelier to be about it.

Two things tell what a thread is about: how likely its other points are to carry a family, and whether the codebook's own
phrases stand in any of them. The second is not fooled by a tone: a dozen points with none of them are about something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

UP, DOWN = 1.5, 5.0  # logits for a thread that is all about the subject, and taken from one that is not at all
NEUTRAL: Final = 0.4  # the share at which a thread says nothing
HOLD: Final = 3.0  # points that a thread has to have before it is half believed
# Logits for each other point with a phrase of the codebook, and for each without. About three in ten points on the subject have
# one, and three in a hundred of the others; less is made of it than that, as the points of a thread are alike.
CUED, UNCUED = 1.15, -0.12
MOST_CUED: Final = 1.0
LEAST_CUED: Final = -2.0
MOST_CLEAR: Final = 0.5  # the share from which on a thread needs no phrases


def shifts(subject: Sequence[float], cued: Sequence[bool]) -> list[float]:
    """For each point of a thread the logits to add.

    `subject` is each point's probability to carry any family at all, `cued` whether a phrase of the codebook stands in it.
    """
    count = len(subject)
    if count < 2:
        return [0.0] * count
    told, phrases = np.asarray(subject, np.float64), np.asarray(cued, np.float64)
    others = (told.sum() - told) / (count - 1)
    belief = (count - 1) / (count - 1 + HOLD)
    by_likeness = belief * np.where(others > NEUTRAL, UP, DOWN) * (others - NEUTRAL)
    with_phrase = phrases.sum() - phrases
    by_phrases = np.clip(CUED * with_phrase + UNCUED * (count - 1 - with_phrase), LEAST_CUED, MOST_CUED)
    # Where the points speak clearly, phrases are not needed.
    unclear = np.clip((MOST_CLEAR - others) / (MOST_CLEAR - NEUTRAL), 0, 1)
    return [float(shift) for shift in by_likeness + unclear * by_phrases]
