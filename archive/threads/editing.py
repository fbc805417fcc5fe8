"""Edits a thread by hand: each request becomes an edit and a new Version at once; a submission tags and renders it again.

Called by the API and the edit page. A request that was made on an older Version than the latest is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from archive import submissions
from archive.archive import Archive
from archive.captures import ids_of
from archive.library import index
from archive.tags.copy_tags import copy_tags
from archive.threads import aliases, edits, threads, versions
from archive.threads.versions import Origin
from domain.edits import EditRequest, apply_edits, describe, operation_from
from domain.errors import Conflict, Invalid
from domain.messages import Message, message
from domain.novelty import has_new_content
from domain.shapes.edit import Edit
from domain.shapes.thread import Cause, Version


@dataclass(frozen=True, slots=True)
class EditResult:
    """The number of the new Version, and the submission that tags it and makes its handout."""

    thread_id: str
    number: int
    submission_id: str


@dataclass(frozen=True, slots=True)
class History:
    """The edits of a thread, oldest first, and the number of its latest Version."""

    version: int
    edits: tuple[Edit, ...]

    @property
    def can_undo(self) -> bool:
        return any(not edit.undone for edit in self.edits)

    @property
    def can_redo(self) -> bool:
        return bool(self.edits) and self.edits[-1].undone


Change = Callable[[Connection, Version], Message]


def edit(archive: Archive, thread_id: str, request: EditRequest, by: str, number: int | None = None) -> EditResult:
    """Edits the thread. `number` is the Version that the person looks at, if they say.

    Raises NotFound; Conflict when that is not the latest; Invalid for places that do not exist and for edits without effect.
    """

    def change(connection: Connection, version: Version) -> Message:
        operation = operation_from(request, version)
        edits.add(connection, thread_id, operation, by, archive.clock())
        return describe(operation)

    return _change(archive, thread_id, by, number, change, needs_effect=True)


def undo(archive: Archive, thread_id: str, by: str, number: int | None = None) -> EditResult:
    """Undoes the last edit. Raises NotFound, and Conflict when there is nothing to undo or `number` is not the latest."""

    def change(connection: Connection, _version: Version) -> Message:
        return message("edit.undone", edit=describe(edits.undo(connection, thread_id).operation))

    return _change(archive, thread_id, by, number, change)


def redo(archive: Archive, thread_id: str, by: str, number: int | None = None) -> EditResult:
    """Redoes the edit that was undone last. Raises as `undo` does."""

    def change(connection: Connection, _version: Version) -> Message:
        return describe(edits.redo(connection, thread_id).operation)

    return _change(archive, thread_id, by, number, change)


def history(archive: Archive, thread_id: str) -> History:
    """All edits of a thread. Raises NotFound."""
    with archive.database.read() as connection:
        return History(versions.latest_number(connection, thread_id), edits.load_all(connection, thread_id))


def _change(
    archive: Archive, thread_id: str, by: str, number: int | None, change: Change, *, needs_effect: bool = False
) -> EditResult:
    """Makes the change, the new Version and the submission that follows in one transaction."""
    with archive.database.write(alone=True) as connection:
        latest = versions.latest_number(connection, thread_id)
        if number is not None and number != latest:
            raise Conflict("older_version", latest=latest, number=number)
        row = versions.find_row(connection, thread_id, latest)
        assert row is not None
        before = versions.load(connection, row)
        note = change(connection, before)
        active = edits.load_active(connection, [thread_id])
        unedited = row.unedited or before
        after = apply_edits(unedited, [edit.operation for edit in active])
        if needs_effect and after.dropped == before.dropped and not has_new_content(after, before):
            raise Invalid("no_effect")
        origin = Origin(row.captured_at, archive.clock(), Cause.EDITED, unedited if active else None, note, row.reader)
        version_id = versions.insert_version(connection, thread_id, latest + 1, after, origin)
        threads.cite_captures(connection, version_id, ids_of(connection, row.id))
        copy_tags(connection, row, version_id, after.points, None)
        aliases.register(connection, aliases.names_of(after, ()), version_id)
        threads.set_latest(connection, thread_id, latest + 1, archive.clock())
        index.refresh(connection, thread_id)
        return EditResult(thread_id, latest + 1, submissions.request_again(connection, archive, thread_id, by))
