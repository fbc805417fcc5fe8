"""A Routine: work that comes again, such as a look at an author's new posts. The scheduler makes it due, a worker does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RoutineKind(StrEnum):
    FOLLOW = "follow"
    NOTIFY = "notify"
    MENTIONS = "mentions"


class RoutineState(StrEnum):
    """`waiting` until it is due; `failed` when its worker's process ended again and again, until it is due the next time."""

    WAITING = "waiting"
    REQUESTED = "requested"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Routine:
    """`subject` tells routines of a kind apart: the id of the follow, the site of the bot's account."""

    id: str
    kind: RoutineKind
    subject: str
    due_at: datetime
    claim: int = 0
