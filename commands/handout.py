"""`./threadsheet handout`: turns a thread, or several, into one handout, without a server, a queue or an archive."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from archive.media import picture_urls
from domain.addresses import validate_thread_url
from domain.content_type import check_readable, is_markup
from domain.editions import CONTENTS, Edition, Part
from domain.errors import Empty, Invalid, NotAThread, ThreadsheetError, TooLarge
from domain.import_kinds import is_container
from domain.settings import Settings
from domain.shapes.capture import Capture, Hints, MediaType, Via
from domain.shapes.handout import Format
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.thread import Completeness, Thread, Verdict, Version
from presentation.messages import sentence
from workers.pipeline import Pipeline
from workers.sandbox import no_heartbeat
from workers.sources.hints import post_address


def list_threads(settings: Settings, source: str) -> int:
    """Prints the threads of an input that holds several, one a line: address or id, posts, date, first words."""
    now = datetime.now(UTC)
    try:
        pipeline = Pipeline.prepare(settings, shared=False)
        choices = pipeline.threads_in(_read_capture(source, settings, pipeline, now) or pipeline.fetch(source, now))
    except OSError as error:
        return _print_error(f"{error.filename or source}: {error.strerror}.", 1)
    except ThreadsheetError as error:
        return _print_error(sentence(error.reason), 1)
    for choice in choices:
        date = choice.posted_at.date().isoformat() if choice.posted_at else "-"
        print(choice.address, choice.posts, date, choice.first_words, sep="\t")  # noqa: T201
    return 0 if choices else _print_error("This input holds one thread, not a list of several.", 1)


def make_handout(
    settings: Settings,
    sources: Sequence[str],
    out: Path,
    edition: Edition,
    options: Options,
    chosen: Sequence[str] = (),
    title: str = "",
) -> int:
    """Writes the handout and prints the verdict on standard error. Returns the exit status: 0 done, 1 failed, 2 wrong usage.

    Several inputs, or several threads `chosen` of inputs that hold them, become one handout. A chosen thread is named by its
    address or id, or by that of a post in it. Of several inputs, those that are one thread are taken whole.
    """
    format_, options = _format_of(out, edition), _with_part(out, options)
    if format_ is None:
        endings = " ".join(f".{known_format.value}" for known_format in Format)
        return _print_error(f"{out.name} has no ending that Threadsheet can write. It writes: {endings}", 2)
    several = max(len(sources), len(chosen)) > 1
    if several and CONTENTS[edition].exercise:
        return _print_error("A workshop is about one thread: name one, or take another edition.", 2)
    now, source = datetime.now(UTC), sources[0]
    try:
        pipeline = Pipeline.prepare(settings, shared=False)
        unrolled: list[Thread] = []
        pictures: dict[str, Picture] = {}
        left = list(chosen)
        for source in sources:
            local = _read_capture(source, settings, pipeline, now)
            capture = local or pipeline.fetch(source, now)
            threads = _threads_of(pipeline, capture, chosen, left) if several else _threads_of_one(pipeline, capture, chosen)
            unrolled += threads
            for read in () if local else threads:
                pictures.update(_fetch_pictures(pipeline, read.version))
        if left and several:
            raise Invalid("no_such_thread", thread=left[0])
        values = (edition, format_, now, no_heartbeat, options, pictures)
        joint = len(unrolled) > 1
        _write(out, pipeline.joint_handout(unrolled, title, *values) if joint else pipeline.handout(unrolled[0], *values))
    except OSError as error:
        return _print_error(f"{error.filename or source}: {error.strerror}.", 1)
    except ThreadsheetError as error:
        return _print_error(f"{source}: {sentence(error.reason)}" if several else sentence(error.reason), 1)
    for read in unrolled:
        _print_error(_verdict(read.version.completeness, len(read.version.points)), 0)
    return 0


def _threads_of_one(pipeline: Pipeline, capture: Capture, chosen: Sequence[str]) -> list[Thread]:
    """The thread of the only input: the chosen one, where one is."""
    own = _choose_thread(pipeline, capture, chosen[0]) if chosen else capture
    return [pipeline.thread([own], pipeline.codebook(None))]


def _threads_of(pipeline: Pipeline, capture: Capture, chosen: Sequence[str], left: list[str]) -> list[Thread]:
    """The chosen threads that an input holds, or all of an input that is one thread. Those found are taken out of `left`.

    Raises Invalid for an input of several threads of which none is chosen.
    """
    choices = pipeline.threads_in(capture) if chosen else ()
    if not choices:
        return [pipeline.thread([capture], pipeline.codebook(None))]
    threads: list[Thread] = []
    for name in chosen:
        try:
            threads.append(pipeline.thread([_choose_thread(pipeline, capture, name)], pipeline.codebook(None)))
        except (Invalid, NotAThread):  # it may be in another input
            continue
        left[:] = [other for other in left if other != name]
    if not threads:
        raise Invalid("none_chosen", threads=len(choices))
    return threads


def _fetch_pictures(pipeline: Pipeline, version: Version) -> Mapping[str, Picture]:
    """The pictures that can be had of a fetched thread. Those of a file are not fetched, because nobody allowed that."""
    return {url: result for url, result in pipeline.pictures(picture_urls(version)) if isinstance(result, Picture)}


def _format_of(out: Path, edition: Edition) -> Format | None:
    """The format with the longest ending that matches; `.zip` alone is all parts of a workshop, as PDF."""
    name = out.name.lower()
    if CONTENTS[edition].exercise and name.endswith(".zip") and not name.endswith(f".{Format.MD_ZIP.value}"):
        return Format.PDF
    matches = (format_ for format_ in Format if name.endswith(f".{format_.value}"))
    return max(matches, key=lambda format_: len(format_.value), default=None)


def _with_part(out: Path, options: Options) -> Options:
    """The options with a part of the workshop: the participant sheet unless another one, or a zip of all, is asked for."""
    return options if options.part or out.name.lower().endswith(".zip") else replace(options, part=Part.SHEET)


def _choose_thread(pipeline: Pipeline, capture: Capture, thread: str) -> Capture:
    """The Capture with the thread that `thread` names: one of its list by address or id, else the one with that post."""
    named = post_address(thread)
    url = named.url if named else thread
    for choice in pipeline.threads_in(capture):
        own = post_address(choice.url)
        if thread in (choice.id, choice.url) or (own and own.url == url):
            return replace(capture, hints=Hints(url=choice.address))
    if named is None and thread.isdecimal():
        url = f"https://x.com/i/status/{thread}"
    if named is None and not thread.isdecimal():
        raise Invalid("no_such_thread", thread=thread)
    return replace(capture, hints=Hints(url=url))


def _read_capture(source: str, settings: Settings, pipeline: Pipeline, now: datetime) -> Capture | None:
    """The content of a file or of standard input; None for a URL, which is fetched later. Raises UnsupportedSite."""
    if "://" in source:
        validate_thread_url(source)
        return None
    if source != "-" and is_container(_beginning(Path(source))):
        return pipeline.open_export(Path(source), now)
    return _capture(_read(source, settings.max_capture_bytes), now)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _read(source: str, limit: int) -> bytes:
    """Reads at most one byte more than allowed, so that an endless input cannot fill the memory."""
    if source == "-":
        body = sys.stdin.buffer.read(limit + 1)
    else:
        with Path(source).open("rb") as file:
            body = file.read(limit + 1)
    if len(body) > limit:
        raise TooLarge("file", file=source, megabytes=limit // 2**20)
    if not body.strip():
        raise Empty("file", file=source)
    return body


def _capture(body: bytes, now: datetime) -> Capture:
    """Raises Empty, Invalid."""
    check_readable(body)
    html = is_markup(body)
    return Capture(
        body=body,
        via=Via.PAGE if html else Via.PASTE,
        media_type=MediaType.HTML if html else MediaType.TEXT,
        captured_at=now,
    )


def _write(out: Path, content: bytes) -> None:
    """Writes the file atomically: a reader of `out` sees the old file or the complete new one."""
    handle, name = tempfile.mkstemp(dir=out.parent or Path(), prefix=f".{out.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(out)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _verdict(completeness: Completeness, points: int) -> str:
    verdict = {
        Verdict.COMPLETE: "the thread is complete",
        Verdict.GAPS: "parts of the thread are missing",
        Verdict.UNKNOWN: "whether the thread is complete is not known",
    }[completeness.verdict]
    sentences = " ".join(sentence(reason) for reason in completeness.reasons)
    return f"{points} {'point' if points == 1 else 'points'}; {verdict}. {sentences}".strip()


def _print_error(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return status
