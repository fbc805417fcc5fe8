"""The page on which a thread is edited by hand: forms that need no script, one thing each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import refreshes
from archive.archive import Archive
from archive.threads import editing, threads
from archive.threads.editing import EditResult
from domain.edits import EditRequest
from domain.edits.requests import PointRequest, RestoreRequest, SplitRequest
from domain.edits.split_positions import find_split_position
from domain.errors import Conflict, Invalid, NoAddress, ThreadsheetError, UnsupportedSite
from domain.shapes.edit import Facts
from domain.shapes.thread import Thread
from presentation.messages import sentence, words
from server.access.auth import current_caller
from server.api.redirects import forwarded
from server.context import app_context
from server.pages.thread.edit_view import edit_view
from server.pages.thread_rows import codebook_of

blueprint = Blueprint("edit_pages", __name__, url_prefix="/threads")
Doing = Callable[[Archive, str, str, int | None], EditResult]


@blueprint.get("/<id_>/edit")
def show(id_: str) -> str | Redirect:
    """The thread's latest version with what can be done to each of its points."""
    if there := forwarded(id_):
        return there
    context = app_context()
    thread = threads.load(context.archive, id_)
    seen = edit_view(thread, codebook_of(thread.codebook, context.codebooks), editing.history(context.archive, id_))
    return render_template("pages/edit.html.jinja", thread=seen)


@blueprint.post("/<id_>/edit/<any(split, join, drop, restore, set):what>")
def edit(id_: str, what: str) -> Redirect:
    """Do one thing, and come back to where it was done."""
    return _done(
        id_, lambda archive, found, by, version: editing.edit(archive, found, _asked(archive, found, what), by, version)
    )


@blueprint.post("/<id_>/edit/undo")
def undo(id_: str) -> Redirect:
    """Undo the last edit."""
    return _done(id_, editing.undo)


@blueprint.post("/<id_>/edit/redo")
def redo(id_: str) -> Redirect:
    """Bring back what was undone last."""
    return _done(id_, editing.redo)


@blueprint.post("/<id_>/refresh")
def refresh(id_: str) -> Redirect:
    """Ask the thread's address again, and show how far that is."""
    if there := forwarded(id_):
        return there
    context = app_context()
    try:
        made = refreshes.refresh(context.archive, id_, current_caller().name)
    except (NoAddress, UnsupportedSite) as error:
        flash(sentence(error.reason))
        return redirect(f"/threads/{id_}", 303)
    context.queue.submission(made.id)
    return redirect(f"/submissions/{made.id}", 303)


def _done(id_: str, doing: Doing) -> Redirect:
    """Back to the page with a sentence about what was done, or why it was not."""
    if there := forwarded(id_):
        return there
    context, said = app_context(), words().pages.edit
    back = f"/threads/{id_}/edit"
    try:
        edited = doing(context.archive, id_, current_caller().name, _number("version"))
    except (Conflict, Invalid, UnsupportedSite) as error:
        flash(_told(error))
        return redirect(back, 303)
    context.queue.submission(edited.submission_id)
    flash(said.done(number=edited.number))
    where = _number("position") or _number("after")
    return redirect(f"{back}#point-{where}" if where else back, 303)


def _told(error: ThreadsheetError) -> str:
    fields = map(sentence, error.fields.values()) if isinstance(error, Invalid) else ()
    return " ".join((sentence(error.reason), *fields))


def _asked(archive: Archive, id_: str, what: str) -> EditRequest:
    """What the form asks for. Raises Invalid."""
    position = _number("position") or 0
    if what == "split":
        return EditRequest(split=SplitRequest(position, _place(archive, id_, position)))
    if what == "join":
        return EditRequest(join=PointRequest(position))
    if what == "drop":
        return EditRequest(drop=PointRequest(position))
    if what == "restore":
        return EditRequest(restore=RestoreRequest(_number("dropped") or 0, _number("after") or 0))
    return EditRequest(set=_facts(threads.load(archive, id_)))


def _place(archive: Archive, id_: str, position: int) -> int:
    """The cursor's place, which a script tells, else the empty line in the text."""
    at = _number("at")
    if at is not None:
        return at
    points = threads.load(archive, id_).version.points
    if not 1 <= position <= len(points):
        raise Invalid("There is no such point.")
    return find_split_position(points[position - 1].text, request.form.get("text", ""))


def _facts(thread: Thread) -> Facts:
    """What differs from what the page showed."""
    version = thread.version
    given = {name: " ".join(request.form.get(name, "").split()) for name in ("title", "author", "handle", "url", "date")}
    day = version.posted_at.date().isoformat() if version.posted_at else ""
    return Facts(
        title=_other(given["title"], version.title),
        author=_other(given["author"], version.author.name),
        handle=_other(given["handle"].removeprefix("@"), version.author.handle),
        url=_other(given["url"], version.url),
        posted_at=_day(given["date"]) if given["date"] and given["date"] != day else None,
    )


def _other(given: str, shown: str | None) -> str | None:
    return given if given and given != shown else None


def _day(given: str) -> datetime:
    try:
        return datetime.strptime(given, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise Invalid(words().pages.faults.date(date=given)) from None


def _number(name: str) -> int | None:
    """A whole number of the form; None when it is not given. Raises Invalid."""
    given = request.form.get(name, "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        raise Invalid("This page is no longer current. Load it again and try once more.")
    return int(given)
