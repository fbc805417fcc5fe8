"""The theme strip: a thread as a row of beads, one a point. templates/parts/strip.svg.jinja draws it on pages and handouts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.shapes.codebook import Codebook, Family
from domain.shapes.thread import Gap, Point, PointSummary, Role, ThreadSummary, Version
from presentation.gaps import with_gaps
from presentation.messages import sentence
from presentation.palette import Pair, in_order, pair

WIDTH = 10
HEIGHT = 16
STEP = 13
ROW = 24


@dataclass(frozen=True, slots=True)
class Bead:
    """One cell: a point with its families (at most two are drawn), or a gap (`position` None)."""

    position: int | None
    number: int | None
    families: tuple[Family, ...] = ()
    small: bool = False
    missing: str | None = None

    @property
    def pairs(self) -> tuple[tuple[int, Pair], ...]:
        """Palette number and look of the families that are drawn."""
        return tuple((family.palette, pair(family.palette)) for family in self.families[:2])


@dataclass(frozen=True, slots=True)
class Strip:
    """Beads in rows; `width` and `height` are in the units of the beads (10 × 16, 13 apart)."""

    rows: tuple[tuple[Bead, ...], ...]

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=1) * STEP - (STEP - WIDTH)

    @property
    def mirrored(self) -> Strip:
        """The same from right to left, each row beginning at the right edge."""
        return Strip(tuple(tuple(reversed(row)) for row in self.rows))

    @property
    def height(self) -> int:
        return max(len(self.rows), 1) * ROW - (ROW - HEIGHT)


def bead(point: Point | PointSummary, families: Collection[str], codebook: Codebook) -> Bead:
    """The bead of a point: numbered ones are tall, what the author left unnumbered is small."""
    by_id = {family.id: family for family in codebook.families}
    tagged = tuple(by_id[name] for name in in_order(tuple(families), codebook))
    return Bead(point.position, point.number, tagged, small=point.role is not Role.POINT)


def gap_beads(gap: Gap) -> Iterator[Bead]:
    """One dashed bead for each missing point, up to nine; one when nobody knows how many or they are more."""
    count = gap.count if gap.count and gap.count < 10 else 1
    yield from (Bead(None, None, missing=sentence(gap.reason)) for _ in range(count))


def with_gap_beads(points: Iterable[Bead], gaps: Sequence[Gap]) -> Iterator[Bead]:
    """All beads in reading order, with those of the gaps."""
    for item in with_gaps(points, gaps):
        if isinstance(item, Gap):
            yield from gap_beads(item)
        else:
            yield item


def rows(beads: Sequence[Bead], per_row: int) -> Strip:
    """Beads in rows of nearly equal length."""
    count = -(-len(beads) // per_row) or 1
    length = -(-len(beads) // count) or 1
    return Strip(tuple(tuple(beads[start : start + length]) for start in range(0, len(beads), length)))


def strip(version: Version, codebook: Codebook, per_row: int = 50) -> Strip:
    """The strip of a Version, `per_row` beads a row."""
    points = (bead(point, {tag.family for tag in point.tags}, codebook) for point in version.points)
    return rows(tuple(with_gap_beads(points, version.completeness.gaps)), per_row)


def thumbnail(thread: ThreadSummary, codebook: Codebook, per_row: int = 40, most: int = 120) -> Strip:
    """The strip of a thread in a list. With more than `most` beads each stands for several, in the look of most of them."""
    points = (bead(point, point.families, codebook) for point in thread.points)
    beads = tuple(with_gap_beads(points, thread.completeness.gaps))
    step = -(-len(beads) // most) or 1
    return rows([typical(beads[start : start + step]) for start in range(0, len(beads), step)], per_row)


def typical(beads: Sequence[Bead]) -> Bead:
    """The bead that stands for all of them: a gap if there is one, else the first with the commonest families."""
    if missing := next((bead for bead in beads if bead.position is None), None):
        return missing
    commonest = Counter(bead.families for bead in beads).most_common(1)[0][0]
    return next(bead for bead in beads if bead.families == commonest)
