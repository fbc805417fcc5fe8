"""Labels, stars, notes, saved searches, and changes of many threads at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shapes import batch as batches
from domain.shapes import curation as shapes
from domain.shapes.batch import BatchState
from presentation.api.handout import JointHandout
from presentation.messages import sentence
from presentation.timestamps import utc, utc_or_none


@dataclass(frozen=True, slots=True)
class PersonNote:
    """A person's note on a thread, in Markdown."""

    note: str
    by: str
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class Curation:
    """What people added to a thread: `favourite` and `note`, in Markdown, are one's own, `others` the notes of others."""

    labels: list[str]
    favourite: bool
    note: str | None
    note_by: str | None
    others: list[PersonNote]

    @classmethod
    def from_domain(cls, curation: shapes.Curation) -> Curation:
        others = [PersonNote(note.note, note.by, utc_or_none(note.written_at)) for note in curation.others]
        return cls(list(curation.labels), curation.favourite, curation.note, curation.note_by, others)


@dataclass(frozen=True, slots=True)
class PointNote:
    """A note on a point; `position` is null when the latest version has no such point any more."""

    position: int | None
    note: str | None
    by: str | None
    written_at: datetime | None

    @classmethod
    def from_domain(cls, note: shapes.PointNote) -> PointNote:
        return cls(note.position, note.note, note.by, utc(note.written_at))


@dataclass(frozen=True, slots=True)
class PointNotes:
    items: list[PointNote]


@dataclass(frozen=True, slots=True)
class Collection:
    """A saved search."""

    id: str
    name: str
    q: str
    created_at: datetime

    @classmethod
    def from_domain(cls, collection: shapes.SavedSearch) -> Collection:
        return cls(collection.id, collection.name, collection.q, utc(collection.created_at))


@dataclass(frozen=True, slots=True)
class Collections:
    items: list[Collection]


@dataclass(frozen=True, slots=True)
class BatchFailure:
    thread_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A change of many threads: how many of them are done, and those that could not be changed.

    `handout` is the joint handout that was asked for with it.
    """

    id: str
    state: BatchState
    done: int
    of: int
    failed: list[BatchFailure]
    status_url: str
    handout: JointHandout | None

    @classmethod
    def from_domain(cls, batch: batches.Batch, language: str, handout: JointHandout | None = None) -> Batch:
        failed = [
            BatchFailure(failure.thread_id, failure.reason.code, sentence(failure.reason, language)) for failure in batch.failed
        ]
        done, of = batch.done, len(batch.thread_ids)
        return cls(batch.id, batch.state, done, of, failed, f"/api/v1/batches/{batch.id}", handout)


@dataclass(frozen=True, slots=True)
class DeletedThread:
    """A thread in the wastebasket."""

    id: str
    title: str
    deleted_at: datetime
    deleted_by: str


@dataclass(frozen=True, slots=True)
class Wastebasket:
    """What is in the wastebasket, and after how many days there it is deleted for good."""

    items: list[DeletedThread]
    days: int


@dataclass(frozen=True, slots=True)
class SimilarPoint:
    thread_id: str
    position: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class SimilarPoints:
    """The most similar points first. Not `exact` when there are too many points to compare them all."""

    items: list[SimilarPoint]
    exact: bool
