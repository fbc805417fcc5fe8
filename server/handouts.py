"""Serves handouts as files; one that does not exist yet is requested from the workers."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from archive import handouts, submissions
from domain.code_hash import RENDERER
from domain.editions import Edition
from domain.errors import Invalid, NotFound, error_of
from domain.handout_files import name_suffix
from domain.messages import message
from domain.point_ranges import select_points
from domain.shapes.handout import Format, Handout, HandoutState
from domain.shapes.options import Options, options_from_query
from domain.shapes.thread import Thread
from presentation.messages import load_messages
from presentation.redaction import redact
from presentation.text_language import language_of
from server.access.auth import Scope, allow, current_caller
from server.access.security_headers import framed
from server.api.query import whole_number
from server.api.threads import load, merged_into
from server.context import AppContext, app_context
from server.handout_files import LONGEST_WAIT, file_response, request_handout, slug_of, wait_for
from server.language import request_language
from server.pages.waiting import waiting_response

blueprint = Blueprint("handouts", __name__)


@blueprint.get("/threads/<id_>/handout.<ending>")
@framed
@allow(Scope.READ, Scope.SAVE)
def show(id_: str, ending: str) -> Response | Redirect:
    """Serves the handout as a file; answers 202 while it is being created."""
    context = app_context()
    if new_id := merged_into(context, id_):
        return redirect(f"/threads/{new_id}/handout.{ending}?{request.query_string.decode()}", 308)
    format_, edition = _format(ending), _edition(request.args.get("edition"))
    options = Options.parse({"lang": request_language(), **request.args}).relevant_to(edition, format_)
    _may_read(context, id_)
    thread = load(context, id_)
    select_points(thread.version.points, options.points)  # raises Invalid at once, not when the file is rendered
    seconds = whole_number("wait", 0, 0, LONGEST_WAIT)
    requested = request_handout(context, handouts.key_for(thread, edition, format_, RENDERER, options.query))
    handout = wait_for(context, requested, seconds)
    if handout.failure:
        raise error_of(handout.failure.reason)
    if handout.state is HandoutState.DONE:
        return file_response(context, filename(thread, handout), handout)
    title = thread.version.title or str(load_messages().shared.untitled)
    return waiting_response(title, handout.key, f"/threads/{thread.id}", language_of(thread.version))


def _format(ending: str) -> Format:
    try:
        return Format(ending)
    except ValueError:
        raise NotFound("handout_format", ending=ending[:20], formats=tuple(Format)) from None


def _edition(name: str | None) -> Edition:
    try:
        return Edition(name or Edition.ANNOTATED)
    except ValueError:
        raise Invalid("edition", fields={"edition": message("invalid.choice", choices=tuple(Edition))}) from None


def _may_read(context: AppContext, id_: str) -> None:
    """Lets callers that may only save read the handouts of threads that hold nothing but what they sent. Raises NotFound."""
    reader = current_caller()
    if not reader.may(Scope.READ) and not submissions.has_all_captures(context.archive, id_, reader.name):
        raise NotFound("thread", id=id_)


def filename(thread: Thread, handout: Handout, *, with_id: bool = True) -> str:
    """A file name: the thread's title, the edition unless it is the default, the beginning of the thread's id.

    Where names are hidden the id is left out: it leads to the thread, where they are not hidden.
    """
    hidden = options_from_query(handout.key.options).redact
    title = redact(thread).version.title if hidden else thread.version.title
    edition = "" if handout.key.edition is Edition.ANNOTATED else f"-{handout.key.edition.value}"
    id_ = f"-{(thread.id or '')[:6]}" if with_id and not hidden else ""
    return f"{slug_of(title, 'thread')}{edition}{id_}{name_suffix(handout.key)}"
