"""Connections to PostgreSQL that end a statement whose answer does not come: a server that hangs holds nobody for ever."""

from __future__ import annotations

from typing import Any, Final

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Connection, Dialect

CONNECT_SECONDS: Final = 5
STATEMENT_SECONDS: Final = 60.0
"""A statement of ours takes milliseconds; one that waits for locks of others for so long is tried again later."""
LOOK_SECONDS: Final = 0.1


class DeadlineConnection(psycopg.Connection[Any]):
    """Is closed when an answer takes more than `seconds`. None: of a migration, which may take its time."""

    seconds: float | None = STATEMENT_SECONDS

    def wait(self, gen: PQGen[Any], interval: float = LOOK_SECONDS, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or self.seconds)
        except psycopg.Error as error:
            if error.sqlstate is None and self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.pgconn.finish()
                raise psycopg.OperationalError("the database server does not answer") from error
            raise


def connect_with_deadlines(_dialect: Dialect, _record: object, arguments: list[Any], options: dict[str, Any]) -> Any:
    """Connects, for SQLAlchemy."""
    return DeadlineConnection.connect(*arguments, **{"connect_timeout": CONNECT_SECONDS, **options})


def allow_any_time(connection: Connection) -> None:
    """Lets the statements of a migration take their time."""
    raw = connection.connection.driver_connection
    if isinstance(raw, DeadlineConnection):
        raw.seconds = None
