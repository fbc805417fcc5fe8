"""`./threadsheet handout`: one thread to one handout, with no server, no queue and no archive."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import ThreadsheetError
from archive.settings import Settings
from archive.shapes.capture import Capture, MediaType, Via
from archive.shapes.handout import Edition, Format
from archive.shapes.thread import Completeness, Verdict
from workers.pipeline import Pipeline

HTML_BEGINNINGS = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<article", b"<div", b"<section")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def make(settings: Settings, source: str, out: Path, edition: Edition) -> int:
    """Returns the exit status: 0 made (the verdict on standard error), 1 failed, 2 wrong usage."""
    format_ = _format_of(out)
    if format_ is None:
        endings = " ".join(f".{known.value}" for known in Format)
        return _complain(f"{out.name} has no ending that Threadsheet can write. It writes: {endings}", 2)
    if "://" in source:
        return _complain("Addresses cannot be read yet. Save the page and give its file, or paste its text.", 2)
    now = datetime.now(UTC)
    try:
        capture = _capture(_read(source, settings.max_capture_bytes), now)
        pipeline = Pipeline.prepare(settings)
        thread = pipeline.thread([capture], pipeline.codebook(None))
        _write(out, pipeline.handout(thread, edition, format_, now))
    except OSError as error:
        return _complain(f"{error.filename or source}: {error.strerror}.", 1)
    except ThreadsheetError as error:
        return _complain(error.message, 1)
    _complain(_verdict(thread.version.completeness, len(thread.version.points)), 0)
    return 0
