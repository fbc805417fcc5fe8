"""Fits the calibration to topics that the network was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from domain.shapes.codebook import Codebook
from workers.themes.calibration import MAX_CUES, Calibration, CalibrationLine
from workers.themes.cues import find_cues
from workers.themes.fit_adaptation import fit_logistic
from workers.themes.model import Labels, Prediction
from workers.themes.training.points import LabelledPoint

PRECISION = 0.02  # of the prior around START, for each point
THEME_PRECISION = 0.02  # of the prior of one theme's line around the line of all themes, for each point
START = CalibrationLine(slope=1.0, cue_weight=0.0, offset=0.0)


def fit_calibration(
    points: Sequence[LabelledPoint], predictions: Sequence[Prediction], labels: Labels, codebook: Codebook
) -> Calibration:
    """Fits a line for each family, one for all themes, and from that one a line for each theme."""
    matches = [find_cues(point.text, codebook) for point in points]
    families = [
        _fit_line(
            [prediction.families[index] for prediction in predictions],
            [sum(match.family == family for match in point_matches) for point_matches in matches],
            [family in point.families for point in points],
            START,
        )
        for index, family in enumerate(labels.families)
    ]
    columns = [
        (
            [float(prediction.themes[index]) for prediction in predictions],
            [sum((match.family, match.theme) == theme for match in point_matches) for point_matches in matches],
            ["/".join(theme) in point.themes for point in points],
        )
        for index, theme in enumerate(labels.themes)
    ]
    logits, cues, truth = (list(chain.from_iterable(parts)) for parts in zip(*columns, strict=True))
    shared = _fit_line(logits, cues, truth, START)
    return Calibration(tuple(families), tuple(_fit_line(*column, shared, THEME_PRECISION) for column in columns))


def _fit_line(
    logits: Sequence[float], cues: Sequence[int], truth: Sequence[bool], start: CalibrationLine, precision: float = PRECISION
) -> CalibrationLine:
    inputs = np.array([[float(logit), min(cue, MAX_CUES), 1.0] for logit, cue in zip(logits, cues, strict=True)])
    prior = np.array([start.slope, start.cue_weight, start.offset])
    difference = fit_logistic(inputs, inputs @ prior, np.array(truth, np.float64), precision * len(inputs))
    return CalibrationLine(*(float(value) for value in prior + difference))
