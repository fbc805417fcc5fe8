"""What a handout says, as plain values: the template only sets it. Made from a Thread and its Codebook, no clock, no files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.bare_links import safe_address
from archive.facts import Fact, facts
from archive.language import language_of
from archive.legend import Legend, legends, strip_label
from archive.markup import direction
from archive.shapes.theme import Codebook
from archive.shapes.thread import Gap, Thread
from archive.strip import Strip, strip
from archive.verdict import verdict_line
from archive.words import words
from workers.handouts.index import Entry, index
from workers.handouts.items import PointView, point_view
from workers.handouts.remarks import remarks

TEXT_COLUMN = 108
"""Millimetres: what the strip may fill."""
LONGEST_FOOTER = 70


@dataclass(frozen=True, slots=True)
class Volume:
    """Which part of a long thread a sheet is; the head is the first's, the end the last's."""

    label: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole annotated handout. `items` are points and gaps in reading order."""

    title: str
    dir: str
    language: str
    author: str
    handle: str | None
    author_url: str | None
    facts: tuple[Fact, ...]
    strip: Strip
    bead: float
    strip_label: str
    legends: tuple[Legend, ...]
    verdict: str
    verdict_line: str
    reasons: tuple[str, ...]
    items: tuple[PointView | Gap, ...]
    index: tuple[Entry, ...]
    remarks: tuple[str, ...]
    running_title: str
    running_source: str
    subject: str
    volume: Volume | None = None


def sheet(thread: Thread, codebook: Codebook, rendered_at: datetime) -> Sheet:
    """Everything that the annotated edition shows of a thread."""
    said = words()
    version = thread.version
    beads = strip(version, codebook, per_row(len(version.points)))
    author = version.author.name or version.author.handle or said.shared.unknown_author
    counted = legends(version.points, codebook, said)
    return Sheet(
        title=version.title or said.shared.untitled,
        dir=direction(version.title),
        language=language_of(version),
        author=author,
        handle=version.author.handle if version.author.handle != author else None,
        author_url=version.author.url,
        facts=tuple(facts(thread, said, rendered_at)),
        strip=beads,
        bead=min(0.42, TEXT_COLUMN / (beads.width + 2)),
        strip_label=strip_label(counted, said),
        legends=counted,
        verdict=version.completeness.verdict.value,
        verdict_line=verdict_line(version.completeness, len(version.points), said),
        reasons=tuple(dict.fromkeys(reason.message for reason in version.completeness.reasons)),
        items=tuple(items(thread, codebook)),
        index=tuple(index(version.points, codebook, said)),
        remarks=tuple(remarks(thread, codebook, said)),
        running_title=clipped(version.title, LONGEST_FOOTER),
        running_source=clipped((safe_address(version.url) or "").removeprefix("https://"), LONGEST_FOOTER),
        subject=said.handout.subject(points=len(version.points), author=author),
    )


def items(thread: Thread, codebook: Codebook) -> Iterator[PointView | Gap]:
    """Points in order, gaps where they are."""
    gaps: dict[int, list[Gap]] = {}
    for gap in thread.version.completeness.gaps:
        gaps.setdefault(gap.after_position, []).append(gap)
    yield from gaps.get(0, ())
    for point in thread.version.points:
        yield point_view(point, codebook)
        yield from gaps.get(point.position, ())


def per_row(points: int) -> int:
    """How many beads a row of the strip holds, so that it stays a picture and never becomes a page."""
    if points <= 36:
        return 40
    return 40 if points <= 160 else 100


def clipped(text: str, most: int) -> str:
    """At most so many characters, cut with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
