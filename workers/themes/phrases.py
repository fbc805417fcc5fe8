"""The phrase inside a clause: the run of words that says most. Called by evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from workers.themes.encoder import Floats
from workers.themes.passages import Passage, trimmed

SHORT: Final = 12  # words; a clause that has no more is a phrase, unless it is all there is
FEWEST: Final = 3  # words of a chunk
STRICT: Final = 0.3  # of the pieces' spread: a chunk that says less than their mean and this ends a phrase
CUED: Final = 2.0  # of the pieces' spread, that a word of a cue says more
WORD: Final = re.compile(r"\S+")
STOPS: Final = ",;:.!?…)–—"
# A chunk begins before one of BORDERS; no phrase begins with one of OPENING.
BORDERS: Final = re.compile(
    r"and|but|or|that|which|who|where|when|while|if|because|so|as|for|by|with|without|from|into|than|instead|rather|to|in|on|at|of"
    r"|until|till|unless|though|although|whether|why|how|what|is|are|was|were"
)
OPENING: Final = re.compile(r"and|but|or|so|then|that|which|because|as|well|yeah|though|although|is|are|was|were")


def strongest(text: str, clause: Passage, said: Floats, spans: Sequence[tuple[int, int]], cues: Sequence[Passage]) -> Passage:
    """The run of whole words in `clause` that says most for a theme, every cue that stands there included."""
    words = [Passage(*match.span()) for match in WORD.finditer(text, clause.start, clause.end)]
    everything = clause == trimmed(text, Passage(0, len(text)))
    if len(words) <= (SHORT // 2 if everything else SHORT):
        return clause
    inside = [cue for cue in cues if clause.covers(cue.start, cue.end)]
    heard, chunks = _heard(words, said, spans, inside), list(_chunks(text, words))
    first, last = _best_run([sum(heard[at] for at in chunk) for chunk in chunks])
    for number, chunk in enumerate(chunks):
        if any(words[at].start < cue.end and cue.start < words[at].end for cue in inside for at in chunk):
            first, last = min(first, number), max(last, number)
    begins, ends = chunks[first][0], chunks[last][-1]
    while ends - begins > 1 and OPENING.fullmatch(_plain(text, words[begins])):
        begins += 1
    return trimmed(text, Passage(words[begins].start, words[ends].end))


def _chunks(text: str, words: Sequence[Passage]) -> Iterator[range]:
    """The words in order, cut after a stop and before a word that opens something new."""
    start = 0
    for at, word in enumerate(words):
        rest = len(words) - at
        long_enough = at - start >= FEWEST and rest >= FEWEST
        if at > start and (text[words[at - 1].end - 1] in STOPS or (long_enough and BORDERS.fullmatch(_plain(text, word)))):
            yield range(start, at)
            start = at
    yield range(start, len(words))


def _heard(words: Sequence[Passage], said: Floats, spans: Sequence[tuple[int, int]], cues: Sequence[Passage]) -> list[float]:
    """How much more each word says than a word of this text usually does."""
    real = np.array([end > start for start, end in spans])
    usual, spread = float(said[real].mean()), float(said[real].std()) or 1.0
    starts = np.array([start for start, _ in spans])
    scores = []
    for word in words:
        own = said[real & (starts >= word.start) & (starts < word.end)]
        score = (float(own.mean()) - usual) / spread if len(own) else 0.0
        cued = any(word.start < cue.end and cue.start < word.end for cue in cues)
        scores.append(score - STRICT + CUED * cued)
    return scores


def _best_run(scores: Sequence[float]) -> tuple[int, int]:
    """First and last index of the run with the greatest sum."""
    best, run, start, found = -np.inf, 0.0, 0, (0, 0)
    for at, score in enumerate(scores):
        if run <= 0:
            run, start = 0.0, at
        run += score
        if run > best:
            best, found = run, (start, at)
    return found


def _plain(text: str, word: Passage) -> str:
    return text[word.start : word.end].lower().strip("“”\"'‘’.,;:!?()")
