"""`./threadsheet handout`: turns a thread, or several, into one handout, without a server, a queue or an archive."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from commands.thread_inputs import ThreadInputs, read_capture
from domain.editions import CONTENTS, Edition, Part
from domain.errors import ThreadsheetError
from domain.settings import Settings
from domain.shapes.handout import Format
from domain.shapes.options import Options
from domain.shapes.thread import Completeness, Verdict
from presentation.messages import sentence
from workers.pipeline import Pipeline
from workers.sandbox import no_heartbeat


def list_threads(settings: Settings, source: str) -> int:
    """Prints the threads of an input that holds several, one a line: address or id, posts, date, first words."""
    now = datetime.now(UTC)
    try:
        pipeline = Pipeline.prepare(settings, shared=False)
        choices = pipeline.threads_in(read_capture(pipeline, settings, source, now))
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
    address or id, or by that of a post in it. Of several inputs, those that are one thread are taken whole. Each
    thread appears once.
    """
    format_, options = _format_of(out, edition), _with_part(out, options)
    if format_ is None:
        endings = " ".join(f".{known_format.value}" for known_format in Format)
        return _print_error(f"{out.name} has no ending that Threadsheet can write. It writes: {endings}", 2)
    several = max(len(sources), len(chosen)) > 1
    if several and CONTENTS[edition].exercise:
        return _print_error("A workshop is about one thread: name one, or take another edition.", 2)
    now, source, prefix = datetime.now(UTC), "", ""
    try:
        pipeline = Pipeline.prepare(settings, shared=False)
        inputs = ThreadInputs(pipeline, settings, now, chosen, several=several)
        for source in sources:
            prefix = f"{source}: " if len(sources) > 1 else ""
            inputs.read(source)
        prefix = ""
        inputs.check_chosen()
        threads, values = inputs.threads, (edition, format_, now, no_heartbeat, options, inputs.pictures)
        joint = len(threads) > 1
        _write(out, pipeline.joint_handout(threads, title, *values) if joint else pipeline.handout(threads[0], *values))
    except OSError as error:
        return _print_error(f"{error.filename or source}: {error.strerror}.", 1)
    except ThreadsheetError as error:
        return _print_error(prefix + sentence(error.reason), 1)
    for thread in threads:
        _print_error(_verdict(thread.version.completeness, len(thread.version.points)), 0)
    return 0


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
