"""Measures a tagger on labelled points: F1 of each family, share of unlabelled points left untagged, and calibration error."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domain.errors import Invalid
from domain.shapes.codebook import Codebook
from workers.themes.tagger import Probabilities, Tagger

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class EvaluationPoint:
    """A point and the families that people gave it."""

    text: str
    families: frozenset[str]


@dataclass(frozen=True, slots=True)
class FamilyScore:
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of `themes eval`. `ece` is the expected calibration error over every point × family, in BINS equal bins."""

    macro_f1: float
    families: dict[str, FamilyScore]
    none_untagged: float
    ece: float
    points: int
    seconds_per_point: float


def load_points(path: Path, codebook: Codebook) -> tuple[EvaluationPoint, ...]:
    """Reads a JSONL file with `text` and `families` on each line. Raises Invalid, naming the line."""
    families = {family.id for family in codebook.families}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("not_text_file", file=str(path)) from error
    points = tuple(_parse_point(line, number, families) for number, line in enumerate(lines, 1) if line.strip())
    if not points:
        raise Invalid("no_labelled_points", file=str(path))
    return points


def measure(tagger: Tagger, points: Sequence[EvaluationPoint], codebook: Codebook) -> Scores:
    """Compares the tagger's predictions with people's labels. Every point is predicted without a thread around it."""
    began = time.perf_counter()
    predictions = tagger.predict([point.text for point in points], codebook)
    seconds = time.perf_counter() - began
    scores = {family.id: _family_score(family.id, points, predictions) for family in codebook.families}
    return Scores(
        macro_f1=round(sum(score.f1 for score in scores.values()) / len(scores), 4),
        families=scores,
        none_untagged=round(_share_untagged(points, predictions), 4),
        ece=round(_calibration_error(points, predictions), 4),
        points=len(points),
        seconds_per_point=round(seconds / len(points), 6),
    )


def _parse_point(line: str, number: int, family_ids: set[str]) -> EvaluationPoint:
    try:
        value: Any = json.loads(line)  # any JSON; its shape is checked below
    except json.JSONDecodeError as error:
        raise Invalid("line_not_json", line=number, why=error.msg) from error
    text, families = (value.get("text"), value.get("families")) if isinstance(value, dict) else (None, None)
    if not isinstance(text, str) or not isinstance(families, list):
        raise Invalid("labelled_point_shape", line=number)
    if unknown := [family for family in families if family not in family_ids]:
        raise Invalid("labelled_point_unknown_family", line=number, name=str(unknown[0]))
    return EvaluationPoint(text, frozenset(families))


def _family_score(family: str, points: Sequence[EvaluationPoint], predictions: Sequence[Probabilities]) -> FamilyScore:
    pairs = [(family in point.families, predicted.has(family)) for point, predicted in zip(points, predictions, strict=True)]
    right = pairs.count((True, True))
    precision = right / max(1, sum(predicted for _, predicted in pairs))
    recall = right / max(1, sum(labelled for labelled, _ in pairs))
    f1 = 2 * right / max(1, sum(predicted + labelled for labelled, predicted in pairs))
    return FamilyScore(round(precision, 4), round(recall, 4), round(f1, 4))


def _share_untagged(points: Sequence[EvaluationPoint], predictions: Sequence[Probabilities]) -> float:
    """The share left untagged of the points without a family; 1 when there are none."""
    unlabelled = [predicted for point, predicted in zip(points, predictions, strict=True) if not point.families]
    untagged = sum(not any(predicted.has(family) for family in predicted.families) for predicted in unlabelled)
    return untagged / len(unlabelled) if unlabelled else 1.0


def _calibration_error(points: Sequence[EvaluationPoint], predictions: Sequence[Probabilities]) -> float:
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for point, predicted in zip(points, predictions, strict=True):
        for family, probability in predicted.families.items():
            bins[min(int(probability * BINS), BINS - 1)].append((probability, family in point.families))
    total = sum(map(len, bins))
    return sum(abs(sum(p for p, _ in pairs) - sum(labelled for _, labelled in pairs)) for pairs in bins) / total
