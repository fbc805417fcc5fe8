"""How right a tagger is: F1 of each family, silence where nothing is, and whether its probabilities mean something."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domain.errors import Invalid
from domain.shapes.theme import Codebook
from workers.themes.tagger import Judgement, Tagger

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Labelled:
    """A point and the families that people gave it."""

    text: str
    families: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    """Of one family."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What `themes eval` tells. `ece` is over every point × family probability, in BINS equal bins."""

    macro_f1: float
    families: dict[str, Score]
    none_untagged: float
    ece: float
    points: int
    seconds_per_point: float


def labelled(path: Path, codebook: Codebook) -> tuple[Labelled, ...]:
    """The points of a JSONL file with `text` and `families` on each line. Raises Invalid, naming the line."""
    known = {family.id for family in codebook.families}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{path} cannot be read as text in UTF-8.") from error
    points = tuple(_labelled(line, number, known) for number, line in enumerate(lines, 1) if line.strip())
    if not points:
        raise Invalid(f"{path} holds no points.")
    return points


def measure(tagger: Tagger, points: Sequence[Labelled], codebook: Codebook) -> Measure:
    """Judge every point as if it stood alone, and compare."""
    began = time.perf_counter()
    judged = tagger.judge([point.text for point in points], codebook)
    seconds = time.perf_counter() - began
    scores = {family.id: _score(family.id, points, judged) for family in codebook.families}
    return Measure(
        macro_f1=round(sum(score.f1 for score in scores.values()) / len(scores), 4),
        families=scores,
        none_untagged=round(_silence(points, judged), 4),
        ece=round(_calibration_error(points, judged), 4),
        points=len(points),
        seconds_per_point=round(seconds / len(points), 6),
    )


def _labelled(line: str, number: int, known: set[str]) -> Labelled:
    try:
        said: Any = json.loads(line)  # anything; its shape is looked at here
    except json.JSONDecodeError as error:
        raise Invalid(f"Line {number} is not JSON ({error.msg}).") from error
    text, families = (said.get("text"), said.get("families")) if isinstance(said, dict) else (None, None)
    if not isinstance(text, str) or not isinstance(families, list):
        raise Invalid(f"Line {number} needs a “text” and a list of “families”.")
    if unknown := [family for family in families if family not in known]:
        raise Invalid(f"Line {number} names {unknown[0]}, which is no family of this codebook.")
    return Labelled(text, frozenset(families))


def _score(family: str, points: Sequence[Labelled], judged: Sequence[Judgement]) -> Score:
    pairs = [(family in point.families, judgement.given(family)) for point, judgement in zip(points, judged, strict=True)]
    right = pairs.count((True, True))
    precision = right / max(1, sum(given for _, given in pairs))
    recall = right / max(1, sum(true for true, _ in pairs))
    f1 = 2 * right / max(1, sum(given + true for true, given in pairs))
    return Score(round(precision, 4), round(recall, 4), round(f1, 4))


def _silence(points: Sequence[Labelled], judged: Sequence[Judgement]) -> float:
    """The share left untagged of the points that carry nothing; 1 when there are none."""
    nothing = [judgement for point, judgement in zip(points, judged, strict=True) if not point.families]
    silent = sum(not any(judgement.given(family) for family in judgement.families) for judgement in nothing)
    return silent / len(nothing) if nothing else 1.0


def _calibration_error(points: Sequence[Labelled], judged: Sequence[Judgement]) -> float:
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for point, judgement in zip(points, judged, strict=True):
        for family, probability in judgement.families.items():
            bins[min(int(probability * BINS), BINS - 1)].append((probability, family in point.families))
    total = sum(map(len, bins))
    return sum(abs(sum(p for p, _ in each) - sum(true for _, true in each)) for each in bins) / total
