"""Fits the calibration to topics that the network was not trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from domain.shapes.codebook import Codebook
from workers.themes.calibration import MAX_CUES, Calibration, CalibrationLine
from workers.themes.cues import find_cues
from workers.themes.fit_adaptation import fit_logistic
from workers.themes.model import Labels, Prediction
from workers.themes.training.points import LabelledPoint

PRECISION = 0.02  # of the prior around slope 1 and offset 0, for each point


def fit_calibration(
    points: Sequence[LabelledPoint], predictions: Sequence[Prediction], labels: Labels, codebook: Codebook
) -> Calibration:
    """Fits a line for each family and one for all themes."""
    matches = [find_cues(point.text, codebook) for point in points]
    families = []
    for index, family in enumerate(labels.families):
        cues = [sum(match.family == family for match in point_matches) for point_matches in matches]
        truth = [family in point.families for point in points]
        families.append(_fit_line([prediction.families[index] for prediction in predictions], cues, truth))
    logits, cues, truth = [], [], []
    for point, prediction, point_matches in zip(points, predictions, matches, strict=True):
        for logit, (family, theme) in zip(prediction.themes, labels.themes, strict=True):
            logits.append(logit)
            cues.append(sum((match.family, match.theme) == (family, theme) for match in point_matches))
            truth.append(f"{family}/{theme}" in point.themes)
    return Calibration(tuple(families), _fit_line(logits, cues, truth))


def _fit_line(logits: Sequence[float], cues: Sequence[int], truth: Sequence[bool]) -> CalibrationLine:
    inputs = np.array([[float(logit), min(cue, MAX_CUES), 1.0] for logit, cue in zip(logits, cues, strict=True)])
    prior = np.array([1.0, 0.0, 0.0])
    difference = fit_logistic(inputs, inputs @ prior, np.array(truth, np.float64), PRECISION * len(inputs))
    return CalibrationLine(*(float(value) for value in prior + difference))
