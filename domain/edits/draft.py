"""The state of a Version while edits are applied to it: its points with their origin, and the blocks left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.edits.description import quote
from domain.edits.markers import point_from_text, text_with_marker
from domain.edits.references import find_block, find_point, hash_words
from domain.messages import Message, message
from domain.numbers import Numbers
from domain.shapes.edit import Reference
from domain.shapes.thread import Point, Role, Version


@dataclass(frozen=True, slots=True)
class DraftPoint:
    """A point as edited so far.

    `origin` is the last position of the unedited Version whose text it contains, `inner_numbers` are the author's numbers
    inside its text.
    """

    point: Point
    origin: int
    inner_numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class DroppedBlock:
    """Text that is in no point; `source` is the point that it was until a person dropped it."""

    text: str
    source: DraftPoint | None = None


@dataclass(slots=True)
class Draft:
    """What the operations change, one after the other. `lost` has a message for each operation that did not find its point."""

    items: list[DraftPoint]
    dropped: list[DroppedBlock]
    lost: list[Message] = field(default_factory=list)
    changed: bool = False

    @classmethod
    def from_version(cls, version: Version) -> Draft:
        inner = _inner_numbers(version)
        items = [DraftPoint(point, point.position, inner.get(point.position, frozenset())) for point in version.points]
        return cls(items, [DroppedBlock(text) for text in version.dropped])

    @property
    def points(self) -> list[Point]:
        return [item.point for item in self.items]

    @property
    def dropped_texts(self) -> list[str]:
        return [block.text for block in self.dropped]

    @property
    def numbers(self) -> Numbers:
        return Numbers.of([number_of(point) for point in self.points], self.inner_numbers)

    @property
    def inner_numbers(self) -> frozenset[int]:
        return frozenset().union(*(item.inner_numbers for item in self.items))

    def available_numbers(self, item: DraftPoint) -> frozenset[int]:
        """The numbers that a part of the item may have: missing ones, those inside it, and the next one of an open end."""
        numbers = self.numbers
        own, present = item.point.number, {number for _, number in numbers.numbered}
        following = {own + 1} - present if own is not None and numbers.total is None else set()
        return frozenset({*numbers.missing, *item.inner_numbers, *following})

    def find(self, reference: Reference) -> int | None:
        return find_point(self.points, reference)

    def replace_range(self, start: int, end: int, *items: DraftPoint) -> None:
        """Puts `items` in the place of the items `start`…`end` (half-open)."""
        self.items[start:end] = items
        self.changed = True

    def drop(self, index: int) -> None:
        item = self.items[index]
        self.replace_range(index, index + 1)
        self.dropped.append(DroppedBlock(text_with_marker(item.point), item))

    def restore(self, reference: Reference, index: int, origin: int) -> bool:
        """Makes a point at `index` of a dropped block, with the origin of the point before it.

        True when that is done, or when the reading itself has made the block a point since.
        """
        block_index = find_block(self.dropped_texts, reference)
        if block_index is None:
            return reference.words_hash in {hash_words(point.text) for point in self.points}
        block = self.dropped.pop(block_index)
        item = block.source or DraftPoint(point_from_text(block.text, self.numbers.missing), origin)
        self.replace_range(index, index, replace(item, origin=origin))
        return True

    def report_lost(self, kind: str, reference: Reference) -> None:
        """Notes that an operation no longer finds its point; `kind` is a wording of `edit_lost`."""
        self.lost.append(message(f"edit_lost.{kind}", point=quote(reference)))


@dataclass(frozen=True, slots=True)
class PointNumber:
    """The author's number of a point, and the total where the marker has one ("3/9")."""

    number: int
    of: int | None


def _inner_numbers(version: Version) -> dict[int, frozenset[int]]:
    """The numbers that the Version counts as present though no point has them, by the position of the point that holds them."""
    numbers = Numbers.of([number_of(point) for point in version.points])
    inner: dict[int, frozenset[int]] = {}
    for number in sorted({*numbers.missing} - {*version.completeness.missing}):
        positions = [index + 1 for index, other in numbers.numbered if other < number]
        if positions:
            inner[positions[-1]] = inner.get(positions[-1], frozenset()) | {number}
    return inner


def number_of(point: Point) -> PointNumber | None:
    return None if point.number is None else PointNumber(point.number, point.of)


def with_positions(points: Sequence[Point], roles: Sequence[Role]) -> tuple[Point, ...]:
    """The points with positions from 1 and the given roles."""
    pairs = enumerate(zip(points, roles, strict=True), start=1)
    return tuple(replace(point, position=position, role=role) for position, (point, role) in pairs)
