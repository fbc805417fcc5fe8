"""Fits the head and the calibration to the points, and leaves the encoder as it is. Takes minutes and needs no torch.

The new head is fitted as an update of the present one, like an adaptation to people's corrections.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from domain.shapes.codebook import Codebook
from workers.themes.calibration import Calibration, CalibrationLine
from workers.themes.fit_adaptation import Examples, fit
from workers.themes.model import Labels, load_model
from workers.themes.training.fit_calibration import fit_calibration
from workers.themes.training.points import LabelledPoint
from workers.themes.training.weights import Arrays, write_weights

PRECISION = 10.0  # of the prior, see workers/themes/fit_adaptation.py
HEAD_SCALE = 0.6  # how far the logits of the encoder's own training are trusted on topics that it was not trained on
UNCALIBRATED = CalibrationLine(slope=1.0, cue_weight=0.0, offset=0.0)


def fit_head(
    path: Path,
    arrays: Arrays,
    topics: frozenset[str],
    training: Sequence[LabelledPoint],
    testing: Sequence[LabelledPoint],
    codebook: Codebook,
) -> None:
    """Writes `path` with a head fitted to `training` and calibrated on `testing`. The encoder was trained on `topics`."""
    labels = Labels.from_codebook(codebook)
    uncalibrated = Calibration((UNCALIBRATED,) * len(labels.families), (UNCALIBRATED,) * len(labels.themes))
    write_weights(path, arrays, labels, uncalibrated, sorted(topics))
    model = load_model(path)
    states = model.mean_states([point.text for point in training])
    head, bias = arrays["head.weights"], arrays["head.bias"]
    names = [*labels.families, *("/".join(theme) for theme in labels.themes)]
    truth = np.array([[float(name in point.families | point.themes) for name in names] for point in training], np.float32)
    margins = HEAD_SCALE * (states @ head + bias)
    texts = tuple(point.text for point in training)
    update = fit(Examples(texts, states, margins, truth, np.ones(len(names), np.float32)), PRECISION)
    fitted = {**arrays, "head.weights": HEAD_SCALE * head + update.weights, "head.bias": HEAD_SCALE * bias + update.bias}
    write_weights(path, fitted, labels, uncalibrated, sorted(topics))
    predictions = load_model(path).predict([point.text for point in testing])
    write_weights(path, fitted, labels, fit_calibration(testing, predictions, labels, codebook), sorted(topics))
