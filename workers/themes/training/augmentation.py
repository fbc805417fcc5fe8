"""Points put together to longer ones, anew for each round of training.

What carries nothing tends to be said shortly; without this a model learns that long means tagged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from workers.themes.training.points import LabelledPoint

SAME_TOPIC = 0.6  # the share of additions that come from the point's own topic
ADD_NOTHING = 0.15  # the share of tagged points that get an untagged one beside them
ADD_ALIKE = 0.25  # the share of tagged points that get another of the same families


class Lengthening:
    """Draws from the points it is given, by a generator of its own."""

    def __init__(self, points: Sequence[LabelledPoint], seed: int) -> None:
        self._points = points
        self._random = np.random.default_rng(seed)
        self._alike: dict[frozenset[str], list[LabelledPoint]] = defaultdict(list)
        self._near: dict[str, list[LabelledPoint]] = defaultdict(list)
        for point in points:
            self._alike[point.families].append(point)
            if not point.families:
                self._near[point.topic].append(point)
        self._lengths = [1.25 * _words(point) for point in points if point.families]

    def round(self) -> list[LabelledPoint]:
        """Every point once, some of them longer."""
        return [self._tagged(point) if point.families else self._untagged(point) for point in self._points]

    def _tagged(self, point: LabelledPoint) -> LabelledPoint:
        parts = [point]
        if self._random.random() < ADD_NOTHING:
            parts.append(self._nothing(point.topic))
        if self._random.random() < ADD_ALIKE:
            parts.append(self._one(self._alike[point.families]))
        return self._joined(parts)

    def _untagged(self, point: LabelledPoint) -> LabelledPoint:
        """As long as a tagged point drawn by lot."""
        parts, wanted = [point], 0.8 * self._random.choice(self._lengths)
        while sum(map(_words, parts)) < wanted:
            parts.append(self._nothing(point.topic))
        return self._joined(parts)

    def _nothing(self, topic: str) -> LabelledPoint:
        near = self._near[topic] if self._random.random() < SAME_TOPIC else []
        return self._one(near if len(near) > 1 else self._alike[frozenset()])

    def _one(self, points: Sequence[LabelledPoint]) -> LabelledPoint:
        return points[int(self._random.integers(len(points)))]

    def _joined(self, parts: list[LabelledPoint]) -> LabelledPoint:
        order = self._random.permutation(len(parts))
        text = " ".join(parts[index].text for index in order)
        return LabelledPoint(parts[0].topic, text, frozenset().union(*(part.themes for part in parts)))


def _words(point: LabelledPoint) -> int:
    return len(point.text.split())
