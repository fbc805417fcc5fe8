"""From Captures to a handout in five readable steps. Called by the jobs and by the command line.

Reading and rendering meet whatever the web holds, so each happens in a confined child: a bomb ends there, at its limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive import codebooks
from archive.archive import Archive
from archive.codebooks import Collection
from archive.tags.model_answers import ModelAnswers
from domain.errors import FetchFailed, Invalid, RenderFailed, ThreadsheetError
from domain.messages import Message, message
from domain.settings import Settings
from domain.shapes.capture import Capture
from domain.shapes.handout import Edition, Format
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.reading import Reading
from domain.shapes.theme import THREADSHEET, Codebook, Judge
from domain.shapes.thread import Point, Thread, Version
from presentation.messages import words
from workers import handouts, unrolling
from workers.fetch import Fetcher
from workers.fetch import prepare as prepare_fetcher
from workers.llm_tagger import JudgeFailed, LanguageModel
from workers.pictures import Found, collected
from workers.render_process import Press
from workers.sandbox import Limits, confined, unwatched
from workers.sources.registry import fetching_sources, source_for
from workers.sources.source import FetchingSource
from workers.themes.tagger import LEARNED, Tagger, load_tagger
from workers.url_captures import asked_first, fetched

PLAIN = Options()
NO_PICTURES: Mapping[str, Picture] = {}
TAGGED_AT_ONCE = 256  # points; between two helpings there is a sign of life


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The tools of the trade, loaded once: codebooks, the tagger, the limits."""

    codebooks: Mapping[str, Codebook]
    tagger: Tagger
    limits: Limits
    max_points: int
    volume_points: int
    fetchers: Sequence[FetchingSource]
    fetcher: Fetcher
    press: Press
    model: LanguageModel | None = None

    @classmethod
    def prepare(cls, settings: Settings, *, keeps: bool = True) -> Pipeline:
        """Load everything slow now, so that processes forked later share it. `keeps` is False where nothing may be written."""
        unrolling.prepare()
        prepare_fetcher()
        fetcher = Fetcher.from_settings(settings, shared=keeps)
        limits = Limits(seconds=settings.job_seconds, memory_mb=settings.job_memory_mb)
        return cls(
            codebooks=codebooks.load(),
            tagger=load_tagger(settings.data / LEARNED),
            limits=limits,
            press=Press(limits),
            max_points=settings.max_points,
            volume_points=settings.volume_points,
            fetchers=fetching_sources(settings),
            fetcher=fetcher,
            model=LanguageModel.of(settings, fetcher),
        )

    def with_archive(self, archive: Archive, settings: Settings) -> Pipeline:
        """The same pipeline with the codebooks that the archive has now, and its cache of a language model's answers."""
        model = self.model and replace(self.model, answers=ModelAnswers(archive))
        return replace(self, codebooks=Collection(archive, settings.codebooks), model=model)

    def codebook(self, id_: str | None) -> Codebook:
        """The codebook of that name; the built-in one for None. Raises Invalid."""
        try:
            return self.codebooks[id_ or codebooks.BUILT_IN]
        except KeyError:
            raise Invalid(f"There is no codebook called {id_}.") from None

    def thread(self, captures: Sequence[Capture], codebook: Codebook) -> Thread:
        """A Thread that no archive knows: read, unrolled and tagged."""
        return Thread(version=self.tag(self.unroll(captures), codebook), codebook=codebook.ref)

    def asks(self, url: str) -> str:
        """What is going on while `fetch` works, for a person who waits."""
        return f"Asking {asked_first(url)}"

    def fetch(self, url: str, now: datetime, alive: Callable[[], None] = unwatched) -> Capture:
        """What stands at an address. Raises UnsupportedSite, Gone, LoginRequired, FetchRefused, FetchFailed, LimitExceeded."""
        made_from = (url, self.fetchers, self.fetcher, now)
        return confined(fetched, *made_from, limits=self.limits, failure=FetchFailed, alive=alive)

    def unroll(self, captures: Sequence[Capture], alive: Callable[[], None] = unwatched) -> Version:
        """Read each Capture with the source that knows it, and unroll the readings into one Version, untagged."""
        return confined(_read_and_unroll, captures, self.max_points, limits=self.limits, alive=alive)

    def merge(self, captures: Sequence[Capture], alive: Callable[[], None] = unwatched) -> Merged:
        """All captures of a thread as one Version, untagged; those that cannot be read any more are told, not fatal.

        Raises what the last one raised when none can be read.
        """
        return confined(_read_and_merge, captures, self.max_points, limits=self.limits, alive=alive)

    def pictures(self, urls: Sequence[str], alive: Callable[[], None] = unwatched) -> Iterator[tuple[str, Found]]:
        """The pictures at those addresses as they come, each our own copy, or why there is none."""
        return collected(urls, self.fetcher, alive)

    def tag(self, version: Version, codebook: Codebook, alive: Callable[[], None] = unwatched) -> Version:
        """The same Version with the judge's word on each point: the language model's, if the settings name one that answers."""
        if self.model is None:
            return self._tag(version, codebook, alive)
        try:
            return self.model.tag(version, codebook, alive)
        except JudgeFailed as failure:
            told = words().judging.failed(judge=self.model.model, why=failure)
            own = self._tag(version, codebook, alive)
            return replace(own, judge=Judge(warning=Message("judge_failed", told)))

    def _tag(self, version: Version, codebook: Codebook, alive: Callable[[], None]) -> Version:
        tagged: list[Point] = []
        for start in range(0, len(version.points), TAGGED_AT_ONCE):
            points = version.points[start : start + TAGGED_AT_ONCE]
            given = self.tagger.tag(points, codebook)
            tagged += [replace(point, tags=tags) for point, tags in zip(points, given, strict=True)]
            alive()
        return replace(version, points=tuple(tagged), judge=THREADSHEET)

    def handout(
        self,
        thread: Thread,
        edition: Edition,
        format_: Format,
        now: datetime,
        alive: Callable[[], None] = unwatched,
        options: Options = PLAIN,
        pictures: Mapping[str, Picture] = NO_PICTURES,
    ) -> bytes:
        """The Thread as a file. Raises RenderFailed or LimitExceeded."""
        codebook = codebooks.at(self.codebooks, thread.codebook)
        made_from = (thread, codebook, edition, format_, now, options, pictures, self.volume_points)
        return self.press.made(handouts.render, *made_from, failure=RenderFailed, alive=alive)

    def theme_sheet(
        self,
        threads: Sequence[Thread],
        codebook: Codebook,
        theme: str,
        options: Options,
        more: int,
        now: datetime,
        alive: Callable[[], None] = unwatched,
    ) -> bytes:
        """The threads' points on a theme (`family/theme`) as PDF. Raises Invalid, RenderFailed, LimitExceeded."""
        for family in codebook.families:
            for each in family.themes:
                if f"{family.id}/{each.id}" == theme:
                    made_from = (threads, codebook, family, each, options, more, now)
                    return self.press.made(handouts.theme_sheet, *made_from, failure=RenderFailed, alive=alive)
        raise Invalid(f"“{codebook.name}” has no theme {theme}.")


@dataclass(frozen=True, slots=True)
class Merged:
    """A Version and the captures that it could not be read from: index among them all, code, sentence."""

    version: Version
    unread: tuple[tuple[int, Message], ...] = ()


def _read_and_merge(captures: Sequence[Capture], max_points: int) -> Merged:
    readings: list[Reading] = []
    unread: list[tuple[int, Message]] = []
    for index, capture in enumerate(captures):
        try:
            readings.append(source_for(capture).read(capture))
        except ThreadsheetError as error:
            unread.append((index, error.reason))
            if len(unread) == len(captures):
                raise
    version = unrolling.unroll(readings, max_points=max_points)
    told = tuple(_unread(captures[index], why) for index, why in unread)
    verdict = replace(version.completeness, reasons=(*version.completeness.reasons, *told))
    return Merged(replace(version, completeness=verdict), tuple(unread))


def _unread(capture: Capture, why: Message) -> Message:
    return message("capture_unread", day=capture.captured_at.date().isoformat(), why=why)


def _read_and_unroll(captures: Sequence[Capture], max_points: int) -> Version:
    return unrolling.unroll([source_for(capture).read(capture) for capture in captures], max_points=max_points)
