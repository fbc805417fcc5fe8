"""The tagger: points in, tags out. Called by the pipeline, and by the command that measures it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, Protocol

from archive.shapes.theme import Codebook, Evidence, Tag, TaggedBy
from archive.shapes.thread import Point
from workers.themes.cues import Hit, hits
from workers.themes.passages import Passage, clauses, trimmed
from workers.themes.rejection import turned_away

DOUBT: Final = 0.42  # what one cue leaves of the doubt
WIDEST: Final = 160  # characters of evidence; beyond it the cue alone is marked


class Tagger(Protocol):
    """What gives tags."""

    def tag(self, points: Sequence[Point], codebook: Codebook) -> tuple[tuple[Tag, ...], ...]:
        """One tuple a point, in order. The points are of one thread; each is read in the light of the others."""


class CueTagger:
    """Goes by the cues that a codebook names, and by nothing else."""

    def tag(self, points: Sequence[Point], codebook: Codebook) -> tuple[tuple[Tag, ...], ...]:
        return tuple(self._tags(point.text, codebook) for point in points)

    def _tags(self, text: str, codebook: Codebook) -> tuple[Tag, ...]:
        found: dict[tuple[str, str], list[Hit]] = defaultdict(list)
        for hit in hits(text, codebook):
            if not turned_away(text, hit.start):
                found[hit.family, hit.theme].append(hit)
        return tuple(
            Tag(family, theme, round(1 - DOUBT ** len(places), 2), TaggedBy.MODEL, evidence(text, places))
            for (family, theme), places in found.items()
        )


def evidence(text: str, places: Sequence[Hit]) -> tuple[Evidence, ...]:
    """The clauses that the hits stand in, each once."""
    cut = clauses(text)
    spans = sorted({_underlined(text, cut, hit) for hit in places})
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(Evidence(start, end, text[start:end]) for start, end in kept)


def _underlined(text: str, cut: Sequence[Passage], hit: Hit) -> tuple[int, int]:
    for clause in cut:
        if clause.covers(hit.start, hit.end) and clause.end - clause.start <= WIDEST:
            passage = trimmed(text, clause)
            return min(passage.start, hit.start), max(passage.end, hit.end)
    return hit.start, hit.end


def load_tagger() -> Tagger:
    """The tagger that ships, loaded whole, so that processes forked later share its memory."""
    return CueTagger()
