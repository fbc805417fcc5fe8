"""The steps from a URL or Captures to a handout: fetch, unroll or merge, tag, render. Called by jobs and the command line.

Fetching, parsing and rendering handle untrusted input, so each runs in a sandboxed child with limits on time and memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archive import codebooks
from archive.archive import Archive
from archive.codebooks import Collection
from archive.tags.model_answers import ModelAnswers
from domain.characters import legal
from domain.editions import Edition
from domain.errors import Crashed, FetchFailed, Invalid, RenderFailed, ThreadsheetError
from domain.messages import Message, message
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType
from domain.shapes.choice import ThreadChoice
from domain.shapes.codebook import Codebook
from domain.shapes.handout import Format
from domain.shapes.options import Options
from domain.shapes.outline import Outline
from domain.shapes.picture import Picture
from domain.shapes.reading import Reading
from domain.shapes.thread import Thread, Version
from domain.thread_limits import ThreadLimits
from workers import completion, handouts, unrolling
from workers.fetch import Fetcher
from workers.fetch import prepare as prepare_fetcher
from workers.llm_reader import outline_of
from workers.llm_tagger import LanguageModel
from workers.model_turn import ModelTurn
from workers.pictures import Result, fetch_pictures
from workers.render_process import RenderProcess
from workers.sandbox import Limits, no_heartbeat, run_in_sandbox
from workers.sources.export_file import open_export
from workers.sources.parsing.decoding import is_html
from workers.sources.registry import fetching_sources, lines_for_model, source_for, threads_in
from workers.sources.source import FetchingSource
from workers.tagging import TAGGING_BATCH, VersionTagger
from workers.themes.tagger import ADAPTATION_FOLDER, Tagger, load_tagger
from workers.url_captures import fetch_progress, fetch_url

PLAIN = Options()
NO_PICTURES: Mapping[str, Picture] = {}


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What the steps need, loaded once. `limits` are those of each sandboxed child; `render_process` renders handouts."""

    codebooks: Mapping[str, Codebook]
    tagger: Tagger
    limits: Limits
    thread_limits: ThreadLimits
    volume_points: int
    sources: Sequence[FetchingSource]
    fetcher: Fetcher
    completes: bool
    render_process: RenderProcess
    model: LanguageModel | None = None
    model_reads: bool = False

    @classmethod
    def prepare(cls, settings: Settings, *, shared: bool = True) -> Pipeline:
        """Loads everything slow now, so that processes forked later share it. Without `shared` it writes nothing to disk."""
        unrolling.prepare()
        prepare_fetcher()
        fetcher = Fetcher.from_settings(settings, shared=shared)
        limits = Limits(seconds=settings.job_seconds, memory_mb=settings.job_memory_mb)
        return cls(
            codebooks=codebooks.load(),
            tagger=load_tagger(settings.data / ADAPTATION_FOLDER),
            limits=limits,
            render_process=RenderProcess(limits),
            thread_limits=settings.thread_limits,
            volume_points=settings.volume_points,
            sources=fetching_sources(settings),
            fetcher=fetcher,
            completes=settings.complete_by_api,
            model=LanguageModel.from_settings(settings, fetcher),
            model_reads=settings.judge_reads and settings.judge_mode == "tags",
        )

    def with_archive(self, archive: Archive, settings: Settings) -> Pipeline:
        """The same pipeline with the codebooks that the archive has now, and its cache of a language model's answers.

        For one job: the model pauses when that has asked for long, or when other work waits.
        """
        turn = ModelTurn(archive)
        model = self.model and replace(self.model, answers=ModelAnswers(archive), must_pause=turn.is_over)
        return replace(self, codebooks=Collection(archive, settings.codebooks), model=model)

    def codebook(self, id_: str | None) -> Codebook:
        """The codebook of that id; the built-in one for None. Raises Invalid."""
        try:
            return self.codebooks[id_ or codebooks.BUILT_IN]
        except KeyError:
            raise Invalid("unknown_codebook", codebook=str(id_)) from None

    def thread(self, captures: Sequence[Capture], codebook: Codebook) -> Thread:
        """A Thread outside any archive: parsed, unrolled and tagged."""
        return Thread(version=self.tag(self.unroll(captures), codebook), codebook=codebook.ref)

    def fetch_progress(self, url: str) -> Message:
        """What `fetch` does first, for a person who waits."""
        return fetch_progress(url)

    def fetch(self, url: str, now: datetime, heartbeat: Callable[[], None] = no_heartbeat) -> Capture:
        """Fetches a URL. Raises UnsupportedSite, Gone, LoginRequired, FetchRefused, FetchFailed, LimitExceeded."""
        args = (url, self.sources, self.fetcher, now)
        return run_in_sandbox(fetch_url, *args, limits=self.limits, failure=FetchFailed, heartbeat=heartbeat)

    def fetch_from_api(self, url: str, now: datetime, seconds: float, heartbeat: Callable[[], None] = no_heartbeat) -> Capture:
        """Fetches a post's thread from its site's public API, within some seconds. Raises as `fetch` does."""
        sources = [source for source in self.sources if source.site in completion.SITES]
        args = (url, sources, replace(self.fetcher, seconds=seconds), now)
        limits = replace(self.limits, seconds=min(seconds, self.limits.seconds))
        return run_in_sandbox(fetch_url, *args, limits=limits, failure=FetchFailed, heartbeat=heartbeat)

    def open_export(self, path: Path, now: datetime) -> Capture:
        """The posts in the export of an account (ZIP, tar.gz). Raises NotAThread, LimitExceeded."""
        return run_in_sandbox(open_export, path, now, limits=self.limits)

    def threads_in(self, capture: Capture) -> tuple[ThreadChoice, ...]:
        """The threads that a Capture holds; empty where it is about one. Raises what its source raises."""
        return run_in_sandbox(threads_in, capture, limits=self.limits)

    def unroll(self, captures: Sequence[Capture], heartbeat: Callable[[], None] = no_heartbeat) -> Version:
        """Parses each Capture with its source, and unrolls the readings into one Version, untagged."""
        captures = self._outlined(captures, heartbeat)
        if all(capture.media_type is MediaType.TEXT and not is_html(capture) for capture in captures):
            # No parser in C sees it, so that it cannot harm the process in which the next text is read.
            args = (captures, self.thread_limits)
            return self.render_process.call(_read_and_unroll, *args, failure=Crashed, heartbeat=heartbeat)
        return run_in_sandbox(_read_and_unroll, captures, self.thread_limits, limits=self.limits, heartbeat=heartbeat)

    def merge(self, captures: Sequence[Capture], heartbeat: Callable[[], None] = no_heartbeat) -> Merged:
        """All captures of a thread as one Version, untagged. Those that cannot be parsed any more are named in the result.

        Raises what the last one raised when none can be parsed.
        """
        captures = self._outlined(captures, heartbeat)
        return run_in_sandbox(_read_and_merge, captures, self.thread_limits, limits=self.limits, heartbeat=heartbeat)

    def _outlined(self, captures: Sequence[Capture], heartbeat: Callable[[], None]) -> list[Capture]:
        """The captures, pasted texts with what the language model says of their lines, if one is to be asked."""
        return [replace(capture, outline=self._outline(capture, heartbeat)) for capture in captures]

    def _outline(self, capture: Capture, heartbeat: Callable[[], None]) -> Outline | None:
        if self.model is None or not self.model_reads or capture.media_type is not MediaType.TEXT:
            return None
        lines = run_in_sandbox(lines_for_model, capture, limits=self.limits, heartbeat=heartbeat)
        return outline_of(lines, self.model, heartbeat) if lines else None

    def pictures(self, urls: Sequence[str], heartbeat: Callable[[], None] = no_heartbeat) -> Iterator[tuple[str, Result]]:
        """Fetches pictures. Each comes encoded again by us, or with the reason why there is none."""
        return fetch_pictures(urls, self.fetcher, heartbeat)

    def tag(self, version: Version, codebook: Codebook, heartbeat: Callable[[], None] = no_heartbeat) -> Version:
        """The same Version with tags on its points: the language model's, if there is one and it answers, else the tagger's.

        Raises Unanswered when the model pauses.
        """
        return VersionTagger(self.tagger, self.model, heartbeat).tag(version, codebook)

    def tag_at_once(self, version: Version, codebook: Codebook, heartbeat: Callable[[], None] = no_heartbeat) -> Version:
        """The same without asking a language model: where it has not answered yet the tags are the tagger's, preliminarily."""
        return VersionTagger(self.tagger, self.model, heartbeat).tag_at_once(version, codebook)

    def vectors(self, version: Version) -> bytes:
        """One int8 vector a point, for finding similar ones."""
        texts = [point.text for point in version.points]
        batches = (texts[start : start + TAGGING_BATCH] for start in range(0, len(texts), TAGGING_BATCH))
        return b"".join(self.tagger.vectors(batch) for batch in batches)

    def handout(
        self,
        thread: Thread,
        edition: Edition,
        format_: Format,
        now: datetime,
        heartbeat: Callable[[], None] = no_heartbeat,
        options: Options = PLAIN,
        pictures: Mapping[str, Picture] = NO_PICTURES,
    ) -> bytes:
        """Renders the Thread as a file. Raises RenderFailed or LimitExceeded."""
        codebook = codebooks.at(self.codebooks, thread.codebook)
        args = (thread, codebook, edition, format_, now, options, pictures, self.volume_points)
        return self.render_process.call(handouts.render, *args, failure=RenderFailed, heartbeat=heartbeat)

    def joint_handout(
        self,
        threads: Sequence[Thread],
        title: str,
        edition: Edition,
        format_: Format,
        now: datetime,
        heartbeat: Callable[[], None] = no_heartbeat,
        options: Options = PLAIN,
        pictures: Mapping[str, Picture] = NO_PICTURES,
    ) -> bytes:
        """Renders several Threads as one file. Raises RenderFailed or LimitExceeded."""
        books = {thread.codebook: codebooks.at(self.codebooks, thread.codebook) for thread in threads}
        args = (threads, books, title, edition, format_, now, options, pictures, self.volume_points)
        return self.render_process.call(handouts.render_joint, *args, failure=RenderFailed, heartbeat=heartbeat)

    def theme_sheet(
        self,
        threads: Sequence[Thread],
        codebook: Codebook,
        theme: str,
        options: Options,
        more: int,
        now: datetime,
        heartbeat: Callable[[], None] = no_heartbeat,
    ) -> bytes:
        """Renders the threads' points on a theme (`family/theme`) as PDF. Raises Invalid, RenderFailed, LimitExceeded."""
        themes = {f"{family.id}/{theme.id}": (family, theme) for family in codebook.families for theme in family.themes}
        if theme not in themes:
            raise Invalid("unknown_theme", codebook=codebook.name, theme=theme)
        args = (threads, codebook, *themes[theme], options, more, now)
        return self.render_process.call(handouts.theme_sheet, *args, failure=RenderFailed, heartbeat=heartbeat)


@dataclass(frozen=True, slots=True)
class Merged:
    """A Version, and the captures that could not be parsed: each one's index among all, and the reason."""

    version: Version
    unread: tuple[tuple[int, Message], ...] = ()


def _read_and_merge(captures: Sequence[Capture], thread_limits: ThreadLimits) -> Merged:
    readings: list[Reading] = []
    read: list[Capture] = []
    unread: list[tuple[int, Message]] = []
    for index, capture in enumerate(captures):
        try:
            readings.append(_read(capture))
            read.append(capture)
        except ThreadsheetError as error:
            unread.append((index, error.reason))
            if len(unread) == len(captures):
                raise
    version = unrolling.unroll(readings, thread_limits)
    warnings = [_unread(captures[index], why) for index, why in unread]
    if completed := completion.completion_reason(read, readings, version):
        warnings.append(completed)
    verdict = replace(version.completeness, reasons=(*version.completeness.reasons, *warnings))
    return Merged(replace(version, completeness=verdict), tuple(unread))


def _unread(capture: Capture, why: Message) -> Message:
    return message("capture_unread", day=capture.captured_at.date().isoformat(), why=why)


def _read_and_unroll(captures: Sequence[Capture], thread_limits: ThreadLimits) -> Version:
    return unrolling.unroll([_read(capture) for capture in captures], thread_limits)


def _read(capture: Capture) -> Reading:
    """What the capture's source reads in it, in characters and dates that every format can hold."""
    return replace(legal(source_for(capture).read(capture)), limited=capture.limited)
