"""When a job that asks a language model one question after the other has to pause, so that nobody waits for it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final

from archive import work
from archive.archive import Archive

LONGEST_SECONDS: Final = 60.0  # far below the time limit of a job


@dataclass(frozen=True, slots=True)
class ModelTurn:
    """The turn of one job, which begins when this is made."""

    archive: Archive
    began: float = field(default_factory=time.monotonic)

    def is_over(self) -> bool:
        """Whether it took long, or somebody waits for other work."""
        return time.monotonic() - self.began > LONGEST_SECONDS or work.somebody_waits(self.archive)
