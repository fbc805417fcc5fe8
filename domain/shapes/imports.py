"""An Import: many addresses, or a file that holds many threads, taken in at once by pages, the API or the command line.

Each row becomes a Submission of its own. A file that holds posts of an account has choices instead, and rows for those chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.shapes.capture import MediaType
from domain.shapes.choice import ThreadChoice
from domain.shapes.failure import Failure
from domain.shapes.submission import State


class ImportFormat(StrEnum):
    """What an imported file is."""

    ADDRESSES = "addresses"
    BOOKMARKS = "bookmarks"
    POCKET = "pocket"
    READWISE = "readwise"
    KARAKEEP = "karakeep"
    LINKDING = "linkding"
    RAINDROP = "raindrop"
    TABLE = "table"
    FILES = "files"  # texts and pages that are a thread each
    POSTS = "posts"  # an account's own posts, of which a person chooses threads
    ARCHIVE = "archive"  # what `./threadsheet export` wrote


class ImportState(StrEnum):
    """How far an import is. `choosing`: a person has to choose threads; `saving`: its submissions are not finished."""

    RECEIVED = "received"
    READING = "reading"
    CHOOSING = "choosing"
    SAVING = "saving"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How each row is saved. `labels` are added to those that the file gives; `threads_only` leaves other pages out."""

    codebook: str | None = None
    labels: tuple[str, ...] = ()
    threads_only: bool = False


@dataclass(frozen=True, slots=True)
class ImportedLink:
    """An address as a file has it, with its title and labels there."""

    address: str
    title: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """The record of the request. `format` is None until the file has been read; `duplicates` counts addresses named twice.

    `added` and `present` count threads of an export that were new, and that the archive had. `media_type` is that of the posts
    to choose from. `limited`: sent by a caller who may only save.
    """

    id: str
    state: ImportState
    created_at: datetime
    caller: str
    name: str | None = None
    format: ImportFormat | None = None
    options: ImportOptions = field(default_factory=ImportOptions)
    limited: bool = False
    media_type: MediaType | None = None
    duplicates: int = 0
    added: int = 0
    present: int = 0
    failure: Failure | None = None
    claim: int = 0
    finished_at: datetime | None = None

    def state_with(self, counts: ImportCounts) -> ImportState:
        """How far it is, with its rows and choices."""
        if self.failure:
            return ImportState.FAILED
        if self.finished_at is None:
            return ImportState.SAVING if counts.total or counts.chosen else self.state
        if counts.ended < counts.total:
            return ImportState.SAVING
        return ImportState.CHOOSING if counts.choices and not counts.chosen and not counts.total else ImportState.DONE


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One address, or one chosen thread, and what became of it. `archived_before`: the archive had its thread."""

    position: int
    address: str | None
    title: str | None
    state: State
    submission_id: str | None = None
    thread_id: str | None = None
    failure: Failure | None = None
    archived_before: bool = False


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """A thread in an account's posts. `root` names it in requests."""

    position: int
    thread: ThreadChoice
    chosen: bool

    @property
    def root(self) -> str:
        return self.thread.id or self.thread.address


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """How many rows are in each state, and how many choices there are, and are chosen."""

    states: Mapping[State, int]
    choices: int = 0
    chosen: int = 0

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def ended(self) -> int:
        return sum(count for state, count in self.states.items() if state.ended)
