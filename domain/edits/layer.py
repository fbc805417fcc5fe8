"""Applies edits to a Version: each operation in turn, then positions, roles and completeness are computed again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.edits.draft import Draft, with_positions
from domain.edits.recount import recompute_completeness
from domain.edits.split_join import find_split, join_points, split_point
from domain.messages import Message, message
from domain.shapes.edit import Drop, Facts, Join, Operation, ReadAs, Restore, Split
from domain.shapes.post import Author
from domain.shapes.thread import EDITED, Version


def apply_edits(version: Version, operations: Sequence[Operation]) -> Version:
    """The Version with the operations applied, without tags.

    No word is lost: text that is no longer in a point is in `dropped`. The reasons of its completeness name each operation
    that no longer finds its point (`edit_lost`), and say that a person edited the Version (`edited`). The way in which the
    Captures are read is changed first, whenever a person asked for it: the other operations are about what they saw then.
    """
    version, unread = _read_as(version, [operation.read_as for operation in operations if operation.read_as])
    draft = Draft.from_version(version)
    draft.lost += unread
    for operation in operations:
        _apply(draft, operation)
    if draft.changed:
        numbers = draft.numbers
        completeness = recompute_completeness(version.completeness, draft, numbers)
        points = with_positions(draft.points, numbers.roles)
        version = replace(version, points=points, dropped=tuple(draft.dropped_texts), completeness=completeness)
    version = _set_facts(version, [operation.set for operation in operations if operation.set])
    return _add_reasons(version, draft.lost, len(operations)) if operations else version


def _apply(draft: Draft, operation: Operation) -> None:
    if operation.split:
        _split(draft, operation.split)
    elif operation.join:
        _join(draft, operation.join)
    elif operation.drop:
        _drop(draft, operation.drop)
    elif operation.restore:
        _restore(draft, operation.restore)


def _read_as(version: Version, requests: Sequence[ReadAs]) -> tuple[Version, list[Message]]:
    """The Version as read in the way asked for last, and a message where that is no longer one of its ways."""
    if not requests:
        return version, []
    alternative, request = version.alternative, requests[-1]
    points = len(alternative.version.points) if alternative else None
    if alternative and (alternative.read_as == request.name or points == request.points):
        return alternative.version, []
    if len(version.points) == request.points:  # it is read so without being asked by now
        return version, []
    return version, [message("edit_lost.read_as", count=request.points)]


def _split(draft: Draft, split: Split) -> None:
    index = draft.find(split.point)
    at = None if index is None else find_split(split, draft.items[index].point.text)
    if index is None or at is None:
        return draft.report_lost("split", split.point)
    item = draft.items[index]
    return draft.replace_range(index, index + 1, *split_point(item, at, draft.available_numbers(item)))


def _join(draft: Draft, join: Join) -> None:
    index, following = draft.find(join.point), draft.find(join.following)
    if index is None or following is None:
        return draft.report_lost("join", join.point if index is None else join.following)
    if following != index + 1:
        return draft.report_lost("join_apart", join.point)
    return draft.replace_range(index, index + 2, join_points(draft.items[index], draft.items[following]))


def _drop(draft: Draft, drop: Drop) -> None:
    index = draft.find(drop.point)
    if index is None or len(draft.items) == 1:
        return draft.report_lost("drop", drop.point)
    return draft.drop(index)


def _restore(draft: Draft, restore: Restore) -> None:
    """Restores a block after the point that was named, or at the end when that point is gone: the text must not be lost."""
    index = draft.find(restore.after) if restore.after else -1
    if index is None:
        index = len(draft.items) - 1
    origin = draft.items[index].origin if index >= 0 else 0
    if not draft.restore(restore.block, index + 1, origin):
        draft.report_lost("restore", restore.block)


def _set_facts(version: Version, changes: Sequence[Facts]) -> Version:
    """Sets title, author, address and date; the last value of each holds."""
    for facts in changes:
        version = replace(
            version,
            title=facts.title or version.title,
            url=facts.url or version.url,
            posted_at=facts.posted_at or version.posted_at,
            author=_author(version.author, facts),
        )
    return version


def _author(author: Author, facts: Facts) -> Author:
    """The author with the new name. A new handle is another account: the old one's address and picture are not its own."""
    if facts.handle and facts.handle != author.handle:
        return Author(facts.author or author.name, facts.handle)
    return replace(author, name=facts.author or author.name)


def _add_reasons(version: Version, lost: Sequence[Message], operations: int) -> Version:
    completeness = version.completeness
    reasons = tuple(dict.fromkeys((*completeness.reasons, *lost, message(EDITED, count=operations))))
    return replace(version, completeness=replace(completeness, reasons=reasons))
