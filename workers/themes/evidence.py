"""The words that earned a tag: of the clauses that say most for its theme, the phrase that a careful reader would underline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from domain.shapes.theme import Evidence
from workers.themes.cues import Hit
from workers.themes.encoder import Floats
from workers.themes.negation import turned_away
from workers.themes.passages import Passage, clauses, trimmed
from workers.themes.phrases import strongest

MOST: Final = 4  # clauses
NEAR: Final = 0.4  # of the clauses' spread: one without a cue that says less than the best by more is left out
CUE, ASKED = 1.2, 1.0  # what each cue adds to its clause, and a question mark takes, in the same measure
CUES: Final = 3  # that count in one clause


def underline(text: str, said: Floats, spans: Sequence[tuple[int, int]], hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    """Evidence for one theme. `said` is how much each word piece adds to it, `hits` its cues."""
    cut = clauses(text)
    if not cut:
        return ()
    cued = np.array([min(CUES, sum(clause.covers(hit.start, hit.end) for hit in hits)) for clause in cut])
    asked = np.array([text[: clause.end].endswith("?") for clause in cut])
    scores = np.array([_score(clause, said, spans) for clause in cut])
    spread = scores.std() or 1.0
    scores += spread * (CUE * cued - ASKED * asked)
    ranked = np.argsort(-scores, kind="stable")[:MOST]
    chosen = [index for index in ranked if cued[index] or scores[index] >= scores[ranked[0]] - NEAR * spread]
    return tuple(_evidence(text, cut[index], said, spans, hits) for index in sorted(chosen))


def live(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that the author does not turn away."""
    return [hit for hit in hits if not turned_away(text, hit.start)]


def _score(clause: Passage, said: Floats, spans: Sequence[tuple[int, int]]) -> float:
    inside = [value for value, (start, end) in zip(said, spans, strict=True) if clause.covers(start, end) and end > start]
    return float(np.mean(inside)) if inside else float(said.min())


def _evidence(text: str, clause: Passage, said: Floats, spans: Sequence[tuple[int, int]], hits: Sequence[Hit]) -> Evidence:
    passage = strongest(text, trimmed(text, clause), said, spans, [Passage(hit.start, hit.end) for hit in hits])
    return Evidence(passage.start, passage.end, text[passage.start : passage.end])
