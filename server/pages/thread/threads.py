"""The pages of a thread: the thread itself, and its deletion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import media, schedules
from archive.library import listing
from archive.threads import curation, editing, thread_list, threads
from archive.unfinished import has_unfinished_work
from domain.editions import Edition
from domain.errors import Conflict, Invalid
from domain.shapes.author import AuthorName
from domain.shapes.codebook import Codebook
from domain.shapes.curation import PointNote
from domain.shapes.handout import Format
from domain.shapes.thread import Thread
from presentation.api.schedule import format_every
from presentation.citation import CitationFormat
from presentation.messages import load_messages, sentence
from server.access.auth import Role, allow_role, current_caller
from server.api.redirects import checked_id
from server.api.threads import delete_thread, load, merged_into
from server.codings import is_hidden, without_tags
from server.context import AppContext, app_context
from server.front.body_limits import ENVELOPE, body_limit, streamed
from server.pages.follows import REFRESHES
from server.pages.handout_options import handout_options
from server.pages.practice import is_practice
from server.pages.thread.reader_view import Reader, author_href, filter_items, point_filters, scrubber
from server.pages.thread.thread_view import ThreadView, codebook_views, thread_view
from server.pages.thread_rows import Row, codebook_of, row

blueprint = Blueprint("thread_pages", __name__, url_prefix="/threads")
MORE_THREADS: Final = 5
MAX_PICTURE: Final = 16 << 20
"""Bytes of an attached picture; workers fetch none that is larger either."""


@blueprint.get("/<id_>")
@allow_role(Role.READER)
def show(id_: str) -> str | Redirect:
    """Shows a thread in its latest version, or the one that the query names."""
    context = app_context()
    if new_id := merged_into(context, id_):
        return redirect(f"/threads/{new_id}", 308)
    thread, hidden = load(context, id_), is_hidden(context, id_)
    thread = without_tags(thread) if hidden else thread
    choices = codebook_views(context.codebooks, threads.list_taggings(context.archive, id_), thread.codebook.id)
    can_undo = _is_read_as(editing.history(context.archive, id_)) if thread.version.is_edited else False
    codebook, stored = codebook_of(thread.codebook, context.codebooks), media.list_stored(context.archive, thread.version)
    view = thread_view(thread, codebook, choices, stored, can_undo_reading=can_undo)
    return render_template(
        "pages/thread.html.jinja",
        thread=view,
        hidden_tags=hidden,
        reader=_reader(context, thread, view, codebook),
        default_codebook=next((choice.id for choice in choices if choice.tagged), view.codebook),
        editions=tuple(Edition),
        formats=tuple(Format),
        options=handout_options(),
        citations=tuple(CitationFormat),
    )


def _reader(context: AppContext, thread: Thread, view: ThreadView, codebook: Codebook) -> Reader:
    """What stands round the points."""
    assert thread.id is not None
    archive, show, find = context.archive, request.args.get("show", ""), request.args.get("find", "").strip()
    notes = curation.load_point_notes(archive, thread.id)
    own = schedules.load(archive, thread.id).every
    return Reader(
        items=tuple(filter_items(view.items, show, find)),
        filters=point_filters(view, codebook, show),
        filtered=bool(show or find),
        find=find,
        curation=curation.load(archive, thread.id, current_caller().person),
        notes=_by_position(notes),
        person=current_caller().person,
        lost_notes=tuple(note for note in notes if note.position is None),
        author_href=author_href(thread),
        more=_more_from_author(context, thread),
        pending=not view.older and has_unfinished_work(archive, thread.id),
        practice=is_practice(thread.captures),
        scrubber=scrubber(view),
        refresh_every=format_every(own) if own is not None else "",
        refreshes=REFRESHES,
    )


def _by_position(notes: Sequence[PointNote]) -> dict[int, list[PointNote]]:
    """The notes on the points of this Version; where there are several people, all of theirs."""
    by_position: dict[int, list[PointNote]] = {}
    for note in notes:
        if note.position is not None:
            by_position.setdefault(note.position, []).append(note)
    return by_position


def _more_from_author(context: AppContext, thread: Thread) -> tuple[Row, ...]:
    """Other threads of the author on the same site, the latest published first."""
    handle = thread.version.author.handle
    if not handle or thread.id is None:
        return ()
    author = AuthorName(thread.version.site, handle)
    others = listing.list_latest_of_author(context.archive, author, MORE_THREADS, without=thread.id)
    return tuple(row(other, context.codebooks) for other in others)


def _is_read_as(history: editing.History) -> bool:
    """Whether the edit that would be undone next chose another reading."""
    applied = [edit for edit in history.edits if not edit.undone]
    return bool(applied) and applied[-1].operation.read_as is not None


@blueprint.get("/<id_>/pictures/<key>")
@allow_role(Role.READER)
def picture(id_: str, key: str) -> Response:
    """Sends a stored picture of the thread."""
    stored = media.load_picture(app_context().archive, checked_id(id_), key)
    return Response(stored.body, content_type=stored.media_type)


@blueprint.post("/<id_>/pictures/<key>")
@body_limit(MAX_PICTURE + ENVELOPE)
@streamed
@allow_role(Role.EDITOR)
def attach(id_: str, key: str) -> Redirect:
    """Takes a file in the place of a picture that could not be fetched; a worker decodes it."""
    context, file = app_context(), request.files.get(f"picture-{key}")
    body = file.read() if file else b""
    try:
        if not body:
            raise Invalid("picture_missing")
        submission = media.attach(context.archive, checked_id(id_), key, body, current_caller().name)
        context.queue.submission(submission)
        flash(load_messages().pages.thread.attached)
    except (Conflict, Invalid) as error:
        flash(sentence(error.reason))
    return redirect(f"/threads/{id_}", 303)


@blueprint.get("/<id_>/delete")
@allow_role(Role.EDITOR)
def confirm_deletion(id_: str) -> str:
    """Asks for confirmation."""
    context = app_context()
    thread = row(thread_list.load_summary(context.archive, checked_id(id_)), context.codebooks)
    return render_template("pages/delete.html.jinja", thread=thread, days=context.settings.trash_days)


@blueprint.post("/<id_>/delete")
@allow_role(Role.EDITOR)
def delete(id_: str) -> Redirect:
    """Puts a thread into the wastebasket, or deletes it for good where there is none."""
    delete_thread(app_context(), checked_id(id_))
    flash(load_messages().pages.delete.done)
    return redirect("/", 303)
