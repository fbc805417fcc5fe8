"""What all tables share: their metadata, references with an index, and the columns of a lease."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, Table, Text

from archive.columns import JsonOf, UtcDateTime
from domain.messages import Message

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
    }
)


def reference(name: str, target: str, *, ondelete: str, nullable: bool = False) -> Column[str]:
    """A foreign key with an index."""
    return Column(name, Text, ForeignKey(target, ondelete=ondelete), nullable=nullable, index=True)


def lease() -> list[Column[object]]:
    """The columns of a row that workers claim: see `archive/leases.py`."""
    columns: list[Column[object]] = [
        Column("attempts", Integer, nullable=False, default=0),
        Column("interruptions", Integer, nullable=False, default=0),
        Column("claim", Integer, nullable=False, default=0),
        Column("beats", Integer, nullable=False, default=0),
        Column("holder", Text),
        Column("failure_code", Text),
        Column("failure_reason", JsonOf(Message)),
        Column("failure_retryable", Boolean),
        Column("created_at", UtcDateTime, nullable=False),
        Column("finished_at", UtcDateTime),
    ]
    return columns


# One row: the oldest revision whose code can work with these tables. See `archive/migrations`.
oldest_readers = Table("oldest_readers", metadata, Column("revision", Text, primary_key=True))
