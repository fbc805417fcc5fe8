"""The threads of an account's posts, of which a person chooses those to save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from archive import captures, leases
from archive.archive import Archive
from archive.blob_gc import write_ahead
from archive.database import in_parts
from archive.imports import links
from archive.tables import import_choices, imports
from domain.errors import Invalid
from domain.messages import message
from domain.shapes.capture import Capture
from domain.shapes.choice import ChoiceFilter, ThreadChoice
from domain.shapes.imports import Import, ImportChoice, ImportState


def add(connection: Connection, import_id: str, threads: Sequence[ThreadChoice]) -> None:
    """Adds the threads of a file, in its order."""
    rows = [
        {"import_id": import_id, "position": position, "root": thread.id or thread.address, "thread": thread}
        for position, thread in enumerate(threads)
    ]
    if rows:
        connection.execute(insert(import_choices), rows)


def list_choices(archive: Archive, import_id: str) -> tuple[ImportChoice, ...]:
    """All of them, in order."""
    query = select(import_choices).where(import_choices.c.import_id == import_id).order_by(import_choices.c.position)
    with archive.database.read() as connection:
        return tuple(map(_choice, connection.execute(query)))


def list_page(
    archive: Archive, import_id: str, chosen_by: ChoiceFilter, limit: int, offset: int
) -> tuple[tuple[ImportChoice, ...], int]:
    """Some of those that pass the filter, in order, and how many do."""
    own = import_choices.c.import_id == import_id
    query = select(import_choices).where(own).order_by(import_choices.c.position)
    with archive.database.read() as connection:
        if not chosen_by.is_set:
            count = connection.execute(select(func.count()).select_from(import_choices).where(own)).scalar_one()
            return tuple(map(_choice, connection.execute(query.limit(limit).offset(offset)))), int(count)
        passing = [choice for choice in map(_choice, connection.execute(query)) if chosen_by.passes(choice.thread)]
    return tuple(passing[offset : offset + limit]), len(passing)


def choose(archive: Archive, import_id: str, roots: Sequence[str]) -> bool:
    """Chooses threads by their roots, beside those chosen before. Returns whether there is new work. Raises `Invalid`."""
    own = import_choices.c.import_id == import_id
    with archive.database.write(alone=True) as connection:
        rows = connection.execute(select(import_choices.c.root, import_choices.c.chosen).where(own)).all()
        chosen = {row.root: row.chosen for row in rows}
        if unknown := [root for root in dict.fromkeys(roots) if root not in chosen]:
            raise Invalid("import_choice", fields={"roots": message("invalid.unknown_root", root=unknown[0][:100])})
        new = sorted({root for root in roots if not chosen[root]})
        for part in in_parts(new):
            connection.execute(update(import_choices).where(own, import_choices.c.root.in_(part)).values(chosen=True))
        if new:
            ended = update(imports).where(imports.c.id == import_id, imports.c.finished_at.is_not(None))
            connection.execute(ended.values(state=ImportState.RECEIVED, **leases.reset_values()))
    return bool(new)


def list_unsettled(archive: Archive, import_id: str) -> tuple[ImportChoice, ...]:
    """The chosen threads that have no submission yet."""
    with archive.database.read() as connection:
        return unsettled(connection, import_id)


def unsettled(connection: Connection, import_id: str) -> tuple[ImportChoice, ...]:
    waiting = (import_choices.c.import_id == import_id, import_choices.c.chosen, ~import_choices.c.settled)
    query = select(import_choices).where(*waiting).order_by(import_choices.c.position)
    return tuple(map(_choice, connection.execute(query)))


def settle(archive: Archive, claimed: Import, choice: ImportChoice, capture: Capture) -> None:
    """Stores the capture of a chosen thread with its submission and row. Raises `LeaseLost`."""
    write_ahead(archive, capture.body)
    own = (import_choices.c.import_id == claimed.id, import_choices.c.position == choice.position)
    with archive.database.write(alone=True) as connection:
        leases.update_claimed(connection, imports, claimed, attempts=0)
        capture_id = captures.store_in(connection, archive, capture)
        links.add_capture(connection, archive, claimed, capture_id, choice.thread.first_words, choice.thread.url)
        connection.execute(update(import_choices).where(*own).values(settled=True))


def _choice(row: Row[Any]) -> ImportChoice:
    return ImportChoice(row.position, row.thread, row.chosen)
