"""People's corrections, from lines of JSON to what adapting learns from, and what came of it. Called by `themes learn`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from domain.errors import Invalid
from domain.shapes.theme import Codebook
from workers.themes.adaptation import Adaptation
from workers.themes.calibration import Line
from workers.themes.cues import hits
from workers.themes.encoder import Floats
from workers.themes.evidence import live
from workers.themes.fit_adaptation import Lesson, best_staying, cross_validated, fit, loss
from workers.themes.model import Model

FEWEST: Final = 20  # corrections; of fewer nothing can be learned that is more than chance


@dataclass(frozen=True, slots=True)
class Correction:
    """A point as people see it: its families, and its themes (`family/theme`) where they were told."""

    text: str
    families: frozenset[str]
    themes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How well the tagger agrees with people: families' macro F1, silence where they see nothing, mean surprise in nats."""

    macro_f1: float
    none_untagged: float
    surprise: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of it; `after` is cross-validated, so each correction was judged by what the others taught."""

    adaptation: Adaptation
    points: int
    before: Standing
    after: Standing

    @property
    def better(self) -> bool:
        return self.after.surprise < self.before.surprise


def corrections(path: Path, codebook: Codebook) -> tuple[Correction, ...]:
    """The lines of a JSONL file with `text` and `families`, `themes` or both. Raises Invalid, naming the line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{path} cannot be read as text in UTF-8.") from error
    found = tuple(_correction(line, number, codebook) for number, line in enumerate(lines, 1) if line.strip())
    if len(found) < FEWEST:
        raise Invalid(f"{path} holds {len(found)} corrections; it takes {FEWEST} to learn from.")
    return found


def learn(model: Model, points: Sequence[Correction], codebook: Codebook) -> Learned:
    """What the corrections teach the model."""
    lesson = _lesson(model, points, codebook)
    families = lesson.first(len(model.labels.families))
    staying = best_staying(families)
    layer = fit(lesson, staying)
    return Learned(
        Adaptation(model.fingerprint, layer.weights, layer.bias),
        len(points),
        _standing(families.margins, families.truth),
        _standing(cross_validated(families, staying), families.truth),
    )


def _correction(line: str, number: int, codebook: Codebook) -> Correction:
    known = {family.id: {f"{family.id}/{theme.id}" for theme in family.themes} for family in codebook.families}
    try:
        said: Any = json.loads(line)  # anything; its shape is looked at here
    except json.JSONDecodeError as error:
        raise Invalid(f"Line {number} is not JSON ({error.msg}).") from error
    told = said if isinstance(said, dict) else {}
    text, families, themes = told.get("text"), told.get("families", []), told.get("themes")
    if not isinstance(text, str) or not isinstance(families, list) or not isinstance(themes, list | None):
        raise Invalid(f"Line {number} needs a “text” and a list of “families” or “themes”.")
    if "families" not in told and themes is None:
        raise Invalid(f"Line {number} says neither “families” nor “themes”.")
    for name in (*families, *(themes or ())):
        if name not in known and name not in set().union(*known.values()):
            raise Invalid(f"Line {number} names {name}, which is not in the codebook {codebook.id}.")
    owners = {theme.partition("/")[0] for theme in themes or ()}
    return Correction(text, frozenset(families) | owners, frozenset(themes) if themes is not None else None)


def _lesson(model: Model, points: Sequence[Correction], codebook: Codebook) -> Lesson:
    texts, labels, lines = [point.text for point in points], model.labels, model.calibration
    every: list[tuple[str | tuple[str, str], Line]] = [
        *zip(labels.families, lines.families, strict=True),
        *((theme, lines.theme) for theme in labels.themes),
    ]
    margins = np.zeros((len(points), len(every)), np.float32)
    for row, opinion, text in zip(margins, model.read(texts), texts, strict=True):
        found = live(text, tuple(hits(text, codebook)))
        cues = [hit.family for hit in found] + [(hit.family, hit.theme) for hit in found]
        logits = [*opinion.families, *opinion.themes]
        row[:] = [line.margin(logit, cues.count(name)) for logit, (name, line) in zip(logits, every, strict=True)]
    truth = np.array([[_truth(point, name) for name, _ in every] for point in points], np.float32)
    return Lesson(tuple(texts), model.states(texts), margins, truth, np.array([line.slope for _, line in every], np.float32))


def _truth(point: Correction, name: str | tuple[str, str]) -> float:
    if isinstance(name, str):
        return float(name in point.families)
    if name[0] not in point.families:
        return 0.0
    return float("/".join(name) in point.themes) if point.themes is not None else float("nan")


def _standing(margins: Floats, truth: Floats) -> Standing:
    given, true = margins >= 0, truth > 0.5
    scores = [2 * (g & t).sum() / max(1, g.sum() + t.sum()) for g, t in zip(given.T, true.T, strict=True)]
    nothing = ~true.any(axis=1)
    silent = float((~given[nothing].any(axis=1)).mean()) if nothing.any() else 1.0
    return Standing(round(float(np.mean(scores)), 3), round(silent, 3), round(loss(margins, truth), 4))
