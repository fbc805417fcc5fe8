"""Edit requests: what a person wants changed, by positions in the Version on screen, turned into an Operation."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.addresses import validate_url
from domain.edits.references import reference_block, reference_point
from domain.edits.split_join import CONTINUATION_LENGTH, has_text_on_both_sides
from domain.errors import Invalid
from domain.messages import Message, message
from domain.shapes.edit import Drop, Facts, Join, Operation, ReadAs, Restore, Split
from domain.shapes.thread import Point, Version

MAX_LENGTH = 200  # characters of a title or a name


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
    """A block by its index in `dropped`, from 0, to be put after the point of position `after`; 0 is before the first."""

    dropped: int
    after: int


@dataclass(frozen=True, slots=True)
class ReadAsRequest:
    """The Version's alternative, by its number of points."""

    points: int


@dataclass(frozen=True, slots=True)
class EditRequest:
    """A request for one edit: exactly one field is set."""

    split: SplitRequest | None = None
    join: PointRequest | None = None
    drop: PointRequest | None = None
    restore: RestoreRequest | None = None
    set: Facts | None = None
    read_as: ReadAsRequest | None = None


def operation_from(request: EditRequest, version: Version) -> Operation:
    """The Operation that a request on `version` means. Raises Invalid, naming the field, for a place that does not exist."""
    parts = (request.split, request.join, request.drop, request.restore, request.set, request.read_as)
    if sum(part is not None for part in parts) != 1:
        raise Invalid("one_edit")
    if request.split:
        return Operation(split=_split(request.split, version))
    if request.join:
        return Operation(join=_join(request.join, version))
    if request.drop:
        return Operation(drop=_drop(request.drop, version))
    if request.restore:
        return Operation(restore=_restore(request.restore, version))
    if request.read_as:
        return Operation(read_as=_read_as(request.read_as, version))
    assert request.set is not None
    return Operation(set=_facts(request.set))


def _split(request: SplitRequest, version: Version) -> Split:
    point = _point(request.position, version, "split.position")
    if not 0 < request.at < len(point.text) or not has_text_on_both_sides(point.text, request.at):
        raise Invalid("split", fields={"split.at": Message("invalid.text_on_both_sides")})
    continuation = point.text[request.at : request.at + CONTINUATION_LENGTH]
    return Split(reference_point(version.points, request.position - 1), request.at, continuation)


def _join(request: PointRequest, version: Version) -> Join:
    _point(request.position, version, "join.position")
    if request.position == len(version.points):
        raise Invalid("join", fields={"join.position": Message("invalid.last_point")})
    index = request.position - 1
    return Join(reference_point(version.points, index), reference_point(version.points, index + 1))


def _drop(request: PointRequest, version: Version) -> Drop:
    _point(request.position, version, "drop.position")
    if len(version.points) == 1:
        raise Invalid("drop_last")
    return Drop(reference_point(version.points, request.position - 1))


def _restore(request: RestoreRequest, version: Version) -> Restore:
    if not 0 <= request.dropped < len(version.dropped):
        raise Invalid("no_block", fields={"restore.dropped": message("invalid.range", first=0, last=len(version.dropped) - 1)})
    if request.after:
        _point(request.after, version, "restore.after")
    after = reference_point(version.points, request.after - 1) if request.after else None
    return Restore(reference_block(version.dropped, request.dropped), after)


def _read_as(request: ReadAsRequest, version: Version) -> ReadAs:
    alternative = version.alternative
    if alternative is None or len(alternative.version.points) != request.points:
        raise Invalid("no_alternative", fields={"read_as.points": Message("invalid.no_such_reading")})
    return ReadAs(alternative.read_as, request.points)


def _point(position: int, version: Version, field: str) -> Point:
    if not 1 <= position <= len(version.points):
        raise Invalid("no_point", fields={field: message("invalid.range", first=1, last=len(version.points))})
    return version.points[position - 1]


def _facts(request: Facts) -> Facts:
    lines = {name: _line(getattr(request, name), name) for name in ("title", "author", "handle")}
    handle = lines["handle"] and lines["handle"].removeprefix("@")
    url = validate_url(request.url) if request.url and request.url.strip() else None
    facts = replace(request, title=lines["title"], author=lines["author"], handle=handle, url=url)
    if facts == Facts():
        raise Invalid("no_facts")
    return facts


def _line(text: str | None, field: str) -> str | None:
    """The text on one line; None when nothing is left."""
    line = " ".join((text or "").split())
    if len(line) > MAX_LENGTH:
        raise Invalid("line_too_long", fields={f"set.{field}": message("invalid.max_length", characters=MAX_LENGTH)})
    return line or None
