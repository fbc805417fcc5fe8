"""What a person asks for, in the positions of the Version they look at, as an Operation that outlives it. Called by the API."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.addresses import validate_url
from domain.edits.point_references import name_block, name_point
from domain.edits.split_join import ONWARD, divides
from domain.errors import Invalid
from domain.shapes.edit import Drop, Facts, Join, Operation, Restore, Split
from domain.shapes.thread import Point, Version

LONGEST = 200  # characters of a title or a name


@dataclass(frozen=True, slots=True)
class PointRequest:
    """A point by its position."""

    position: int


@dataclass(frozen=True, slots=True)
class SplitRequest:
    """A place in a point's text: `at` counts its code points."""

    position: int
    at: int


@dataclass(frozen=True, slots=True)
class RestoreRequest:
    """A block by its index in `dropped`, from 0, to stand after the point of that position; 0 is before the first."""

    dropped: int
    after: int


@dataclass(frozen=True, slots=True)
class EditRequest:
    """A request for exactly one edit."""

    split: SplitRequest | None = None
    join: PointRequest | None = None
    drop: PointRequest | None = None
    restore: RestoreRequest | None = None
    set: Facts | None = None


def operation_from(asked: EditRequest, shown: Version) -> Operation:
    """Raises Invalid, which names the field, for a place that is not in `shown`."""
    if sum(each is not None for each in (asked.split, asked.join, asked.drop, asked.restore, asked.set)) != 1:
        raise Invalid("Ask for one edit: split, join, drop, restore or set.")
    if asked.split:
        return Operation(split=_split(asked.split, shown))
    if asked.join:
        return Operation(join=_join(asked.join, shown))
    if asked.drop:
        return Operation(drop=_drop(asked.drop, shown))
    if asked.restore:
        return Operation(restore=_restore(asked.restore, shown))
    assert asked.set is not None
    return Operation(set=_facts(asked.set))


def _split(asked: SplitRequest, shown: Version) -> Split:
    point = _point(asked.position, shown, "split.position")
    if not 0 < asked.at < len(point.text) or not divides(point.text, asked.at):
        raise Invalid("A point can only be cut between its words.", {"split.at": "There must be words on both sides."})
    onward = point.text[asked.at : asked.at + ONWARD]
    return Split(name_point(shown.points, asked.position - 1), asked.at, onward)


def _join(asked: PointRequest, shown: Version) -> Join:
    _point(asked.position, shown, "join.position")
    if asked.position == len(shown.points):
        raise Invalid("No point follows this one.", {"join.position": "This is the last point."})
    return Join(name_point(shown.points, asked.position - 1), name_point(shown.points, asked.position))


def _drop(asked: PointRequest, shown: Version) -> Drop:
    _point(asked.position, shown, "drop.position")
    if len(shown.points) == 1:
        raise Invalid("A thread needs a point. To be rid of all of it, delete the thread.")
    return Drop(name_point(shown.points, asked.position - 1))


def _restore(asked: RestoreRequest, shown: Version) -> Restore:
    if not 0 <= asked.dropped < len(shown.dropped):
        raise Invalid("Nothing like that was left out.", {"restore.dropped": f"0 to {len(shown.dropped) - 1}."})
    if asked.after:
        _point(asked.after, shown, "restore.after")
    after = name_point(shown.points, asked.after - 1) if asked.after else None
    return Restore(name_block(shown.dropped, asked.dropped), after)


def _point(position: int, shown: Version, field: str) -> Point:
    if not 1 <= position <= len(shown.points):
        raise Invalid("There is no such point.", {field: f"1 to {len(shown.points)}."})
    return shown.points[position - 1]


def _facts(said: Facts) -> Facts:
    lines = {name: _line(getattr(said, name), name) for name in ("title", "author", "handle")}
    handle = lines["handle"] and lines["handle"].removeprefix("@")
    url = validate_url(said.url) if said.url and said.url.strip() else None
    facts = replace(said, title=lines["title"], author=lines["author"], handle=handle, url=url)
    if facts == Facts():
        raise Invalid("Say what is to be set: title, author, handle, url or posted_at.")
    return facts


def _line(text: str | None, field: str) -> str | None:
    line = " ".join((text or "").split())
    if len(line) > LONGEST:
        raise Invalid("This is too long for one line.", {f"set.{field}": f"At most {LONGEST} characters."})
    return line or None
