"""What the archive holds and how its work stands, counted; for the metrics and for whoever asks how it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, Text, case, cast, func, select

from archive.archive import Archive
from archive.tables import captures, handouts, submissions, threads
from domain.errors import PageChanged

_CHANGED = case((submissions.c.failure_code == PageChanged.code, cast(submissions.c.failure_reason, Text)))


@dataclass(frozen=True, slots=True)
class Census:
    """`failures` counts failed submissions by code, `changed` those of sites that have changed their pages by what is said.

    What is said names the site and the place where nothing was found.
    """

    threads: int
    captures: int
    capture_bytes: int
    submissions: Mapping[str, int]
    handouts: Mapping[str, int]
    failures: Mapping[str, int]
    changed: Mapping[str, int]


def census(archive: Archive) -> Census:
    """Counts of this moment."""
    with archive.database.read() as connection:
        size = select(func.count(), func.coalesce(func.sum(captures.c.size), 0)).select_from(captures)
        kept, kept_bytes = connection.execute(size).one()
        return Census(
            threads=connection.execute(select(func.count()).select_from(threads)).scalar_one(),
            captures=kept,
            capture_bytes=int(kept_bytes),
            submissions=_by(connection, submissions, submissions.c.state),
            handouts=_by(connection, handouts, handouts.c.state),
            failures=_by(connection, submissions, submissions.c.failure_code),
            changed=_by(connection, submissions, _CHANGED),
        )


def _by(connection: Connection, table: Table, column: Any) -> dict[str, int]:
    rows = connection.execute(select(column, func.count()).select_from(table).where(column.is_not(None)).group_by(column))
    return {str(value): count for value, count in rows}
