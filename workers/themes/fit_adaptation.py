"""Learns from people's corrections: the layer of an Adaptation that fits them, with the shipped model as what to stay near.

For each label a logistic regression on the mean states, the model's own opinion as its offset and a Gaussian prior round zero;
Newton's method, as there are few corrections and the problem is convex. How near to stay is chosen by cross-validation.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from workers.themes.encoder import Floats

STAYING: Final = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)  # precisions of the prior, for states of unit spread
PARTS: Final = 5
STEPS: Final = 8
TINY: Final = 1e-3  # of the strongest direction


@dataclass(frozen=True, slots=True)
class Lesson:
    """Corrections as numbers.

    `states` (texts × WIDTH); what the model thinks (`margins`: logits, texts × labels); what people say (`truth`: 1, 0, or nan
    where nobody said; texts × labels); and how much of a label's logit counts (`slopes`, labels).
    """

    texts: tuple[str, ...]
    states: Floats
    margins: Floats
    truth: Floats
    slopes: Floats

    def first(self, labels: int) -> Lesson:
        """The same about the first labels only."""
        return replace(self, margins=self.margins[:, :labels], truth=self.truth[:, :labels], slopes=self.slopes[:labels])

    def part(self, chosen: NDArray[np.bool_]) -> Lesson:
        texts = tuple(text for text, take in zip(self.texts, chosen, strict=True) if take)
        return Lesson(texts, self.states[chosen], self.margins[chosen], self.truth[chosen], self.slopes)


@dataclass(frozen=True, slots=True)
class Layer:
    """What was learned: added to a label's logit is `states @ weights + bias`."""

    weights: Floats
    bias: Floats

    def margins(self, lesson: Lesson) -> Floats:
        """The model's margins, changed by what was learned."""
        changed: Floats = lesson.margins + lesson.slopes * (lesson.states @ self.weights + self.bias)
        return changed


def fit(lesson: Lesson, staying: float) -> Layer:
    """The layer that fits the lesson.

    The prior is the same in every direction, so what is learned lies where the states do: it is sought in the few directions
    that they span, which is quick while there are few of them.
    """
    centre = lesson.states.mean(axis=0)
    scale = float(np.sqrt(((lesson.states - centre) ** 2).sum(axis=1).mean())) or 1.0
    inputs = np.hstack([(lesson.states - centre) / scale, np.ones((len(lesson.states), 1))]).astype(np.float64)
    _, strengths, directions = np.linalg.svd(inputs, full_matrices=False)
    directions = directions[strengths > TINY * strengths[0]]
    turned, learned = inputs @ directions.T, np.zeros((inputs.shape[1], len(lesson.slopes)))
    for label, slope in enumerate(lesson.slopes):
        told = ~np.isnan(lesson.truth[:, label])
        if told.any():
            found = newton(turned[told] * slope, lesson.margins[told, label], lesson.truth[told, label], staying)
            learned[:, label] = directions.T @ found
    weights = learned[:-1] / scale
    return Layer(weights.astype(np.float32), (learned[-1] - centre @ weights).astype(np.float32))


def cross_validated(lesson: Lesson, staying: float) -> Floats:
    """The margins (texts × labels) that each text gets from what the other parts teach. Equal texts stand in one part."""
    parts = np.array([zlib.crc32(text.encode()) % PARTS for text in lesson.texts])
    margins = lesson.margins.copy()
    for part in range(PARTS):
        away = parts == part
        if away.any() and not away.all():
            margins[away] = fit(lesson.part(~away), staying).margins(lesson.part(away))
    return margins


def best_staying(lesson: Lesson) -> float:
    """The precision under which what is learned helps most with what it has not seen."""
    return min(STAYING, key=lambda staying: loss(cross_validated(lesson, staying), lesson.truth))


def loss(margins: Floats, truth: Floats) -> float:
    """The mean surprise at what people say, in nats."""
    told = ~np.isnan(truth)
    signed = np.where(truth[told] > 0.5, margins[told], -margins[told])
    return float(np.logaddexp(0, -signed).mean())


def newton(rows: NDArray[np.float64], margins: NDArray[Any], truth: NDArray[Any], staying: float) -> NDArray[np.float64]:
    """Weights of the columns of `rows` under which `margins` and they come near to `truth`, near to zero themselves."""
    learned = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-np.clip(margins + rows @ learned, -30, 30)))
        slope = rows.T @ (said - truth) + staying * learned
        curve = (rows * (said * (1 - said))[:, None]).T @ rows + staying * np.eye(rows.shape[1])
        learned -= np.linalg.solve(curve, slope)
    return learned
