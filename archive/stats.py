"""What the archive holds and how its work stands, counted; for the metrics and for whoever asks how it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, Table, Text, cast, func, select

from archive.archive import Archive
from archive.tables import captures, handouts, submissions, threads
from domain.errors import PageChanged
from domain.messages import Message

_MESSAGE: Final = TypeAdapter(Message)


@dataclass(frozen=True, slots=True)
class Census:
    """`failures` counts failed submissions by code; `changed` counts those of pages whose structure has changed.

    The keys of `changed` are the site and the hook: the selector or field that matched nothing.
    """

    threads: int
    captures: int
    capture_bytes: int
    submissions: Mapping[str, int]
    handouts: Mapping[str, int]
    failures: Mapping[str, int]
    changed: Mapping[tuple[str, str], int]


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
            changed=_pages_changed(connection),
        )


def _by(connection: Connection, table: Table, column: Any) -> dict[str, int]:
    rows = connection.execute(select(column, func.count()).select_from(table).where(column.is_not(None)).group_by(column))
    return {str(value): count for value, count in rows}


def _pages_changed(connection: Connection) -> dict[tuple[str, str], int]:
    """Counts the failures of changed pages by site and hook."""
    reason = cast(submissions.c.failure_reason, Text)
    query = select(reason, func.count()).where(submissions.c.failure_code == PageChanged.code).group_by(reason)
    counts: dict[tuple[str, str], int] = {}
    for text, count in connection.execute(query):
        values = dict(_MESSAGE.validate_json(text).values)
        key = str(values.get("site", "")), str(values.get("hook", ""))
        counts[key] = counts.get(key, 0) + count
    return counts
