"""Tags points with the themes of a codebook. Called by the pipeline, and by the command that measures it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from domain.shapes.codebook import Codebook
from domain.shapes.tag import Tag, TaggedBy
from domain.shapes.thread import Point, Role
from workers.themes.adaptation import load_newest
from workers.themes.calibration import Calibration
from workers.themes.context import context_shifts
from workers.themes.cues import CueMatch, find_cues
from workers.themes.evidence import select_evidence
from workers.themes.model import Labels, Model, Prediction, load_model
from workers.themes.zero_shot import zero_shot_model

ADAPTATION_FOLDER: Final = Path("themes")  # inside the data folder
FAMILY_THRESHOLD: Final = 0.5
THEME_THRESHOLD: Final = 0.4  # for a further theme; the likeliest theme of a tagged family needs none
CUED_THEME_THRESHOLD: Final = 0.05  # for a further theme that has a cue in the text
CLOSING_SHIFT: Final = -1.5  # logits: what follows the last numbered point is usually a farewell
MAX_THEMES: Final = 3  # of one family on one point


class Tagger(Protocol):
    """Tags points."""

    def tag(self, points: Sequence[Point], codebook: Codebook) -> tuple[tuple[Tag, ...], ...]:
        """Tags the points of one thread: one tuple for each, in order. Each point's tags depend on the other points."""

    def predict(self, texts: Sequence[str], codebook: Codebook) -> tuple[Probabilities, ...]:
        """The probabilities behind the tags, for texts without a thread."""

    def vectors(self, texts: Sequence[str]) -> bytes:
        """One int8 vector a text, one after the other."""

    @property
    def encoder(self) -> str:
        """The name of the encoder that makes the vectors."""


class Predictor(Protocol):
    """A model for one codebook."""

    @property
    def labels(self) -> Labels: ...
    @property
    def calibration(self) -> Calibration: ...
    def predict(self, texts: Sequence[str]) -> tuple[Prediction, ...]: ...


@dataclass(frozen=True, slots=True)
class Probabilities:
    """The calibrated probabilities of each family and of each theme, by (family, theme)."""

    families: Mapping[str, float]
    themes: Mapping[tuple[str, str], float]

    def has(self, family: str) -> bool:
        """Whether the family is likely enough to be tagged."""
        return self.families[family] >= FAMILY_THRESHOLD


class ThemeTagger:
    """Uses the trained model for the codebook it was trained on, and a zero-shot model for any other."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def tag(self, points: Sequence[Point], codebook: Codebook) -> tuple[tuple[Tag, ...], ...]:
        predictor, texts = self._predictor(codebook), [point.text for point in points]
        predictions, cues = predictor.predict(texts), [find_cues(text, codebook) for text in texts]
        alone = [_probabilities(predictor, *inputs) for inputs in zip(predictions, cues, strict=True)]
        shifts = context_shifts([max(probabilities.families.values()) for probabilities in alone], list(map(bool, cues)))
        shifts = [
            shift + (CLOSING_SHIFT if point.role is Role.CLOSING else 0) for shift, point in zip(shifts, points, strict=True)
        ]
        in_thread = [_probabilities(predictor, *inputs) for inputs in zip(predictions, cues, shifts, strict=True)]
        return tuple(_tags(*inputs, predictor.labels) for inputs in zip(texts, predictions, cues, in_thread, strict=True))

    def predict(self, texts: Sequence[str], codebook: Codebook) -> tuple[Probabilities, ...]:
        predictor = self._predictor(codebook)
        cues = [find_cues(text, codebook) for text in texts]
        return tuple(_probabilities(predictor, *inputs) for inputs in zip(predictor.predict(texts), cues, strict=True))

    def vectors(self, texts: Sequence[str]) -> bytes:
        """One int8 vector a text, as long as the text's mean state; costs nothing when these texts were just tagged."""
        if not texts:
            return b""
        states = np.nan_to_num(self._model.mean_states(texts))
        scale = 127 / np.maximum(np.abs(states).max(axis=1, keepdims=True), 1e-6)
        rows: bytes = np.round(states * scale).astype(np.int8).tobytes()
        return rows

    @property
    def encoder(self) -> str:
        """Names what makes the vectors: those of another cannot be compared with them."""
        return self._model.fingerprint

    def _predictor(self, codebook: Codebook) -> Predictor:
        return self._model if Labels.from_codebook(codebook) == self._model.labels else zero_shot_model(codebook)


def load_tagger(adaptation_folder: Path | None = None) -> Tagger:
    """Loads the tagger completely, so that processes forked later share its memory.

    `adaptation_folder` has what this archive's people taught it. Raises Invalid when that cannot be read.
    """
    model = load_model()
    adaptation = load_newest(adaptation_folder, model.fingerprint) if adaptation_folder else None
    return ThemeTagger(model.with_adaptation(adaptation) if adaptation else model)


def _probabilities(predictor: Predictor, prediction: Prediction, cues: Sequence[CueMatch], shift: float = 0.0) -> Probabilities:
    """Calibrates a prediction. `shift` (logits) is the influence of the thread."""
    counts: dict[str | tuple[str, str], int] = defaultdict(int)
    for cue in cues:
        counts[cue.family] += 1
        counts[cue.family, cue.theme] += 1
    calibration = predictor.calibration
    families = zip(predictor.labels.families, calibration.families, prediction.families, strict=True)
    themes = zip(predictor.labels.themes, prediction.themes, strict=True)
    return Probabilities(
        {family: line.probability(logit, counts[family], shift) for family, line, logit in families},
        {theme: calibration.theme.probability(logit, counts[theme], shift) for theme, logit in themes},
    )


def _tags(
    text: str, prediction: Prediction, cues: Sequence[CueMatch], probabilities: Probabilities, labels: Labels
) -> tuple[Tag, ...]:
    tags: list[Tag] = []
    for family in labels.families:
        if probabilities.has(family):
            tags += _family_tags(family, text, prediction, cues, probabilities, labels)
    return tuple(tags)


def _family_tags(
    family: str, text: str, prediction: Prediction, cues: Sequence[CueMatch], probabilities: Probabilities, labels: Labels
) -> list[Tag]:
    """The likeliest theme of a tagged family, and those that pass their own threshold."""
    ranked = sorted((name for name in labels.themes if name[0] == family), key=lambda name: -probabilities.themes[name])
    cued = {(cue.family, cue.theme) for cue in cues}
    thresholds = {name: CUED_THEME_THRESHOLD if name in cued else THEME_THRESHOLD for name in ranked}
    themes = [name for name in ranked if name == ranked[0] or probabilities.themes[name] >= thresholds[name]]
    tags = []
    for name in themes[:MAX_THEMES]:
        own_cues = [cue for cue in cues if (cue.family, cue.theme) == name]
        contributions = prediction.pieces[:, labels.themes.index(name)]
        evidence = select_evidence(text, contributions, prediction.spans, own_cues)
        confidence = round(min(probabilities.themes[name], probabilities.families[family]), 2)
        if evidence:
            tags.append(Tag(*name, confidence, TaggedBy.MODEL, evidence))
    return tags
