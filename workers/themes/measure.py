"""Measures a tagger on labelled points, as it shows them: weak tags do not count."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from domain.errors import Invalid
from domain.shapes.codebook import Codebook
from workers.themes.selection import Probabilities, select_tags
from workers.themes.tagger import Tagger

BINS: Final = 10
MIN_THEME_POINTS: Final = 5  # with fewer, a theme's F1 says little and does not count in the average


@dataclass(frozen=True, slots=True)
class EvaluationPoint:
    """A point, the families that people gave it, and their themes (`family/theme`); None where they gave none."""

    text: str
    families: frozenset[str]
    themes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class LabelScore:
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class ThemeScore(LabelScore):
    """The same with the number of points that carry the theme."""

    points: int


@dataclass(frozen=True, slots=True)
class ThemeScores:
    """`macro_f1` is over the themes that at least MIN_THEME_POINTS points carry; `ece` over every point × theme."""

    macro_f1: float
    micro_f1: float
    ece: float
    each: dict[str, ThemeScore]


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of `themes eval`. `ece` is the expected calibration error over every point × family, in BINS equal bins."""

    macro_f1: float
    families: dict[str, LabelScore]
    none_untagged: float
    ece: float
    points: int
    seconds_per_point: float
    themes: ThemeScores | None = None

    def as_json(self) -> dict[str, object]:
        """The object that the contract describes: without `themes` where no line has any."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class _Pair:
    """A point beside what the tagger predicts and shows for it."""

    point: EvaluationPoint
    probabilities: Probabilities
    visible: frozenset[str]


def load_points(path: Path, codebook: Codebook) -> tuple[EvaluationPoint, ...]:
    """Reads a JSONL file with `text`, `families` and perhaps `themes` on each line. Raises Invalid, naming the line."""
    families = {family.id for family in codebook.families}
    themes = {f"{family.id}/{theme.id}" for family in codebook.families for theme in family.themes}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("not_text_file", file=str(path)) from error
    points = tuple(_parse_point(line, number, families, themes) for number, line in enumerate(lines, 1) if line.strip())
    if not points:
        raise Invalid("no_labelled_points", file=str(path))
    return points


def measure(tagger: Tagger, points: Sequence[EvaluationPoint], codebook: Codebook) -> Scores:
    """Compares what the tagger shows with people's labels. Every point is predicted without a thread around it."""
    began = time.perf_counter()
    predictions = tagger.predict([point.text for point in points], codebook)
    seconds = time.perf_counter() - began
    pairs = [_pair(point, predicted) for point, predicted in zip(points, predictions, strict=True)]
    families = {
        family.id: _score((family.id in p.point.families, family.id in p.visible) for p in pairs)
        for family in codebook.families
    }
    themes = [f"{family.id}/{theme.id}" for family in codebook.families for theme in family.themes]
    return Scores(
        macro_f1=round(sum(score.f1 for score in families.values()) / len(families), 4),
        families=families,
        none_untagged=round(_share_untagged(pairs), 4),
        ece=_calibration_error(
            (probability, family in pair.point.families)
            for pair in pairs
            for family, probability in pair.probabilities.families.items()
        ),
        points=len(points),
        seconds_per_point=round(seconds / len(points), 6),
        themes=_theme_scores([pair for pair in pairs if pair.point.themes is not None], themes),
    )


def _parse_point(line: str, number: int, family_ids: set[str], theme_names: set[str]) -> EvaluationPoint:
    try:
        value: Any = json.loads(line)  # any JSON; its shape is checked below
    except json.JSONDecodeError as error:
        raise Invalid("line_not_json", line=number, why=error.msg) from error
    entry = value if isinstance(value, dict) else {}
    text, families, themes = entry.get("text"), entry.get("families"), entry.get("themes")
    if not isinstance(text, str) or not isinstance(families, list) or not isinstance(themes, list | None):
        raise Invalid("labelled_point_shape", line=number)
    if unknown := [family for family in families if family not in family_ids]:
        raise Invalid("labelled_point_unknown_family", line=number, name=str(unknown[0]))
    if unknown := [theme for theme in themes or () if theme not in theme_names]:
        raise Invalid("labelled_point_unknown_theme", line=number, name=str(unknown[0]))
    return EvaluationPoint(text, frozenset(families), None if themes is None else frozenset(themes))


def _pair(point: EvaluationPoint, probabilities: Probabilities) -> _Pair:
    visible = [tag for tag in select_tags(probabilities) if tag.is_shown]
    names = {tag.family for tag in visible} | {f"{tag.family}/{tag.theme}" for tag in visible if tag.theme}
    return _Pair(point, probabilities, frozenset(names))


def _theme_scores(pairs: Sequence[_Pair], themes: Sequence[str]) -> ThemeScores | None:
    """The figures of the themes; None when no point says which it carries."""
    if not pairs:
        return None
    cells = {theme: [(theme in (pair.point.themes or ()), theme in pair.visible) for pair in pairs] for theme in themes}
    each = {
        theme: ThemeScore(**asdict(_score(answers)), points=sum(labelled for labelled, _ in answers))
        for theme, answers in cells.items()
    }
    counted = [score.f1 for score in each.values() if score.points >= MIN_THEME_POINTS]
    return ThemeScores(
        macro_f1=round(sum(counted) / len(counted), 4) if counted else 0.0,
        micro_f1=_score(answer for answers in cells.values() for answer in answers).f1,
        ece=_calibration_error(
            (probability, "/".join(theme) in (pair.point.themes or ()))
            for pair in pairs
            for theme, probability in pair.probabilities.themes.items()
        ),
        each=each,
    )


def _score(answers: Iterable[tuple[bool, bool]]) -> LabelScore:
    """Precision, recall and F1 of pairs (labelled, predicted)."""
    pairs = list(answers)
    right, labelled = pairs.count((True, True)), sum(labelled for labelled, _ in pairs)
    predicted = sum(predicted for _, predicted in pairs)
    f1 = 2 * right / max(1, predicted + labelled)
    return LabelScore(round(right / max(1, predicted), 4), round(right / max(1, labelled), 4), round(f1, 4))


def _share_untagged(pairs: Sequence[_Pair]) -> float:
    """The share left untagged of the points without a family; 1 when there are none."""
    unlabelled = [pair for pair in pairs if not pair.point.families]
    return sum(not pair.visible for pair in unlabelled) / len(unlabelled) if unlabelled else 1.0


def _calibration_error(predictions: Iterable[tuple[float, bool]]) -> float:
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for probability, labelled in predictions:
        bins[min(int(probability * BINS), BINS - 1)].append((probability, labelled))
    total = max(1, sum(map(len, bins)))
    error = sum(abs(sum(p for p, _ in pairs) - sum(labelled for _, labelled in pairs)) for pairs in bins) / total
    return round(error, 4)
