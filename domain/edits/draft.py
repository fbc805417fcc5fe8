"""A Version while it is being edited: points with where they come from, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.edits.markers import unmarked, whole_text
from domain.edits.point_references import find_block, find_point, words_of
from domain.messages import Message
from domain.numbers import Numbers
from domain.shapes.edit import Named
from domain.shapes.thread import Point, Role, Version

NO_WORDS = "(a post without words)"


@dataclass(frozen=True, slots=True)
class Piece:
    """A point as it stands now. `origin` is the last position of what was read that is in it, `held` are numbers inside."""

    point: Point
    origin: int
    held: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A block that is no point; `piece` is the point that it was until a person dropped it."""

    text: str
    piece: Piece | None = None


@dataclass(slots=True)
class Draft:
    """What the operations work on, one after the other."""

    pieces: list[Piece]
    left_out: list[LeftOut]
    lost: list[Message] = field(default_factory=list)
    changed: bool = False

    @classmethod
    def of(cls, version: Version) -> Draft:
        return cls([Piece(point, point.position) for point in version.points], [LeftOut(text) for text in version.dropped])

    @property
    def points(self) -> list[Point]:
        return [piece.point for piece in self.pieces]

    @property
    def blocks(self) -> list[str]:
        return [block.text for block in self.left_out]

    @property
    def numbers(self) -> Numbers:
        return Numbers.of([numbered(point) for point in self.points], self.held)

    @property
    def held(self) -> frozenset[int]:
        return frozenset().union(*(piece.held for piece in self.pieces))

    def lacking(self, piece: Piece) -> frozenset[int]:
        """The numbers that a part of this piece may bear: missing ones, those inside of it, the next one of an open end."""
        numbers = self.numbers
        own, there = piece.point.number, {number for _, number in numbers.numbered}
        onward = {own + 1} - there if own is not None and numbers.total is None else set()
        return frozenset({*numbers.missing, *piece.held, *onward})

    def find(self, name: Named) -> int | None:
        return find_point(self.points, name)

    def put(self, start: int, end: int, *pieces: Piece) -> None:
        """Let these stand where `start`…`end` (half-open) stood."""
        self.pieces[start:end] = pieces
        self.changed = True

    def leave_out(self, index: int) -> None:
        piece = self.pieces[index]
        self.put(index, index + 1)
        self.left_out.append(LeftOut(whole_text(piece.point) or NO_WORDS, piece))

    def take_back(self, name: Named, at: int, before: int) -> bool:
        """Make a point of a block; True when that is done or was done by the reading itself. `before` is the origin there."""
        index = find_block(self.blocks, name)
        if index is None:
            return name.words in {words_of(point.text) for point in self.points}
        block = self.left_out.pop(index)
        piece = block.piece or Piece(unmarked(block.text, self.numbers.missing), before)
        self.put(at, at, replace(piece, origin=before))
        return True

    def lose(self, what: str, name: Named) -> None:
        """Say that an operation no longer finds what it was about."""
        told = f"“{name.beginning}”" if name.beginning else "a post without words"
        sentence = f"Something that a person edited could not be kept: {what} {told}, which is not here any more."
        self.lost.append(Message("edit_lost", sentence))


@dataclass(frozen=True, slots=True)
class Number:
    number: int
    of: int | None


def numbered(point: Point) -> Number | None:
    return None if point.number is None else Number(point.number, point.of)


def in_order(points: Sequence[Point], roles: Sequence[Role]) -> tuple[Point, ...]:
    """The points with their positions and roles as they now are."""
    pairs = enumerate(zip(points, roles, strict=True), start=1)
    return tuple(replace(point, position=position, role=role) for position, (point, role) in pairs)
