"""The rounds of each kind of routine, by its kind. Called by the job of routines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from archive.archive import Archive
from domain.settings import Settings
from domain.shapes.routine import Routine, RoutineKind
from workers.bot.mention_round import answer_mentions
from workers.follows.look import look
from workers.lease_renewal import Heartbeat
from workers.notifications import send
from workers.pipeline import Pipeline

Round = Callable[[Archive, Pipeline, Settings, Routine, Heartbeat], None]
ROUNDS: Final[Mapping[RoutineKind, Round]] = {
    RoutineKind.FOLLOW: look,
    RoutineKind.NOTIFY: send,
    RoutineKind.MENTIONS: answer_mentions,
}


def run_round(archive: Archive, pipeline: Pipeline, settings: Settings, claimed: Routine, heartbeat: Heartbeat) -> None:
    """Does one round, and sets the date of the next. Raises `LeaseLost`."""
    ROUNDS[claimed.kind](archive, pipeline, settings, claimed, heartbeat)
