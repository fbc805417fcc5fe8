"""From Captures to a handout in five readable steps. Called by the jobs and by the command line.

Reading and rendering meet whatever the web holds, so each happens in a confined child: a bomb ends there, at its limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive import codebooks
from archive.errors import Invalid, RenderFailed
from archive.settings import Settings
from archive.shapes.capture import Capture
from archive.shapes.handout import Edition, Format
from archive.shapes.theme import Codebook
from archive.shapes.thread import Point, Thread, Version
from workers import handouts
from workers.confined import Limits, confined, unwatched
from workers.sources.table import recognise
from workers.themes.tagger import LEARNED, Tagger, load_tagger
from workers.unrolling import unroll

TAGGED_AT_ONCE = 256  # points; between two helpings there is a sign of life


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The tools of the trade, loaded once: codebooks, the tagger, the limits."""

    codebooks: Mapping[str, Codebook]
    tagger: Tagger
    limits: Limits
    max_points: int
    volume_points: int

    @classmethod
    def prepare(cls, settings: Settings) -> Pipeline:
        """Load everything slow now, so that processes forked later share it."""
        handouts.prepare()
        return cls(
            codebooks=codebooks.load(settings.codebooks),
            tagger=load_tagger(settings.data / LEARNED),
            limits=Limits(seconds=settings.job_seconds, memory_mb=settings.job_memory_mb),
            max_points=settings.max_points,
            volume_points=settings.volume_points,
        )

    def codebook(self, id_: str | None) -> Codebook:
        """The codebook of that name; the built-in one for None. Raises Invalid."""
        try:
            return self.codebooks[id_ or codebooks.BUILT_IN]
        except KeyError:
            raise Invalid(f"There is no codebook called {id_}.") from None

    def thread(self, captures: Sequence[Capture], codebook: Codebook) -> Thread:
        """A Thread that no archive knows: read, unrolled and tagged."""
        return Thread(version=self.tag(self.unroll(captures), codebook), codebook=codebook.ref)

    def unroll(self, captures: Sequence[Capture], alive: Callable[[], None] = unwatched) -> Version:
        """Read each Capture with the source that knows it, and unroll the readings into one Version, untagged."""
        return confined(_read_and_unroll, captures, self.max_points, limits=self.limits, alive=alive)

    def tag(self, version: Version, codebook: Codebook, alive: Callable[[], None] = unwatched) -> Version:
        """The same Version with the tagger's word on each point."""
        tagged: list[Point] = []
        for start in range(0, len(version.points), TAGGED_AT_ONCE):
            points = version.points[start : start + TAGGED_AT_ONCE]
            words = self.tagger.tag(points, codebook)
            tagged += [replace(point, tags=tags) for point, tags in zip(points, words, strict=True)]
            alive()
        return replace(version, points=tuple(tagged))

    def handout(
        self, thread: Thread, edition: Edition, format_: Format, now: datetime, alive: Callable[[], None] = unwatched
    ) -> bytes:
        """The Thread as a file. Raises RenderFailed or LimitExceeded."""
        made_from = (thread, self.codebook(thread.codebook.id), edition, format_, now, self.volume_points)
        return confined(handouts.render, *made_from, limits=self.limits, failure=RenderFailed, alive=alive)


def _read_and_unroll(captures: Sequence[Capture], max_points: int) -> Version:
    return unroll([recognise(capture).read(capture) for capture in captures], max_points=max_points)
