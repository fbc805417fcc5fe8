"""Selects the evidence of a tag: the phrases that contribute most to its theme, and no more of the text than its share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from domain.shapes.tag import Evidence
from workers.themes.cues import CueMatch
from workers.themes.encoder import Floats
from workers.themes.passages import Passage, split_clauses, trim
from workers.themes.phrases import Contributions, count_words, strongest_phrase

MAX_PHRASES: Final = 3
MIN_WORDS, MAX_WORDS = 8, 12  # of one phrase
POINT_SHARE: Final = 0.5  # of a point's words that all its tags together may mark
# In standard deviations of the clauses' scores:
MAX_GAP: Final = 0.4  # where no clause has a cue, one that scores lower than the best one by more is left out
CUE_BONUS, QUESTION_PENALTY = 1.2, 1.0  # added to a clause for each of its cues; subtracted where it ends in a question mark
MAX_CUES: Final = 3  # that count in one clause


def select_evidence(
    text: str, contributions: Floats, spans: Sequence[tuple[int, int]], cues: Sequence[CueMatch], share: float = POINT_SHARE
) -> tuple[Evidence, ...]:
    """Selects the evidence for one theme.

    `contributions` is how much each word piece adds to its logit, `cues` are its own, `share` the part of the text's words that
    the evidence may have. Phrases with a cue come first; the strongest phrase is always selected.
    """
    pieces = Contributions(contributions, tuple(spans))
    budget = max(MIN_WORDS, round(share * count_words(text)))
    selected: list[Passage] = []
    for phrase in _phrases(text, pieces, [Passage(cue.start, cue.end) for cue in cues], min(MAX_WORDS, budget)):
        size = count_words(text[phrase.start : phrase.end])
        if selected and size > budget:
            continue
        selected.append(phrase)
        budget -= size
    ordered = sorted(selected[:MAX_PHRASES], key=lambda phrase: phrase.start)
    return tuple(Evidence(phrase.start, phrase.end, text[phrase.start : phrase.end]) for phrase in ordered)


def _phrases(text: str, pieces: Contributions, cues: Sequence[Passage], most_words: int) -> Iterator[Passage]:
    """The phrases of the clauses that contribute most, the best first: of those with a cue, if there are any."""
    clauses = [trim(text, clause) for clause in split_clauses(text)]
    if not clauses:
        return
    counts, scores = _score_clauses(text, clauses, pieces, cues)
    spread = float(scores.std()) or 1.0
    for index in np.argsort(-scores, kind="stable"):
        if (counts.any() and not counts[index]) or (not counts.any() and scores[index] < scores.max() - MAX_GAP * spread):
            continue
        yield from _of_clause(text, clauses[index], pieces, cues, most_words)


def _score_clauses(
    text: str, clauses: Sequence[Passage], pieces: Contributions, cues: Sequence[Passage]
) -> tuple[Floats, Floats]:
    """How many cues each clause has, and how much it contributes with them."""
    counts = np.array([min(MAX_CUES, sum(clause.covers(cue.start, cue.end) for cue in cues)) for clause in clauses], np.float32)
    questions = np.array([text[: clause.end].endswith("?") for clause in clauses])
    scores = np.array([pieces.mean_inside(clause) for clause in clauses], np.float32)
    spread = float(scores.std()) or 1.0
    return counts, scores + np.float32(spread) * (CUE_BONUS * counts - QUESTION_PENALTY * questions).astype(np.float32)


def _of_clause(
    text: str, clause: Passage, pieces: Contributions, cues: Sequence[Passage], most_words: int
) -> Iterator[Passage]:
    """The strongest phrase of a clause, then one for each part beside it that has a cue of its own."""
    phrase = strongest_phrase(text, clause, pieces, cues, most_words)
    yield phrase
    for part in (Passage(clause.start, phrase.start), Passage(phrase.end, clause.end)):
        rest = trim(text, part)
        if any(rest.covers(cue.start, cue.end) for cue in cues):
            yield from _of_clause(text, rest, pieces, cues, most_words)
