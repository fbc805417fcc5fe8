"""Reads people's corrections from JSON lines, fits an adaptation to them and reports its effect. Called by `themes learn`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.errors import Invalid
from domain.shapes.codebook import Codebook
from domain.shapes.tag import LIKELY
from workers.themes.adaptation import Adaptation
from workers.themes.calibration import CalibrationLine
from workers.themes.cues import find_cues
from workers.themes.encoder import Floats
from workers.themes.fit_adaptation import Examples, best_precision, cross_validate, fit, log_loss
from workers.themes.model import Model

MIN_CORRECTIONS: Final = 20  # from fewer nothing better than chance can be learned


@dataclass(frozen=True, slots=True)
class Correction:
    """A point with people's families, and their themes (`family/theme`) where they gave any."""

    text: str
    families: frozenset[str]
    themes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well the tagger agrees with people.

    Macro F1 of the families, the share of points without a family that stay untagged, macro F1 of the themes that people gave,
    and the mean log loss of families and themes in nats.
    """

    macro_f1: float
    none_untagged: float
    themes_macro_f1: float
    log_loss: float


@dataclass(frozen=True, slots=True)
class LearningResult:
    """An adaptation and its effect. `after` is cross-validated: each correction is predicted from the others."""

    adaptation: Adaptation
    points: int
    before: Agreement
    after: Agreement

    @property
    def is_better(self) -> bool:
        return self.after.log_loss < self.before.log_loss


def load_corrections(path: Path, codebook: Codebook) -> tuple[Correction, ...]:
    """Reads a JSONL file with `text` and `families`, `themes` or both on each line. Raises Invalid, naming the line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("not_text_file", file=str(path)) from error
    corrections = tuple(_parse_correction(line, number, codebook) for number, line in enumerate(lines, 1) if line.strip())
    if len(corrections) < MIN_CORRECTIONS:
        raise Invalid("too_few_corrections", file=str(path), count=len(corrections), minimum=MIN_CORRECTIONS)
    return corrections


def learn(model: Model, corrections: Sequence[Correction], codebook: Codebook) -> LearningResult:
    """Fits an adaptation of the model to the corrections."""
    examples, families = _examples(model, corrections, codebook), len(model.labels.families)
    precision = best_precision(examples)
    update = fit(examples, precision)
    return LearningResult(
        Adaptation(model.fingerprint, update.weights, update.bias),
        len(corrections),
        _agreement(examples.margins, examples.truth, families),
        _agreement(cross_validate(examples, precision), examples.truth, families),
    )


def _parse_correction(line: str, number: int, codebook: Codebook) -> Correction:
    themes_by_family = {family.id: {f"{family.id}/{theme.id}" for theme in family.themes} for family in codebook.families}
    try:
        value: Any = json.loads(line)  # any JSON; its shape is checked below
    except json.JSONDecodeError as error:
        raise Invalid("line_not_json", line=number, why=error.msg) from error
    entry = value if isinstance(value, dict) else {}
    text, families, themes = entry.get("text"), entry.get("families", []), entry.get("themes")
    if not isinstance(text, str) or not isinstance(families, list) or not isinstance(themes, list | None):
        raise Invalid("correction_shape", line=number)
    if "families" not in entry and themes is None:
        raise Invalid("correction_without_labels", line=number)
    for name in (*families, *(themes or ())):
        if name not in themes_by_family and name not in set().union(*themes_by_family.values()):
            raise Invalid("correction_unknown_label", line=number, name=str(name), codebook=codebook.id)
    families_of_themes = {theme.partition("/")[0] for theme in themes or ()}
    return Correction(text, frozenset(families) | families_of_themes, frozenset(themes) if themes is not None else None)


def _examples(model: Model, corrections: Sequence[Correction], codebook: Codebook) -> Examples:
    texts, labels, calibration = [correction.text for correction in corrections], model.labels, model.calibration
    lines: list[tuple[str | tuple[str, str], CalibrationLine]] = [
        *zip(labels.families, calibration.families, strict=True),
        *zip(labels.themes, calibration.themes, strict=True),
    ]
    margins = np.zeros((len(corrections), len(lines)), np.float32)
    for row, prediction, text in zip(margins, model.predict(texts), texts, strict=True):
        matches = find_cues(text, codebook)
        cues = [match.family for match in matches] + [(match.family, match.theme) for match in matches]
        logits = [*prediction.families, *prediction.themes]
        row[:] = [line.margin(logit, cues.count(label)) for logit, (label, line) in zip(logits, lines, strict=True)]
    truth = np.array([[_truth(correction, label) for label, _ in lines] for correction in corrections], np.float32)
    slopes = np.array([line.slope for _, line in lines], np.float32)
    return Examples(tuple(texts), model.mean_states(texts), margins, truth, slopes)


def _truth(correction: Correction, label: str | tuple[str, str]) -> float:
    """1 or 0 for a family or a theme; nan for a theme of which the correction says nothing."""
    if isinstance(label, str):
        return float(label in correction.families)
    if label[0] not in correction.families:
        return 0.0
    return float("/".join(label) in correction.themes) if correction.themes is not None else float("nan")


def _agreement(margins: Floats, truth: Floats, families: int) -> Agreement:
    """Compares margins with people's labels (texts × labels); the first columns are the families."""
    likely, actual = margins[:, :families] >= 0, truth[:, :families] > 0.5
    unlabelled = ~actual.any(axis=1)
    untagged = float((~likely[unlabelled].any(axis=1)).mean()) if unlabelled.any() else 1.0
    visible = np.log(LIKELY / (1 - LIKELY))
    themes = [
        _f1(margins[~np.isnan(column), at] >= visible, column[~np.isnan(column)] > 0.5)
        for at, column in enumerate(truth.T)
        if at >= families and np.nansum(column)
    ]
    macro = float(np.mean([_f1(p, a) for p, a in zip(likely.T, actual.T, strict=True)]))
    theme_macro = float(np.mean(themes)) if themes else 0.0
    return Agreement(round(macro, 3), round(untagged, 3), round(theme_macro, 3), round(log_loss(margins, truth), 4))


def _f1(predicted: NDArray[np.bool_], actual: NDArray[np.bool_]) -> float:
    return float(2 * (predicted & actual).sum() / max(1, predicted.sum() + actual.sum()))
