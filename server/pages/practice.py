"""The practice thread that ships with Threadsheet: saved on request, and recognised by its text."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from flask import Blueprint, redirect
from werkzeug.wrappers import Response as Redirect

from domain.digest import digest
from domain.shapes.capture import CaptureSummary, Hints
from server import intake
from server.access.auth import Role, allow_role, current_caller
from server.context import app_context

blueprint = Blueprint("practice_pages", __name__)
FILE: Final = Path(__file__).parents[2] / "templates" / "practice" / "thread.txt"
HINTS: Final = Hints(author="Robin Vale", posted_at=datetime(2026, 3, 9, tzinfo=UTC))


@cache
def practice_text() -> bytes:
    return FILE.read_bytes()


def is_practice(captures: tuple[CaptureSummary, ...]) -> bool:
    """Whether a thread was made from the practice text."""
    return any(capture.sha256 == digest(practice_text()) for capture in captures)


@blueprint.post("/practice")
@allow_role(Role.EDITOR)
def save() -> Redirect:
    """Saves the practice thread."""
    context = app_context()
    capture = intake.pasted_capture(practice_text(), context.archive.clock(), HINTS)
    submission = intake.receive(context, intake.SubmissionRequest(capture), current_caller().name).submission
    return redirect(f"/submissions/{submission.id}", 303)
