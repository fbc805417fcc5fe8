"""A Retagging: one request to tag a thread with a codebook, and its state. Created by the server, done by workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shapes.failure import Failure


class RetaggingState(StrEnum):
    REQUESTED = "requested"
    TAGGING = "tagging"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Retagging:
    """The record of the request. When it is done, the thread is shown with this codebook."""

    id: str
    thread_id: str
    codebook_id: str
    state: RetaggingState
    created_at: datetime
    failure: Failure | None = None
    attempts: int = 0
    claim: int = 0
    finished_at: datetime | None = None
