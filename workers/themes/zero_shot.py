"""Opinions for a codebook that nobody trained a model for: its cues, and likeness to its definitions and examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from domain.shapes.theme import Codebook, Theme
from workers.themes.calibration import Calibration, Line
from workers.themes.encoder import Encoded, Encoder, Floats, load_encoder
from workers.themes.model import Labels, Opinion

# A likeness of LIKE says neither yes nor no; STEEP logits for each 1.0 above it. Fitted to a codebook on another subject.
LIKE: Final = 0.33
STEEP: Final = 17.0
AGAINST: Final = 0.5  # how much is taken off of what a counter-example is nearer than any example
CALIBRATION_LINE: Final = Line(slope=1.0, cue=1.6, offset=0.0)


@dataclass(frozen=True, slots=True)
class Untrained:
    """Reads texts against one codebook."""

    labels: Labels
    calibration: Calibration
    _encoder: Encoder
    _for: tuple[Floats, ...]
    _against: tuple[Floats, ...]

    def read(self, texts: Sequence[str]) -> tuple[Opinion, ...]:
        """One opinion a text, in order."""
        return tuple(self._opinion(encoded) for encoded in self._encoder.encode(texts))

    def _opinion(self, encoded: Encoded) -> Opinion:
        whole = direction(encoded)
        likeness = np.array([self._likeness(whole, index) for index in range(len(self.labels.themes))], np.float32)
        themes = (likeness - LIKE) * STEEP
        families = [max(themes[index] for index in self._of(family)) for family in self.labels.families]
        nearest = np.stack([kept[np.argmax(kept @ whole)] for kept in self._for])
        return Opinion(np.array(families, np.float32), themes, encoded.states @ nearest.T, encoded.pieces.spans)

    def _of(self, family: str) -> list[int]:
        return [index for index, (owner, _) in enumerate(self.labels.themes) if owner == family]

    def _likeness(self, whole: Floats, index: int) -> float:
        """The mean of three cosines: with the definition, with the nearest example, and with the middle of all that is said."""
        said = self._for[index]
        middle = said.mean(axis=0)
        near = said @ whole
        nearest = float(near[1:].max()) if len(near) > 1 else float(near[0])
        like = (float(near[0]) + nearest + float(middle @ whole / np.linalg.norm(middle))) / 3
        worst = float((self._against[index] @ whole).max()) if len(self._against[index]) else nearest
        return like - AGAINST * max(0.0, worst - nearest)


def direction(encoded: Encoded) -> Floats:
    """A text as one vector of length 1."""
    mean: Floats = encoded.states.mean(axis=0)
    return mean / np.float32(np.linalg.norm(mean))


@lru_cache(maxsize=8)
def untrained(codebook: Codebook) -> Untrained:
    """The reader of a codebook, made once. Loads the encoder as its package brings it."""
    encoder = _plain_encoder()
    themes = [theme for family in codebook.families for theme in family.themes]
    line = CALIBRATION_LINE
    return Untrained(
        Labels.of(codebook),
        Calibration(tuple(line for _ in codebook.families), line),
        encoder,
        tuple(_directions(encoder, _said_of(theme)) for theme in themes),
        tuple(_directions(encoder, theme.counter_examples) for theme in themes),
    )


def _said_of(theme: Theme) -> tuple[str, ...]:
    return (f"{theme.name}. {theme.definition}", *theme.examples)


def _directions(encoder: Encoder, texts: Sequence[str]) -> Floats:
    return np.stack([direction(each) for each in encoder.encode(texts)]) if texts else np.zeros((0, 0), np.float32)


@lru_cache(maxsize=1)
def _plain_encoder() -> Encoder:
    return load_encoder()
