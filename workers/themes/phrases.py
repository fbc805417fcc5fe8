"""Selects the phrase inside a clause: the run of words that contributes most to a theme. Called by evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from workers.themes.encoder import Floats
from workers.themes.passages import Passage, trim

PHRASE_WORDS: Final = 8  # a clause of at most so many is a phrase as it is; half as many if it is the complete text
MIN_CHUNK_WORDS: Final = 3
SLACK: Final = 3  # words that a part of a sentence may have above the limit
# In standard deviations of the pieces' contributions:
THRESHOLD, CUED_THRESHOLD = 0.7, 1.4  # a chunk whose words are not above the mean by this much ends a phrase; one with a cue
CUE_BONUS: Final = 2.0  # added to a word of a cue
WORD: Final = re.compile(r"\S+")
STOPS: Final = ",;:.!?…)–—"
# A chunk begins before one of BORDERS; no phrase begins with one of WEAK_STARTS.
BORDERS: Final = re.compile(
    r"and|but|or|that|which|who|where|when|while|if|because|so|as|for|by|with|without|from|into|than|instead|rather|to|in|on|at|of"
    r"|until|till|unless|though|although|whether|why|how|what|is|are|was|were"
)
WEAK_STARTS: Final = re.compile(
    r"and|but|to|in|of|for|any|who|or|so|then|that|which|because|as|well|yeah|though|although|is|are|was|were"
)


@dataclass(frozen=True, slots=True)
class Contributions:
    """How much each word piece of a text adds to a logit, and the place of each piece (half-open, code points)."""

    values: Floats
    spans: tuple[tuple[int, int], ...]

    def mean_inside(self, passage: Passage) -> float:
        """The mean of the pieces in a passage; the lowest of the text for one without pieces."""
        inside = [
            value
            for value, (start, end) in zip(self.values, self.spans, strict=True)
            if passage.covers(start, end) and end > start
        ]
        return float(np.mean(inside)) if inside else float(self.values.min())


def count_words(text: str) -> int:
    return len(WORD.findall(text))


def strongest_phrase(
    text: str, clause: Passage, pieces: Contributions, cues: Sequence[Passage], most_words: int = PHRASE_WORDS
) -> Passage:
    """The run of at most `most_words` complete words in `clause` that contributes most, at a cue if there is one."""
    words = [Passage(*match.span()) for match in WORD.finditer(text, clause.start, clause.end)]
    inside = [cue for cue in cues if clause.covers(cue.start, cue.end)]
    is_complete_text = clause == trim(text, Passage(0, len(text)))
    if len(words) <= min(most_words, PHRASE_WORDS // 2 if is_complete_text else PHRASE_WORDS):
        best = range(len(words))
    else:
        scores, cued = _word_scores(words, pieces, inside), [_cue_words(words, cue) for cue in inside]
        best = _strongest_run(list(_chunks(text, words)), scores, cued, most_words)
    starts_cue = any(cue.start <= words[best[0]].start < cue.end for cue in inside)
    while len(best) > 2 and not starts_cue and WEAK_STARTS.fullmatch(_bare_word(text, words[best[0]])):
        best = best[1:]
    return trim(text, Passage(words[best[0]].start, words[best[-1]].end))


def _cue_words(words: Sequence[Passage], cue: Passage) -> frozenset[int]:
    return frozenset(at for at, word in enumerate(words) if word.start < cue.end and cue.start < word.end)


def _strongest_run(chunks: Sequence[range], scores: Sequence[float], cues: Sequence[frozenset[int]], most_words: int) -> range:
    """The words of the run of chunks, or of a part of a long one, with the most complete cues; then with the greatest sum."""

    def strength(run: range) -> tuple[int, float]:
        return sum(cue <= set(run) for cue in cues), sum(scores[at] for at in run)

    return max(_runs(chunks, most_words), key=strength)


def _runs(chunks: Sequence[range], most_words: int) -> Iterator[range]:
    """The runs of chunks of at most `most_words`, or a little more, and those of `most_words` in longer chunks."""
    for first, chunk in enumerate(chunks):
        for last in chunks[first:]:
            if last.stop - chunk.start > most_words + SLACK:
                break
            yield range(chunk.start, last.stop)
        if len(chunk) > most_words + SLACK:
            yield from (range(start, start + most_words) for start in range(chunk.start, chunk.stop - most_words + 1))


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


def _word_scores(words: Sequence[Passage], pieces: Contributions, cues: Sequence[Passage]) -> list[float]:
    """How much more than the text's mean each word contributes, less a threshold, in standard deviations."""
    real = np.array([end > start for start, end in pieces.spans])
    mean, spread = float(pieces.values[real].mean()), float(pieces.values[real].std()) or 1.0
    starts = np.array([start for start, _ in pieces.spans])
    threshold = CUED_THRESHOLD if cues else THRESHOLD
    scores = []
    for word in words:
        own = pieces.values[real & (starts >= word.start) & (starts < word.end)]
        score = (float(own.mean()) - mean) / spread if len(own) else 0.0
        cued = any(word.start < cue.end and cue.start < word.end for cue in cues)
        scores.append(score - threshold + CUE_BONUS * cued)
    return scores


def _bare_word(text: str, word: Passage) -> str:
    return text[word.start : word.end].lower().strip("“”\"'‘’.,;:!?()")
