"""Selects the evidence of a tag: a phrase of each of the clauses that contribute most to its theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from domain.shapes.tag import Evidence
from workers.themes.cues import CueMatch
from workers.themes.encoder import Floats
from workers.themes.passages import Passage, split_clauses, trim
from workers.themes.phrases import strongest_phrase

MAX_CLAUSES: Final = 4
MAX_UNCUED: Final = 2  # clauses where none has a cue
# In standard deviations of the clauses' scores:
MAX_GAP: Final = 0.4  # where no clause has a cue, one that scores lower than the best one by more is left out
CUE_BONUS, QUESTION_PENALTY = 1.2, 1.0  # added to a clause for each of its cues; subtracted where it ends in a question mark
MAX_CUES: Final = 3  # that count in one clause


def select_evidence(
    text: str, contributions: Floats, spans: Sequence[tuple[int, int]], cues: Sequence[CueMatch]
) -> tuple[Evidence, ...]:
    """Selects the evidence for one theme. `contributions` is how much each word piece adds to its logit; `cues` are its own."""
    clauses = split_clauses(text)
    if not clauses:
        return ()
    cue_counts = np.array([min(MAX_CUES, sum(clause.covers(cue.start, cue.end) for cue in cues)) for clause in clauses])
    questions = np.array([text[: clause.end].endswith("?") for clause in clauses])
    scores = np.array([_score(clause, contributions, spans) for clause in clauses])
    spread = scores.std() or 1.0
    scores += spread * (CUE_BONUS * cue_counts - QUESTION_PENALTY * questions)
    ranked = np.argsort(-scores, kind="stable")[:MAX_CLAUSES]
    cued = [index for index in ranked if cue_counts[index]]
    chosen = cued or [index for index in ranked if scores[index] >= scores[ranked[0]] - MAX_GAP * spread][:MAX_UNCUED]
    return tuple(_phrase(text, clauses[index], contributions, spans, cues) for index in sorted(chosen))


def _score(clause: Passage, contributions: Floats, spans: Sequence[tuple[int, int]]) -> float:
    """The mean contribution of the clause's pieces; the lowest of the text for a clause without pieces."""
    inside = [
        value for value, (start, end) in zip(contributions, spans, strict=True) if clause.covers(start, end) and end > start
    ]
    return float(np.mean(inside)) if inside else float(contributions.min())


def _phrase(
    text: str, clause: Passage, contributions: Floats, spans: Sequence[tuple[int, int]], cues: Sequence[CueMatch]
) -> Evidence:
    cue_spans = [Passage(cue.start, cue.end) for cue in cues]
    phrase = strongest_phrase(text, trim(text, clause), contributions, spans, cue_spans)
    return Evidence(phrase.start, phrase.end, text[phrase.start : phrase.end])
