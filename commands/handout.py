"""`./threadsheet handout`: turns one thread into one handout, without a server, a queue or an archive."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from archive.media import picture_urls
from domain.addresses import validate_thread_url
from domain.content_type import check_readable, is_markup
from domain.editions import Edition
from domain.errors import Empty, ThreadsheetError, TooLarge
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.handout import Format
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.thread import Completeness, Verdict, Version
from presentation.messages import sentence
from workers.pipeline import Pipeline


def make_handout(settings: Settings, source: str, out: Path, edition: Edition, options: Options) -> int:
    """Writes the handout and prints the verdict on standard error. Returns the exit status: 0 done, 1 failed, 2 wrong usage."""
    format_ = _format_of(out)
    if format_ is None:
        endings = " ".join(f".{known_format.value}" for known_format in Format)
        return _print_error(f"{out.name} has no ending that Threadsheet can write. It writes: {endings}", 2)
    now = datetime.now(UTC)
    try:
        local = _read_capture(source, settings, now)
        pipeline = Pipeline.prepare(settings, shared=False)
        capture = local or pipeline.fetch(source, now)
        thread = pipeline.thread([capture], pipeline.codebook(None))
        pictures = {} if local else _fetch_pictures(pipeline, thread.version)
        _write(out, pipeline.handout(thread, edition, format_, now, options=options, pictures=pictures))
    except OSError as error:
        return _print_error(f"{error.filename or source}: {error.strerror}.", 1)
    except ThreadsheetError as error:
        return _print_error(sentence(error.reason), 1)
    _print_error(_verdict(thread.version.completeness, len(thread.version.points)), 0)
    return 0


def _fetch_pictures(pipeline: Pipeline, version: Version) -> Mapping[str, Picture]:
    """The pictures that can be had of a fetched thread. Those of a file are not fetched, because nobody allowed that."""
    return {url: result for url, result in pipeline.pictures(picture_urls(version)) if isinstance(result, Picture)}


def _format_of(out: Path) -> Format | None:
    """The format with the longest ending that matches: `.md.zip` goes before `.zip`."""
    name = out.name.lower()
    matches = (format_ for format_ in Format if name.endswith(f".{format_.value}"))
    return max(matches, key=lambda format_: len(format_.value), default=None)


def _read_capture(source: str, settings: Settings, now: datetime) -> Capture | None:
    """The content of a file or of standard input; None for a URL, which is fetched later. Raises UnsupportedSite."""
    if "://" in source:
        validate_thread_url(source)
        return None
    return _capture(_read(source, settings.max_capture_bytes), now)


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
