"""A Batch: one change of many threads, made by a worker. Requested by the library page and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.messages import Message
from domain.shapes.failure import Failure


class BatchState(StrEnum):
    REQUESTED = "requested"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class BatchChange:
    """What to do with each thread. `codebook` tags it with that codebook; `delete` puts it into the wastebasket.

    `handout` is the id of the joint handout that was requested of them.
    """

    label: tuple[str, ...] = ()
    unlabel: tuple[str, ...] = ()
    codebook: str | None = None
    delete: bool = False
    handout: str | None = None


@dataclass(frozen=True, slots=True)
class BatchFailure:
    """A thread that could not be changed, and why."""

    thread_id: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Batch:
    """The record of the request. `done` counts the threads that were tried, the `failed` ones among them."""

    id: str
    state: BatchState
    change: BatchChange
    thread_ids: tuple[str, ...]
    done: int
    failed: tuple[BatchFailure, ...]
    by: str
    created_at: datetime
    failure: Failure | None = None
    claim: int = 0
    finished_at: datetime | None = None
