"""Fits the head and the calibration to the points as they are, and leaves the encoder as it was taught. Minutes, and no torch.

The head that is there is what the new one has to stay near: it is an adaptation to our own points.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from domain.shapes.theme import Codebook
from workers.themes.calibration import Calibration, Line
from workers.themes.fit_adaptation import Lesson, fit
from workers.themes.model import Labels, load_model
from workers.themes.training.fit_calibration import calibrate
from workers.themes.training.points import LabelledPoint
from workers.themes.training.weights import Parts, write

STAYING = 10.0  # see workers/themes/fit_adaptation.py
CERTAIN = 0.6  # how much of a logit the encoder's own training deserves on topics that it has not seen
PLAIN = Line(slope=1.0, cue=0.0, offset=0.0)


def fit_head(
    out: Path,
    parts: Parts,
    topics: frozenset[str],
    learning: Sequence[LabelledPoint],
    testing: Sequence[LabelledPoint],
    book: Codebook,
) -> None:
    """Writes `out` with the head that `learning` teaches, calibrated on `testing`. `topics` taught the encoder."""
    labels = Labels.of(book)
    plain = Calibration((PLAIN,) * len(labels.families), PLAIN)
    write(out, parts, labels, plain, sorted(topics))
    model = load_model(out)
    states = model.states([point.text for point in learning])
    head, bias = parts["head.weights"], parts["head.bias"]
    names = [*labels.families, *("/".join(theme) for theme in labels.themes)]
    truth = np.array([[float(name in point.families | point.themes) for name in names] for point in learning], np.float32)
    margins = CERTAIN * (states @ head + bias)
    texts = tuple(point.text for point in learning)
    layer = fit(Lesson(texts, states, margins, truth, np.ones(len(names), np.float32)), STAYING)
    fitted = {**parts, "head.weights": CERTAIN * head + layer.weights, "head.bias": CERTAIN * bias + layer.bias}
    write(out, fitted, labels, plain, sorted(topics))
    opinions = load_model(out).read([point.text for point in testing])
    write(out, fitted, labels, calibrate(testing, opinions, labels, book), sorted(topics))
