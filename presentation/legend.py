"""The legend of a strip: the number of points of each family, and the strip as a sentence. Used by handouts and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.shapes.codebook import Codebook
from domain.shapes.thread import Point
from presentation.messages import Messages


@dataclass(frozen=True, slots=True)
class Legend:
    """A family and the number of its points; `palette` is None for the points without a family."""

    name: str
    count: int
    palette: int | None


def legends(points: Sequence[Point], codebook: Codebook, messages: Messages) -> tuple[Legend, ...]:
    """Every family of the codebook, zeros too, then the points without one when there are any."""
    return count_families([{tag.family for tag in point.tags} for point in points], codebook, messages)


def count_families(points: Sequence[set[str]], codebook: Codebook, messages: Messages) -> tuple[Legend, ...]:
    """The same from the family ids of each point."""
    entries = [
        Legend(family.name, sum(family.id in families for families in points), family.palette) for family in codebook.families
    ]
    ids = {family.id for family in codebook.families}
    untagged = sum(not families & ids for families in points)
    return (*entries, *([Legend(messages.shared.no_family, untagged, None)] if untagged else []))


def strip_label(entries: Sequence[Legend], messages: Messages) -> str:
    """The strip as a sentence, for screen readers."""
    families = " ".join(messages.shared.strip_family(entry.count, name=entry.name) for entry in entries if entry.palette)
    return str(messages.shared.strip(families=families))
