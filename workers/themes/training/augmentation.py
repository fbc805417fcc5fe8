"""Joins points to longer ones, differently in each round of training.

Points that carry nothing tend to be short; without augmentation the model learns that every long point is tagged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np

from workers.themes.training.points import LabelledPoint

SAME_TOPIC: Final = 0.6  # the share of additions that come from the point's own topic
ADD_UNLABELLED: Final = 0.15  # the share of labelled points that get an unlabelled one beside them
ADD_SAME_FAMILIES: Final = 0.25  # the share of labelled points that get another with the same families


class Augmentation:
    """Augments the same points round by round, with a random generator of its own."""

    def __init__(self, points: Sequence[LabelledPoint], seed: int) -> None:
        self._points = points
        self._random = np.random.default_rng(seed)
        self._by_families: dict[frozenset[str], list[LabelledPoint]] = defaultdict(list)
        self._unlabelled_by_topic: dict[str, list[LabelledPoint]] = defaultdict(list)
        for point in points:
            self._by_families[point.families].append(point)
            if not point.families:
                self._unlabelled_by_topic[point.topic].append(point)
        self._lengths = [1.25 * _count_words(point) for point in points if point.families]

    def next_round(self) -> list[LabelledPoint]:
        """Every point once, some of them joined with others."""
        return [self._augment_labelled(point) if point.families else self._augment_unlabelled(point) for point in self._points]

    def _augment_labelled(self, point: LabelledPoint) -> LabelledPoint:
        parts = [point]
        if self._random.random() < ADD_UNLABELLED:
            parts.append(self._draw_unlabelled(point.topic))
        if self._random.random() < ADD_SAME_FAMILIES:
            parts.append(self._draw(self._by_families[point.families]))
        return self._join(parts)

    def _augment_unlabelled(self, point: LabelledPoint) -> LabelledPoint:
        """Adds unlabelled points until the length is that of a labelled point drawn at random."""
        parts, length = [point], 0.8 * self._random.choice(self._lengths)
        while sum(map(_count_words, parts)) < length:
            parts.append(self._draw_unlabelled(point.topic))
        return self._join(parts)

    def _draw_unlabelled(self, topic: str) -> LabelledPoint:
        same_topic = self._unlabelled_by_topic[topic] if self._random.random() < SAME_TOPIC else []
        return self._draw(same_topic if len(same_topic) > 1 else self._by_families[frozenset()])

    def _draw(self, points: Sequence[LabelledPoint]) -> LabelledPoint:
        return points[int(self._random.integers(len(points)))]

    def _join(self, parts: list[LabelledPoint]) -> LabelledPoint:
        order = self._random.permutation(len(parts))
        text = " ".join(parts[index].text for index in order)
        return LabelledPoint(parts[0].topic, text, frozenset().union(*(part.themes for part in parts)), parts[0].weight)


def _count_words(point: LabelledPoint) -> int:
    return len(point.text.split())
