"""Edits a thread by hand: each request becomes a row and a new Version at once; tags and handouts follow.

Called by the API and the thread page. Who looks at an older Version than the latest is told so instead of being misunderstood.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from archive import submissions
from archive.archive import Archive
from archive.captures import ids_of
from archive.tags.copy_tags import carry
from archive.threads import aliases, edits, threads, versions
from archive.threads.versions import Origin
from domain.edits import EditRequest, apply_edits, describe, operation_from
from domain.errors import Conflict, Invalid
from domain.novelty import has_new_content
from domain.shapes.edit import Edit
from domain.shapes.thread import Cause, Version


@dataclass(frozen=True, slots=True)
class EditResult:
    """The number of the new Version, and the submission in which its tags and handouts are made again."""

    thread_id: str
    number: int
    submission_id: str


@dataclass(frozen=True, slots=True)
class History:
    """The edits of a thread, and the thread's latest Version."""

    version: int
    edits: tuple[Edit, ...]

    @property
    def can_undo(self) -> bool:
        return any(not each.undone for each in self.edits)

    @property
    def can_redo(self) -> bool:
        return bool(self.edits) and self.edits[-1].undone


Change = Callable[[Connection, Version], tuple[Edit, str]]


def edit(archive: Archive, thread_id: str, asked: EditRequest, by: str, number: int | None = None) -> EditResult:
    """Edits the thread. `number` is the Version that the person looks at, if they say.

    Raises NotFound; Conflict when that is not the latest; Invalid for what is not there or would change nothing.
    """

    def change(connection: Connection, shown: Version) -> tuple[Edit, str]:
        edit = edits.add(connection, thread_id, operation_from(asked, shown), by, archive.clock())
        return edit, describe(edit.operation)

    return _changed(archive, thread_id, by, number, change, needs_effect=True)


def undo(archive: Archive, thread_id: str, by: str, number: int | None = None) -> EditResult:
    """Undoes the last edit. Raises NotFound, and Conflict when there is nothing, or the Version is not the latest."""

    def change(connection: Connection, _shown: Version) -> tuple[Edit, str]:
        edit = edits.undo(connection, thread_id)
        return edit, f"undone: {describe(edit.operation)}"

    return _changed(archive, thread_id, by, number, change)


def redo(archive: Archive, thread_id: str, by: str, number: int | None = None) -> EditResult:
    """Bring back what was undone last. Raises as `undo` does."""

    def change(connection: Connection, _shown: Version) -> tuple[Edit, str]:
        edit = edits.redo(connection, thread_id)
        return edit, describe(edit.operation)

    return _changed(archive, thread_id, by, number, change)


def history(archive: Archive, thread_id: str) -> History:
    """All edits of a thread, undone ones too, oldest first. Raises NotFound."""
    with archive.database.read() as connection:
        return History(threads.latest(connection, thread_id), edits.every(connection, thread_id))


def _changed(
    archive: Archive, thread_id: str, by: str, number: int | None, change: Change, *, needs_effect: bool = False
) -> EditResult:
    """One transaction: the row, the Version, and the work that follows."""
    with archive.database.write(alone=True) as connection:
        latest = threads.latest(connection, thread_id)
        if number is not None and number != latest:
            raise Conflict(f"This thread has changed: its latest version is {latest}, and you look at {number}.")
        row = versions.row_of(connection, thread_id, latest)
        assert row is not None
        shown = versions.load(connection, row)
        _, note = change(connection, shown)
        standing = edits.active(connection, [thread_id])
        read = row.unedited or shown
        new = apply_edits(read, [edit.operation for edit in standing])
        if needs_effect and new.dropped == shown.dropped and not has_new_content(new, shown):
            raise Invalid("Nothing would change by that.")
        unedited = read if standing else None
        origin = Origin(row.captured_at, archive.clock(), Cause.EDITED, unedited, note, row.reader)
        version_id = versions.put(connection, thread_id, latest + 1, new, origin)
        threads.cite(connection, version_id, ids_of(connection, row.id))
        carry(connection, row, version_id, new.points, None)
        aliases.register(connection, aliases.names_of(new, ()), thread_id)
        threads.set_latest(connection, thread_id, latest + 1, archive.clock())
        return EditResult(thread_id, latest + 1, submissions.ask_again(connection, archive, thread_id, by))
