"""Counts what the archive holds and how its work is going, for the metrics."""

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
class Stats:
    """`failures` counts failed submissions by code; `changed_pages` counts those of pages whose structure has changed.

    The keys of `changed_pages` are the site and the hook: the selector or field that matched nothing.
    """

    threads: int
    captures: int
    capture_bytes: int
    submissions: Mapping[str, int]
    handouts: Mapping[str, int]
    failures: Mapping[str, int]
    changed_pages: Mapping[tuple[str, str], int]


def collect_stats(archive: Archive) -> Stats:
    with archive.database.read() as connection:
        size = select(func.count(), func.coalesce(func.sum(captures.c.size), 0)).select_from(captures)
        capture_count, capture_bytes = connection.execute(size).one()
        return Stats(
            threads=connection.execute(select(func.count()).select_from(threads)).scalar_one(),
            captures=capture_count,
            capture_bytes=int(capture_bytes),
            submissions=_count_by(connection, submissions, submissions.c.state),
            handouts=_count_by(connection, handouts, handouts.c.state),
            failures=_count_by(connection, submissions, submissions.c.failure_code),
            changed_pages=_count_changed_pages(connection),
        )


def _count_by(connection: Connection, table: Table, column: Any) -> dict[str, int]:
    rows = connection.execute(select(column, func.count()).select_from(table).where(column.is_not(None)).group_by(column))
    return {str(value): count for value, count in rows}


def _count_changed_pages(connection: Connection) -> dict[tuple[str, str], int]:
    """Counts the failures with `page_changed` by site and hook."""
    reason = cast(submissions.c.failure_reason, Text)
    query = select(reason, func.count()).where(submissions.c.failure_code == PageChanged.code).group_by(reason)
    counts: dict[tuple[str, str], int] = {}
    for text, count in connection.execute(query):
        values = dict(_MESSAGE.validate_json(text).values)
        key = str(values.get("site", "")), str(values.get("hook", ""))
        counts[key] = counts.get(key, 0) + count
    return counts
