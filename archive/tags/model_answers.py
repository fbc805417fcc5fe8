"""Stores answers of a language model by the digest of the request, so that nothing is requested twice."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select

from archive.archive import Archive
from archive.tables import model_answers


@dataclass(frozen=True, slots=True)
class ModelAnswers:
    """The answers in one archive. Reads and writes in transactions of its own."""

    archive: Archive

    def find(self, key: str) -> str | None:
        with self.archive.database.read() as connection:
            answer: str | None = connection.execute(
                select(model_answers.c.answer).where(model_answers.c.key == key)
            ).scalar_one_or_none()
        return answer

    def store(self, key: str, answer: str) -> None:
        """Stores an answer; when two workers requested the same at once, the first answer stays."""
        with self.archive.database.write(alone=True) as connection:
            if connection.execute(select(model_answers.c.key).where(model_answers.c.key == key)).one_or_none() is None:
                values = {"key": key, "answer": answer, "created_at": self.archive.clock()}
                connection.execute(insert(model_answers).values(**values))
