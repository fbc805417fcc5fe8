"""The page for editing a thread by hand: one form for each kind of edit; all of them work without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import refreshes
from archive.archive import Archive
from archive.threads import editing, threads
from archive.threads.editing import EditResult
from domain.edits import EditRequest
from domain.edits.requests import PointRequest, ReadAsRequest, RestoreRequest, SplitRequest
from domain.edits.split_positions import find_split_position
from domain.errors import Conflict, Invalid, NoAddress, ThreadsheetError, UnsupportedSite
from domain.shapes.edit import Facts
from domain.shapes.thread import Thread
from presentation.messages import load_messages, sentence
from server.access.auth import Role, allow_role, current_caller
from server.api.redirects import checked_id, redirect_merged
from server.context import app_context
from server.pages.thread.edit_view import edit_view
from server.pages.thread_rows import codebook_of

blueprint = Blueprint("edit_pages", __name__, url_prefix="/threads")
THREAD_PAGE: Final = "thread"
"""Value of the field `back` of forms on the thread's page."""
KINDS_WITH_WORDS: Final = frozenset({"set", "split"})
"""Edits into whose forms words are typed."""
EditAction = Callable[[Archive, str, str, int | None], EditResult]


@blueprint.get("/<id_>/edit")
@allow_role(Role.EDITOR)
def show(id_: str) -> str | Redirect:
    """Shows the thread's latest version with the edits that are possible for each point."""
    if response := redirect_merged(id_):
        return response
    return _page(id_)


def _page(id_: str, fault: str = "", kind: str = "") -> str:
    """The page; with a fault also what was typed into the refused form, which is of that kind of edit."""
    context = app_context()
    thread = threads.load(context.archive, id_)
    view = edit_view(thread, codebook_of(thread.codebook, context.codebooks), editing.history(context.archive, id_))
    typed = request.form if kind in KINDS_WITH_WORDS else {}
    return render_template("pages/edit.html.jinja", thread=view, fault=fault, kind=kind, typed=typed)


@blueprint.post("/<id_>/edit/<any(split, join, drop, restore, set, read_as):kind>")
@allow_role(Role.EDITOR)
def edit(id_: str, kind: str) -> Redirect | tuple[str, int]:
    """Applies one edit and returns to the point that was edited; a refused one comes back with what was typed."""

    def action(archive: Archive, thread_id: str, by: str, version: int | None) -> EditResult:
        return editing.edit(archive, thread_id, _edit_request(archive, thread_id, kind), by, version)

    return _apply(id_, action, kind)


@blueprint.post("/<id_>/edit/undo")
@allow_role(Role.EDITOR)
def undo(id_: str) -> Redirect | tuple[str, int]:
    """Undoes the last edit."""
    return _apply(id_, editing.undo)


@blueprint.post("/<id_>/edit/redo")
@allow_role(Role.EDITOR)
def redo(id_: str) -> Redirect | tuple[str, int]:
    """Applies again the edit that was undone last."""
    return _apply(id_, editing.redo)


@blueprint.post("/<id_>/captures/<capture_id>/take")
@allow_role(Role.EDITOR)
def take(id_: str, capture_id: str) -> Redirect:
    """Lets a capture that a program sent replace words of the thread, and shows the progress."""
    context = app_context()
    submission = refreshes.take_capture(context.archive, checked_id(id_), capture_id, current_caller().name)
    context.queue.submission(submission.id)
    return redirect(f"/submissions/{submission.id}", 303)


@blueprint.post("/<id_>/refresh")
@allow_role(Role.EDITOR)
def refresh(id_: str) -> Redirect:
    """Fetches the thread's address again and shows the progress."""
    if response := redirect_merged(id_):
        return response
    context = app_context()
    try:
        submission = refreshes.refresh(context.archive, id_, current_caller().name)
    except (NoAddress, UnsupportedSite) as error:
        flash(sentence(error.reason))
        return redirect(f"/threads/{id_}", 303)
    context.queue.submission(submission.id)
    return redirect(f"/submissions/{submission.id}", 303)


def _apply(id_: str, action: EditAction, kind: str = "") -> Redirect | tuple[str, int]:
    """Runs an edit and returns to the page with a message about what was done, or why it was not."""
    if response := redirect_merged(id_):
        return response
    context = app_context()
    page = f"/threads/{id_}" if request.form.get("back") == THREAD_PAGE else f"/threads/{id_}/edit"
    try:
        result = action(context.archive, id_, current_caller().name, _number("version"))
    except (Conflict, Invalid, UnsupportedSite) as error:
        if kind in KINDS_WITH_WORDS:
            return _page(id_, _error_text(error), kind), 422
        flash(_error_text(error))
        return redirect(page, 303)
    context.queue.submission(result.submission_id)
    flash(load_messages().pages.edit.done(number=result.number))
    position = _number("position") or _number("after")
    return redirect(f"{page}#point-{position}" if position else page, 303)


def _error_text(error: ThreadsheetError) -> str:
    fields = map(sentence, error.fields.values()) if isinstance(error, Invalid) else ()
    return " ".join((sentence(error.reason), *fields))


def _edit_request(archive: Archive, id_: str, kind: str) -> EditRequest:
    """Reads the edit that the form asks for. Raises Invalid."""
    position = _number("position") or 0
    if kind == "split":
        return EditRequest(split=SplitRequest(position, _split_position(archive, id_, position)))
    if kind == "join":
        return EditRequest(join=PointRequest(position))
    if kind == "drop":
        return EditRequest(drop=PointRequest(position))
    if kind == "restore":
        return EditRequest(restore=RestoreRequest(_number("dropped") or 0, _number("after") or 0))
    if kind == "read_as":
        return EditRequest(read_as=ReadAsRequest(_number("points") or 0))
    return EditRequest(set=_facts(threads.load(archive, id_)))


def _split_position(archive: Archive, id_: str, position: int) -> int:
    """Returns the cursor's position, which a script sends, else that of the empty line in the text. Raises Invalid."""
    cursor = _number("at")
    if cursor is not None:
        return cursor
    points = threads.load(archive, id_).version.points
    if not 1 <= position <= len(points):
        raise Invalid("point")
    return find_split_position(points[position - 1].text, request.form.get("text", ""))


def _facts(thread: Thread) -> Facts:
    """Reads the facts that differ from what the page showed. Raises Invalid."""
    version = thread.version
    values = {name: " ".join(request.form.get(name, "").split()) for name in ("title", "author", "handle", "url", "date")}
    day = version.posted_at.date().isoformat() if version.posted_at else ""
    return Facts(
        title=_if_changed(values["title"], version.title),
        author=_if_changed(values["author"], version.author.name),
        handle=_if_changed(values["handle"].removeprefix("@"), version.author.handle),
        url=_if_changed(values["url"], version.url),
        posted_at=_parse_day(values["date"]) if values["date"] and values["date"] != day else None,
    )


def _if_changed(value: str, old: str | None) -> str | None:
    return value if value and value != old else None


def _parse_day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise Invalid("date", date=text[:40]) from None


def _number(name: str) -> int | None:
    """Reads a whole number from the form; None if the field is empty. Raises Invalid."""
    text = request.form.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid("page_outdated")
    return int(text)
