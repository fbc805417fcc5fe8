"""Selects the phrase inside a clause: the run of words that contributes most to a theme. Called by evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from workers.themes.encoder import Floats
from workers.themes.passages import Passage, trim

PHRASE_WORDS: Final = 8  # a clause of at most so many is a phrase as it is; half as many if it is the complete text
MIN_CHUNK_WORDS: Final = 3
# In standard deviations of the pieces' contributions:
THRESHOLD: Final = 0.3  # a chunk whose words are not above the mean by this much ends a phrase
CUE_BONUS: Final = 2.0  # added to a word of a cue
WORD: Final = re.compile(r"\S+")
STOPS: Final = ",;:.!?…)–—"
# A chunk begins before one of BORDERS; no phrase begins with one of WEAK_STARTS.
BORDERS: Final = re.compile(
    r"and|but|or|that|which|who|where|when|while|if|because|so|as|for|by|with|without|from|into|than|instead|rather|to|in|on|at|of"
    r"|until|till|unless|though|although|whether|why|how|what|is|are|was|were"
)
WEAK_STARTS: Final = re.compile(r"and|but|or|so|then|that|which|because|as|well|yeah|though|although|is|are|was|were")


def strongest_phrase(
    text: str, clause: Passage, contributions: Floats, spans: Sequence[tuple[int, int]], cues: Sequence[Passage]
) -> Passage:
    """The run of complete words in `clause` that contributes most, extended to every cue in the clause.

    `contributions` and `spans` are those of the text's word pieces.
    """
    words = [Passage(*match.span()) for match in WORD.finditer(text, clause.start, clause.end)]
    is_complete_text = clause == trim(text, Passage(0, len(text)))
    if len(words) <= (PHRASE_WORDS // 2 if is_complete_text else PHRASE_WORDS):
        return clause
    inside = [cue for cue in cues if clause.covers(cue.start, cue.end)]
    scores, chunks = _word_scores(words, contributions, spans, inside), list(_chunks(text, words))
    first, last = _best_run([sum(scores[at] for at in chunk) for chunk in chunks])
    for number, chunk in enumerate(chunks):
        if any(words[at].start < cue.end and cue.start < words[at].end for cue in inside for at in chunk):
            first, last = min(first, number), max(last, number)
    begins, ends = chunks[first][0], chunks[last][-1]
    while ends - begins > 1 and WEAK_STARTS.fullmatch(_bare_word(text, words[begins])):
        begins += 1
    return trim(text, Passage(words[begins].start, words[ends].end))


def _chunks(text: str, words: Sequence[Passage]) -> Iterator[range]:
    """Divides the words, in order, after a stop and before a word that begins a new part of the sentence."""
    start = 0
    for at, word in enumerate(words):
        rest = len(words) - at
        long_enough = at - start >= MIN_CHUNK_WORDS and rest >= MIN_CHUNK_WORDS
        begins_part = long_enough and BORDERS.fullmatch(_bare_word(text, word))
        if at > start and (text[words[at - 1].end - 1] in STOPS or begins_part):
            yield range(start, at)
            start = at
    yield range(start, len(words))


def _word_scores(
    words: Sequence[Passage], contributions: Floats, spans: Sequence[tuple[int, int]], cues: Sequence[Passage]
) -> list[float]:
    """How much more than the text's mean each word contributes, less THRESHOLD, in standard deviations."""
    real = np.array([end > start for start, end in spans])
    mean, spread = float(contributions[real].mean()), float(contributions[real].std()) or 1.0
    starts = np.array([start for start, _ in spans])
    scores = []
    for word in words:
        own = contributions[real & (starts >= word.start) & (starts < word.end)]
        score = (float(own.mean()) - mean) / spread if len(own) else 0.0
        cued = any(word.start < cue.end and cue.start < word.end for cue in cues)
        scores.append(score - THRESHOLD + CUE_BONUS * cued)
    return scores


def _best_run(scores: Sequence[float]) -> tuple[int, int]:
    """The first and last index of the run with the greatest sum (Kadane's algorithm)."""
    best_sum, best_run = -np.inf, (0, 0)
    run, start = 0.0, 0
    for at, score in enumerate(scores):
        if run <= 0:
            run, start = 0.0, at
        run += score
        if run > best_sum:
            best_sum, best_run = run, (start, at)
    return best_run


def _bare_word(text: str, word: Passage) -> str:
    return text[word.start : word.end].lower().strip("“”\"'‘’.,;:!?()")
