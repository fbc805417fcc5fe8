"""The legend of a strip: how many points speak of each family, and the strip in words. Used by handouts and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.shapes.theme import Codebook
from domain.shapes.thread import Point
from presentation.messages import Messages


@dataclass(frozen=True, slots=True)
class Legend:
    """A family and how many points speak of it; `palette` is None for points with none."""

    name: str
    count: int
    palette: int | None


def legends(points: Sequence[Point], codebook: Codebook, said: Messages) -> tuple[Legend, ...]:
    """Every family of the codebook, zeros too, then the points without one when there are any."""
    return counted([{tag.family for tag in point.tags} for point in points], codebook, said)


def counted(found: Sequence[set[str]], codebook: Codebook, said: Messages) -> tuple[Legend, ...]:
    """The same from the ids of the families of each point."""
    families = [Legend(family.name, sum(family.id in each for each in found), family.palette) for family in codebook.families]
    known = {family.id for family in codebook.families}
    none = sum(not each & known for each in found)
    return (*families, *([Legend(said.shared.no_family, none, None)] if none else []))


def strip_label(entries: Sequence[Legend], said: Messages) -> str:
    """The strip in words, for those who do not see it."""
    families = " ".join(said.shared.strip_family(entry.count, name=entry.name) for entry in entries if entry.palette)
    return str(said.shared.strip(families=families))
