"""Fits an update of the model's head to people's corrections.

For each label: a logistic regression on the mean states, with the model's own logit as offset and a Gaussian prior around zero,
which keeps the result near the shipped model. It is solved by Newton's method, because there are few corrections and the
problem is convex. Cross-validation chooses the precision of the prior.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from workers.themes.encoder import Floats

PRECISIONS: Final = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)  # of the prior, for states of unit spread
FOLDS: Final = 5
NEWTON_STEPS: Final = 8
MIN_SINGULAR_VALUE: Final = 1e-3  # relative to the largest


@dataclass(frozen=True, slots=True)
class Examples:
    """Corrections as arrays.

    `states` (texts × WIDTH) are the encoder's mean states, `margins` (logits, texts × labels) the model's predictions, `truth`
    (texts × labels) people's labels: 1, 0, or nan where there is none. `slopes` (labels) scale a label's logit.
    """

    texts: tuple[str, ...]
    states: Floats
    margins: Floats
    truth: Floats
    slopes: Floats

    def subset(self, chosen: NDArray[np.bool_]) -> Examples:
        texts = tuple(text for text, take in zip(self.texts, chosen, strict=True) if take)
        return Examples(texts, self.states[chosen], self.margins[chosen], self.truth[chosen], self.slopes)


@dataclass(frozen=True, slots=True)
class HeadUpdate:
    """A fitted update: it adds `states @ weights + bias` to the logits."""

    weights: Floats
    bias: Floats

    def margins(self, examples: Examples) -> Floats:
        """The model's margins with the update applied."""
        updated: Floats = examples.margins + examples.slopes * (examples.states @ self.weights + self.bias)
        return updated


def fit(examples: Examples, precision: float) -> HeadUpdate:
    """Fits an update under a prior of this precision.

    The prior is the same in every direction, so the solution lies in the subspace that the states span. It is computed there,
    which is fast while there are few states.
    """
    centre = examples.states.mean(axis=0)
    scale = float(np.sqrt(((examples.states - centre) ** 2).sum(axis=1).mean())) or 1.0
    inputs = np.hstack([(examples.states - centre) / scale, np.ones((len(examples.states), 1))]).astype(np.float64)
    _, singular_values, directions = np.linalg.svd(inputs, full_matrices=False)
    directions = directions[singular_values > MIN_SINGULAR_VALUE * singular_values[0]]
    projected, solution = inputs @ directions.T, np.zeros((inputs.shape[1], len(examples.slopes)))
    for label, slope in enumerate(examples.slopes):
        labelled = ~np.isnan(examples.truth[:, label])
        if labelled.any():
            margins, truth = examples.margins[labelled, label], examples.truth[labelled, label]
            solution[:, label] = directions.T @ fit_logistic(projected[labelled] * slope, margins, truth, precision)
    weights = solution[:-1] / scale
    return HeadUpdate(weights.astype(np.float32), (solution[-1] - centre @ weights).astype(np.float32))


def cross_validate(examples: Examples, precision: float) -> Floats:
    """The margins (texts × labels) of each text under an update fitted to the other folds. Equal texts are in the same fold."""
    folds = np.array([zlib.crc32(text.encode()) % FOLDS for text in examples.texts])
    margins = examples.margins.copy()
    for fold in range(FOLDS):
        held_out = folds == fold
        if held_out.any() and not held_out.all():
            margins[held_out] = fit(examples.subset(~held_out), precision).margins(examples.subset(held_out))
    return margins


def best_precision(examples: Examples) -> float:
    """The precision with the lowest cross-validated loss."""
    return min(PRECISIONS, key=lambda precision: log_loss(cross_validate(examples, precision), examples.truth))


def log_loss(margins: Floats, truth: Floats) -> float:
    """The mean log loss over the labels that people gave, in nats."""
    labelled = ~np.isnan(truth)
    signed = np.where(truth[labelled] > 0.5, margins[labelled], -margins[labelled])
    return float(np.logaddexp(0, -signed).mean())


def fit_logistic(
    rows: NDArray[np.float64], margins: NDArray[Any], truth: NDArray[Any], precision: float
) -> NDArray[np.float64]:
    """Fits the weights of the columns of `rows` in a logistic regression with `margins` as offsets and a Gaussian prior."""
    weights = np.zeros(rows.shape[1])
    for _ in range(NEWTON_STEPS):
        probabilities = 1 / (1 + np.exp(-np.clip(margins + rows @ weights, -30, 30)))
        gradient = rows.T @ (probabilities - truth) + precision * weights
        variances = (probabilities * (1 - probabilities))[:, None]
        hessian = (rows * variances).T @ rows + precision * np.eye(rows.shape[1])
        weights -= np.linalg.solve(hessian, gradient)
    return weights
