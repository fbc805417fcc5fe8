"""Wrong passwords by the address that they came from: guessing is slowed down for all processes and machines together."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update

from archive.archive import Archive
from archive.tables import login_failures
from domain.errors import RateLimited

FREE_ATTEMPTS: Final = 5
SHORTEST_WAIT: Final = 1.0  # seconds
LONGEST_WAIT: Final = 300.0
FORGET_AFTER: Final = timedelta(hours=1)
"""How long after the last wrong password."""
LONGEST_ADDRESS: Final = 100


def begin_attempt(archive: Archive, address: str) -> None:
    """Counts an attempt as a wrong one until `clear`, so that many at once get no more than one after the other.

    Raises RateLimited while it is too early for another attempt from the address.
    """
    same = login_failures.c.address == address[:LONGEST_ADDRESS]
    with archive.database.write(alone=True) as connection:
        now = archive.clock()
        connection.execute(delete(login_failures).where(login_failures.c.last_at < now - FORGET_AFTER))
        row = connection.execute(select(login_failures).where(same)).one_or_none()
        if row is None:
            values = {"address": address[:LONGEST_ADDRESS], "failures": 1, "last_at": now}
            connection.execute(insert(login_failures).values(**values))
            return
        wait = _wait(row.failures)
        left = min(wait - (now - row.last_at).total_seconds(), wait)  # the clock of the day may be set back
        if left > 0:
            raise RateLimited("password", math.ceil(left))
        connection.execute(update(login_failures).where(same).values(failures=row.failures + 1, last_at=now))


def clear(archive: Archive, address: str) -> None:
    """Forgets the wrong passwords of an address that sent the right one."""
    with archive.database.write() as connection:
        connection.execute(delete(login_failures).where(login_failures.c.address == address[:LONGEST_ADDRESS]))


def _wait(count: int) -> float:
    """The seconds to wait after this many wrong passwords."""
    beyond = min(count - FREE_ATTEMPTS, 30)
    return 0.0 if beyond < 0 else min(SHORTEST_WAIT * 2.0**beyond, LONGEST_WAIT)
