"""Judgements: what a language model answered, kept by the digest of all that it was asked, so that nothing is asked twice."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select

from archive.archive import Archive
from archive.tables import judgements


@dataclass(frozen=True, slots=True)
class Judgements:
    """The answers of one archive. Reads and writes in transactions of their own."""

    archive: Archive

    def find(self, key: str) -> str | None:
        with self.archive.database.read() as connection:
            found: str | None = connection.execute(
                select(judgements.c.answer).where(judgements.c.key == key)
            ).scalar_one_or_none()
        return found

    def keep(self, key: str, answer: str) -> None:
        """The first answer stays, should two workers have asked at once."""
        with self.archive.database.write(alone=True) as connection:
            if connection.execute(select(judgements.c.key).where(judgements.c.key == key)).one_or_none() is None:
                values = {"key": key, "answer": answer, "created_at": self.archive.clock()}
                connection.execute(insert(judgements).values(**values))
