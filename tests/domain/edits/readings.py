"""Versions to edit: as unrolling makes them, from our own words."""

from __future__ import annotations

from domain.edits import EditRequest, apply_edits, operation_from
from domain.edits.requests import PointRequest, RestoreRequest, SplitRequest
from domain.shapes.edit import Facts, Operation
from domain.shapes.thread import Version
from tests.workers.pasting import paste

MISSPLIT = "1/4 Gates beat walls.\n\n2/4 A wall is cheap. 3/4 A gate has a keeper.\n\n4/4 Keep the keeper."
PLAIN = "Gates beat walls, every time.\n\nA wall is cheap and tall.\n\nA gate has a keeper who knows you."


def cut(version: Version, position: int, words: str) -> Operation:
    """A cut in the point, before `words`."""
    at = version.points[position - 1].text.index(words)
    return operation_from(EditRequest(split=SplitRequest(position, at)), version)


def join(version: Version, position: int) -> Operation:
    return operation_from(EditRequest(join=PointRequest(position)), version)


def drop(version: Version, position: int) -> Operation:
    return operation_from(EditRequest(drop=PointRequest(position)), version)


def restore(version: Version, dropped: int, after: int) -> Operation:
    return operation_from(EditRequest(restore=RestoreRequest(dropped, after)), version)


def set_facts(**facts: object) -> Operation:
    return operation_from(EditRequest(set=Facts(**facts)), paste(PLAIN))  # type: ignore[arg-type]


def texts(version: Version) -> list[str]:
    return [point.text for point in version.points]


def codes(version: Version) -> list[str]:
    return [reason.code for reason in version.completeness.reasons]


__all__ = ["MISSPLIT", "PLAIN", "apply_edits", "codes", "cut", "drop", "join", "paste", "restore", "set_facts", "texts"]
