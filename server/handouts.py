"""Handouts on their way out: served when they are made, asked for when they are not."""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from archive import handouts, submissions
from domain.code_hash import RENDERER
from domain.errors import Invalid, NotFound, error_of
from domain.shapes.handout import Edition, Format, Handout, HandoutKey, HandoutState
from domain.shapes.options import Options, options_from_query
from domain.shapes.thread import Thread
from presentation.redaction import redact
from server.access.auth import Scope, allow, current_caller
from server.api.event_stream import stopping
from server.api.threads import load, moved, whole_number
from server.context import AppContext, app_context
from server.pages.waiting import waiting
from server.problems import wants_page

blueprint = Blueprint("handouts", __name__)
LONGEST_WAIT: Final = 25  # seconds
LOOK_SECONDS: Final = 0.02
AGAIN_AFTER: Final = timedelta(minutes=1)
MOST_WAITING: Final = 6
_places: Final = threading.BoundedSemaphore(MOST_WAITING)
ALONE: Final = (
    "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; "
    "font-src data:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""An HTML handout is a document of its own: nothing in it may act on our pages."""
UNFRAMED: Final = "frame-ancestors 'none'"
"""What a browser shows with a viewer of its own, which our pages' policy would stop."""
LONGEST_SLUG: Final = 60


@blueprint.get("/threads/<id_>/handout.<ending>")
@allow(Scope.READ, Scope.SAVE)
def handout(id_: str, ending: str) -> Response | Redirect:
    """The handout as a file; 202 while it is being made."""
    context = app_context()
    if elsewhere := moved(context, id_):
        return redirect(f"/threads/{elsewhere}/handout.{ending}?{request.query_string.decode()}", 308)
    format_, edition = _format(ending), _edition(request.args.get("edition"))
    options = Options.parse(request.args).relevant_to(edition, format_)
    _may_read(context, id_)
    thread = load(context, id_)
    seconds = whole_number("wait", 0, 0, LONGEST_WAIT)
    made = awaited(context, asked(context, handouts.key_for(thread, edition, format_, RENDERER, options.query)), seconds)
    if made.failure:
        raise error_of(made.failure.reason)
    return file(context, filename(thread, made), made) if made.state is HandoutState.DONE else _not_yet(thread, made)


def _format(ending: str) -> Format:
    try:
        return Format(ending)
    except ValueError:
        raise NotFound(f"There are no .{ending[:20]} handouts; there are {', '.join(Format)}.") from None


def _edition(name: str | None) -> Edition:
    try:
        return Edition(name or Edition.ANNOTATED)
    except ValueError:
        raise Invalid("There is no such edition.", {"edition": f"One of: {', '.join(Edition)}."}) from None


def _may_read(context: AppContext, id_: str) -> None:
    """Who may only save may have the handouts of what they saved. Raises NotFound."""
    asking = current_caller()
    if not asking.may(Scope.READ) and not submissions.made(context.archive, id_, asking.name):
        raise NotFound("There is no thread under this address.")


def asked(context: AppContext, key: HandoutKey) -> Handout:
    """The handout of a key, asked for now unless it was before; one that failed is tried again after a while."""
    known = handouts.find(context.archive, key)
    if known and not _worth_another_try(known, context.archive.clock()):
        return known
    new = handouts.ask(context.archive, key, again=True)
    context.queue.handout(new.id)
    return new


def _worth_another_try(known: Handout, now: datetime) -> bool:
    failed = known.failure is not None and known.failure.retryable and known.finished_at is not None
    return failed and now - (known.finished_at or now) > AGAIN_AFTER


def awaited(context: AppContext, asked: Handout, seconds: int) -> Handout:
    """The handout as soon as it is made or has failed, or as it is after so many seconds."""
    if not _places.acquire(blocking=False):
        return asked  # those who wait must not take every thread from those who do not
    try:
        until = time.monotonic() + seconds
        while asked.finished_at is None and time.monotonic() < until and not stopping.is_set():
            time.sleep(LOOK_SECONDS)
            asked = handouts.get(context.archive, asked.id)
    finally:
        _places.release()
    return asked


def file(context: AppContext, name: str, made: Handout) -> Response:
    """The file of a handout that is made."""
    answer = Response(handouts.read(context.archive, made), content_type=made.key.format.media_type)
    answer.set_etag(made.sha256 or "")
    answer.headers["Cache-Control"] = "private, no-cache"
    disposition = "attachment" if "download" in request.args else "inline"
    answer.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    answer.headers["Content-Security-Policy"] = ALONE if made.key.format is Format.HTML else UNFRAMED
    answer.make_conditional(request.environ)
    return answer


def filename(thread: Thread, made: Handout) -> str:
    """A name of ours, of letters that every system takes: what the thread is called, its edition, its id's beginning.

    Where names are hidden the id is left out too: it leads to where they are not.
    """
    hidden = options_from_query(made.key.options).redact
    title = redact(thread).version.title if hidden else thread.version.title
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_SLUG].strip("-") or "thread"
    edition = "" if made.key.edition is Edition.ANNOTATED else f"-{made.key.edition.value}"
    id_ = "" if hidden else f"-{(thread.id or '')[:6]}"
    return f"{slug}{edition}{id_}.{made.key.format.value}"


def _not_yet(thread: Thread, asked: Handout) -> Response:
    body = waiting(thread, asked.key) if wants_page() else ""
    answer = Response(body, status=HTTPStatus.ACCEPTED, mimetype="text/html" if body else "text/plain")
    answer.headers["Retry-After"] = "1"
    answer.headers["Cache-Control"] = "no-store"
    return answer
