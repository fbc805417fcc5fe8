"""Fits the lines that turn logits and cues into probabilities, on topics the network has not learned from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from domain.shapes.theme import Codebook
from workers.themes.calibration import CUES_COUNTED, Calibration, Line
from workers.themes.cues import hits
from workers.themes.evidence import live
from workers.themes.fit_adaptation import newton
from workers.themes.model import Labels, Opinion
from workers.themes.training.points import LabelledPoint

KEEP = 0.02  # how strongly a line is held to slope 1, offset 0


def calibrate(points: Sequence[LabelledPoint], opinions: Sequence[Opinion], labels: Labels, codebook: Codebook) -> Calibration:
    """A line for each family and one for all themes."""
    found = [live(point.text, tuple(hits(point.text, codebook))) for point in points]
    families = []
    for index, family in enumerate(labels.families):
        cues = [sum(hit.family == family for hit in each) for each in found]
        truth = [family in point.families for point in points]
        families.append(_line([opinion.families[index] for opinion in opinions], cues, truth))
    logits, cues, truth = [], [], []
    for point, opinion, each in zip(points, opinions, found, strict=True):
        for logit, (family, theme) in zip(opinion.themes, labels.themes, strict=True):
            logits.append(logit)
            cues.append(sum((hit.family, hit.theme) == (family, theme) for hit in each))
            truth.append(f"{family}/{theme}" in point.themes)
    return Calibration(tuple(families), _line(logits, cues, truth))


def _line(logits: Sequence[float], cues: Sequence[int], truth: Sequence[bool]) -> Line:
    inputs = np.array([[float(logit), min(cue, CUES_COUNTED), 1.0] for logit, cue in zip(logits, cues, strict=True)])
    start = np.array([1.0, 0.0, 0.0])
    moved = newton(inputs, inputs @ start, np.array(truth, np.float64), KEEP * len(inputs))
    return Line(*(float(value) for value in start + moved))
