"""The rows of lists of threads, each with the thread's strip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from archive.codebooks import at
from domain.shapes.codebook import Codebook, CodebookRef
from domain.shapes.thread import ThreadSummary
from presentation.legend import count_families, strip_label
from presentation.markup import direction
from presentation.messages import load_messages
from presentation.strip import Strip, thumbnail
from presentation.text_language import UNDETERMINED
from server.pages.dates import Date, date

THUMBNAIL: Final = 200
"""The maximal width of a strip in a list, in pixels."""
BEAD: Final = 0.56
"""Pixels per unit of the strip: beads are 5.6 by 9 pixels."""


@dataclass(frozen=True, slots=True)
class Row:
    """A thread in a list. `bead` is the pixels of one unit of its strip, which is `bare` without a theme or gap.

    `missing` says how many points are known to be missing, if any are.
    """

    id: str
    title: str
    language: str
    dir: str
    author: str
    site: str
    posted: Date | None
    strip: Strip
    strip_label: str
    bead: float
    bare: bool
    points: str
    missing: str


def row(thread: ThreadSummary, codebooks: Mapping[str, Codebook]) -> Row:
    """Builds the row of a thread from its summary."""
    return row_by(thread, codebook_of(thread.codebook, codebooks))


def row_by(thread: ThreadSummary, codebook: Codebook) -> Row:
    """Builds the row of a thread that is tagged by that codebook."""
    messages = load_messages()
    beads = thumbnail(thread, codebook)
    missing = len(thread.completeness.missing) or sum(gap.count or 1 for gap in thread.completeness.gaps)
    legends = count_families([set(point.families) for point in thread.points], codebook, messages)
    return Row(
        id=thread.id,
        title=thread.title or messages.shared.untitled,
        language=UNDETERMINED,
        dir=direction(thread.title),
        author=thread.author.name or thread.author.handle or messages.shared.unknown_author,
        site=messages.shared.sites[thread.site.value],
        posted=date(thread.posted_at),
        strip=beads,
        strip_label=strip_label(legends, messages),
        bead=min(BEAD, THUMBNAIL / (beads.width + 2)),
        bare=not any(point.families for point in thread.points) and not thread.completeness.gaps,
        points=messages.shared.points(len(thread.points)),
        missing=messages.pages.library.missing(missing) if missing else "",
    )


def codebook_of(ref: CodebookRef, codebooks: Mapping[str, Codebook]) -> Codebook:
    """Returns the codebook at that version; one without families if it no longer exists."""
    try:
        return at(codebooks, ref)
    except KeyError:
        return Codebook(ref.id, ref.version, ref.id, "", ())
