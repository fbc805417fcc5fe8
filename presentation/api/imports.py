"""Imports as the API sends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.shapes import imports as shapes
from domain.shapes.imports import ImportFormat, ImportState
from domain.shapes.submission import State
from presentation.api.reason import Error
from presentation.timestamps import utc


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An address, or a file or a chosen thread by its title. `archived_before`: its thread was there already."""

    address: str | None
    title: str | None
    state: State
    submission_id: str | None
    thread_id: str | None
    thread_url: str | None
    archived_before: bool
    error: Error | None

    @classmethod
    def from_domain(cls, row: shapes.ImportRow, language: str) -> ImportRow:
        error = Error.from_domain(row.failure, language) if row.failure else None
        url = f"/threads/{row.thread_id}" if row.thread_id else None
        return cls(row.address, row.title, row.state, row.submission_id, row.thread_id, url, row.archived_before, error)


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """A thread of an account's posts. `root` names it in `POST …/choose`."""

    root: str
    first_words: str
    posts: int
    posted_at: datetime | None
    url: str | None
    chosen: bool

    @classmethod
    def from_domain(cls, choice: shapes.ImportChoice) -> ImportChoice:
        thread = choice.thread
        posted_at = utc(thread.posted_at) if thread.posted_at else None
        return cls(choice.root, thread.first_words, thread.posts, posted_at, thread.url, choice.chosen)


@dataclass(frozen=True, slots=True)
class Import:
    """What became of many addresses or a file. `count` has the number of rows in each state; `duplicates` were named twice."""

    id: str
    state: ImportState
    name: str | None
    format: ImportFormat | None
    error: Error | None
    count: dict[str, int]
    duplicates: int
    threads_added: int
    rows: list[ImportRow]
    choices: list[ImportChoice]
    created_at: datetime
    status_url: str

    @classmethod
    def from_domain(
        cls,
        imported: shapes.Import,
        counts: shapes.ImportCounts,
        rows: Sequence[shapes.ImportRow],
        choices: Sequence[shapes.ImportChoice],
        language: str,
    ) -> Import:
        failure = imported.failure
        return cls(
            id=imported.id,
            state=imported.state_with(counts),
            name=imported.name,
            format=imported.format,
            error=Error.from_domain(failure, language) if failure else None,
            count={"rows": counts.total, "ended": counts.ended} | {str(state): n for state, n in counts.states.items()},
            duplicates=imported.duplicates,
            threads_added=imported.added,
            rows=[ImportRow.from_domain(row, language) for row in rows],
            choices=[ImportChoice.from_domain(choice) for choice in choices],
            created_at=utc(imported.created_at),
            status_url=f"/api/v1/imports/{imported.id}",
        )


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """An import in a list."""

    id: str
    state: ImportState
    name: str | None
    format: ImportFormat | None
    rows: int
    ended: int
    created_at: datetime
    status_url: str

    @classmethod
    def from_domain(cls, imported: shapes.Import, counts: shapes.ImportCounts) -> ImportSummary:
        return cls(
            imported.id,
            imported.state_with(counts),
            imported.name,
            imported.format,
            counts.total,
            counts.ended,
            utc(imported.created_at),
            f"/api/v1/imports/{imported.id}",
        )


@dataclass(frozen=True, slots=True)
class Imports:
    items: list[ImportSummary]
