"""`./threadsheet handout`: one thread to one handout, with no server, no queue and no archive."""

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
from domain.errors import Empty, ThreadsheetError, TooLarge
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.handout import Edition, Format
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.thread import Completeness, Verdict, Version
from presentation.messages import sentence
from workers.pipeline import Pipeline


def make(settings: Settings, source: str, out: Path, edition: Edition, options: Options) -> int:
    """Returns the exit status: 0 made (the verdict on standard error), 1 failed, 2 wrong usage."""
    format_ = _format_of(out)
    if format_ is None:
        endings = " ".join(f".{known.value}" for known in Format)
        return _complain(f"{out.name} has no ending that Threadsheet can write. It writes: {endings}", 2)
    now = datetime.now(UTC)
    try:
        given = _given(source, settings, now)
        pipeline = Pipeline.prepare(settings, shared=False)
        capture = given or pipeline.fetch(source, now)
        thread = pipeline.thread([capture], pipeline.codebook(None))
        shown = {} if given else _pictures(pipeline, thread.version)
        _write(out, pipeline.handout(thread, edition, format_, now, options=options, pictures=shown))
    except OSError as error:
        return _complain(f"{error.filename or source}: {error.strerror}.", 1)
    except ThreadsheetError as error:
        return _complain(sentence(error.reason), 1)
    _complain(_verdict(thread.version.completeness, len(thread.version.points)), 0)
    return 0


def _pictures(pipeline: Pipeline, version: Version) -> Mapping[str, Picture]:
    """Those that can be had, of a thread that was fetched; a file's are not asked for, because nobody said that we may."""
    return {url: found for url, found in pipeline.pictures(picture_urls(version)) if isinstance(found, Picture)}


def _format_of(out: Path) -> Format | None:
    """The format of the longest ending that fits: `.md.zip` is more than `.zip`."""
    name = out.name.lower()
    return max((each for each in Format if name.endswith(f".{each.value}")), key=lambda each: len(each.value), default=None)


def _given(source: str, settings: Settings, now: datetime) -> Capture | None:
    """What a file or standard input holds; None for an address, which is fetched later. Raises UnsupportedSite."""
    if "://" in source:
        validate_thread_url(source)
        return None
    return _capture(_read(source, settings.max_capture_bytes), now)


def _read(source: str, limit: int) -> bytes:
    """At most one byte more than allowed, so that an endless input cannot fill the memory."""
    if source == "-":
        body = sys.stdin.buffer.read(limit + 1)
    else:
        with Path(source).open("rb") as file:
            body = file.read(limit + 1)
    if len(body) > limit:
        raise TooLarge(f"{source} is larger than {limit // 2**20} MB.")
    if not body.strip():
        raise Empty(f"{source} holds no text.")
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
    """All or nothing: a reader of `out` sees the old file or the whole new one."""
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
    told = {
        Verdict.COMPLETE: "the thread is complete",
        Verdict.GAPS: "parts of the thread are missing",
        Verdict.UNKNOWN: "whether the thread is complete is not known",
    }[completeness.verdict]
    sentences = " ".join(sentence(reason) for reason in completeness.reasons)
    return f"{points} {'point' if points == 1 else 'points'}; {told}. {sentences}".strip()


def _complain(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return status
