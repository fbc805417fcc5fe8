"""How the work is going: what waits and for how long, what is claimed, and what the reconciler and workers last reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from archive import leases
from archive.archive import Archive
from archive.work import TABLES


@dataclass(frozen=True, slots=True)
class WorkStats:
    """By kind of job: rows that wait, the age of the oldest in seconds, and rows that a worker has claimed."""

    waiting: Mapping[str, int]
    oldest_seconds: Mapping[str, float]
    claimed: Mapping[str, int]


def collect_work_stats(archive: Archive) -> WorkStats:
    waiting, oldest, claimed = {}, {}, {}
    with archive.database.read() as connection:
        for table in TABLES.values():
            name = table.name
            query = select(func.count(), func.min(table.c.created_at)).where(leases.is_unclaimed(table))
            waiting[name], first = connection.execute(query).one()
            oldest[name] = max((archive.clock() - first).total_seconds(), 0.0) if first else 0.0
            claimed[name] = len(leases.held(connection, table))
    return WorkStats(waiting, oldest, claimed)
