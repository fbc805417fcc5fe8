"""Tags points with the themes of a codebook. Called by the pipeline, and by the command that measures it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np

from domain.shapes.codebook import Codebook
from domain.shapes.tag import Tag, TaggedBy
from domain.shapes.thread import Point, Role
from workers.themes.adaptation import load_newest
from workers.themes.calibration import Calibration, sigmoid
from workers.themes.context import context_shifts
from workers.themes.cues import CueMatch, find_cues
from workers.themes.encoder import WIDTH, Floats
from workers.themes.evidence import POINT_SHARE, select_evidence
from workers.themes.mixture import mixture_line
from workers.themes.model import Labels, Model, Prediction, load_model
from workers.themes.selection import Probabilities, SelectedTag, select_tags
from workers.themes.zero_shot import zero_shot_model

ADAPTATION_FOLDER: Final = Path("themes")  # inside the data folder
CUED: Final = (
    0.5  # the least probability of a theme whose cue is in a text of its family: half of them are right on held-out prose
)
CLOSING_SHIFT: Final = -1.5  # logits: what follows the last numbered point is usually a farewell

Odds = Mapping[str, float]  # by family


class Tagger(Protocol):
    """Tags points."""

    def tag(
        self, points: Sequence[Point], codebook: Codebook, second_odds: Sequence[Odds] = (), judge: str = ""
    ) -> tuple[tuple[Tag, ...], ...]:
        """Tags the points of one thread: one tuple for each, in order. Each point's tags depend on the other points.

        `second_odds` are a second judge's, one a point: the log-odds that the point carries a family; `judge` is its name.
        """

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


class ThemeTagger:
    """Uses the trained model for the codebook it was trained on, and a zero-shot model for any other."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def tag(
        self, points: Sequence[Point], codebook: Codebook, second_odds: Sequence[Odds] = (), judge: str = ""
    ) -> tuple[tuple[Tag, ...], ...]:
        predictor, texts = self._predictor(codebook), [point.text for point in points]
        predictions, cues = predictor.predict(texts), [find_cues(text, codebook) for text in texts]
        alone = [_probabilities(predictor, *inputs) for inputs in zip(predictions, cues, strict=True)]
        shifts = context_shifts([max(probabilities.families.values()) for probabilities in alone], list(map(bool, cues)))
        shifts = [
            shift + (CLOSING_SHIFT if point.role is Role.CLOSING else 0) for shift, point in zip(shifts, points, strict=True)
        ]
        odds = second_odds or [{}] * len(points)
        in_thread = [_probabilities(predictor, *inputs, judge) for inputs in zip(predictions, cues, shifts, odds, strict=True)]
        return tuple(_tags(*inputs, predictor.labels) for inputs in zip(texts, predictions, cues, in_thread, strict=True))

    def predict(self, texts: Sequence[str], codebook: Codebook) -> tuple[Probabilities, ...]:
        predictor = self._predictor(codebook)
        cues = [find_cues(text, codebook) for text in texts]
        return tuple(_probabilities(predictor, *inputs) for inputs in zip(predictor.predict(texts), cues, strict=True))

    def vectors(self, texts: Sequence[str]) -> bytes:
        """One int8 vector a text: its mean state in the first encoder. Costs nothing when these texts were just tagged."""
        if not texts:
            return b""
        states = np.nan_to_num(self._model.mean_states(texts)[:, :WIDTH])
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


def _probabilities(
    predictor: Predictor,
    prediction: Prediction,
    cues: Sequence[CueMatch],
    shift: float = 0.0,
    odds: Odds = MappingProxyType({}),
    judge: str = "",
) -> Probabilities:
    """Calibrates a prediction. `odds` are those of a second `judge`, `shift` (logits) the influence of the thread, which makes
    no single theme likelier."""
    counts: dict[str | tuple[str, str], int] = defaultdict(int)
    for cue in cues:
        counts[cue.family] += 1
        counts[cue.family, cue.theme] += 1
    calibration = predictor.calibration
    families = zip(predictor.labels.families, calibration.families, prediction.families, strict=True)
    themes = zip(predictor.labels.themes, calibration.themes, prediction.themes, strict=True)
    margins = {family: line.margin(logit, counts[family]) + shift for family, line, logit in families}
    mixed = {family: mixture_line(judge, family).mix(margins[family], second) for family, second in odds.items()}
    moves = {family: mixed.get(family, margin) - margin for family, margin in margins.items()}
    of_families = {family: sigmoid(margin + moves[family]) for family, margin in margins.items()}
    of_themes = {
        theme: line.probability(logit, counts[theme], min(shift, 0.0) + moves[theme[0]]) for theme, line, logit in themes
    }
    cued = {theme for theme in of_themes if counts[theme] and of_families[theme[0]] >= calibration.threshold}
    shown = {name: max(probability, CUED * (name in cued)) for name, probability in of_themes.items()}
    return Probabilities(of_families, shown, frozenset(cued), calibration.threshold)


def _tags(
    text: str, prediction: Prediction, cues: Sequence[CueMatch], probabilities: Probabilities, labels: Labels
) -> tuple[Tag, ...]:
    """The selected tags that have evidence. Those that are shown share the words that may be marked."""
    tags, chosen = [], select_tags(probabilities)
    shown = sum(selected.confidence for selected in chosen if selected.is_shown)
    for selected in chosen:
        share = POINT_SHARE * min(1.0, selected.confidence / (shown or 1.0))
        contributions = _contributions(prediction, selected, labels)
        own_cues = [cue for cue in cues if cue.family == selected.family and selected.theme in (cue.theme, None)]
        if evidence := select_evidence(text, contributions, prediction.spans, own_cues, share):
            tags.append(Tag(selected.family, selected.theme, selected.confidence, TaggedBy.MODEL, evidence))
    return tuple(tags)


def _contributions(prediction: Prediction, selected: SelectedTag, labels: Labels) -> Floats:
    """How much each word piece adds to the theme, or to the family."""
    if selected.theme is None:
        return prediction.family_pieces[:, labels.families.index(selected.family)]
    return prediction.pieces[:, labels.themes.index((selected.family, selected.theme))]
