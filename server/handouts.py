"""Serves handouts as files; one that does not exist yet is requested from the workers."""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from archive import handouts, submissions
from domain.code_hash import RENDERER
from domain.editions import Edition
from domain.errors import Invalid, NotFound, error_of
from domain.handout_files import media_type, name_suffix
from domain.messages import message
from domain.point_ranges import select_points
from domain.retry_policy import FAILED_HANDOUT_PAUSE
from domain.shapes.handout import Format, Handout, HandoutKey, HandoutState
from domain.shapes.options import Options, options_from_query
from domain.shapes.thread import Thread
from presentation.redaction import redact
from server.access.auth import Scope, allow, current_caller
from server.api.event_stream import stopping
from server.api.query import whole_number
from server.api.threads import load, merged_into
from server.context import AppContext, app_context
from server.pages.waiting import waiting_page
from server.problems import wants_page

blueprint = Blueprint("handouts", __name__)
LONGEST_WAIT: Final = 25  # seconds
POLL_SECONDS: Final = 0.02
MAX_WAITING: Final = 6  # requests that may wait for a handout at the same time
_waiting_slots: Final = threading.BoundedSemaphore(MAX_WAITING)
HTML_POLICY: Final = (
    "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; "
    "font-src data:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""The Content-Security-Policy of an HTML handout: it is a document of its own, and nothing in it may act on our pages."""
VIEWER_POLICY: Final = "frame-ancestors 'none'"
"""For files that a browser opens in a viewer of its own, which the policy of our pages would block."""
MAX_SLUG: Final = 60


@blueprint.get("/threads/<id_>/handout.<ending>")
@allow(Scope.READ, Scope.SAVE)
def show(id_: str, ending: str) -> Response | Redirect:
    """Serves the handout as a file; answers 202 while it is being created."""
    context = app_context()
    if new_id := merged_into(context, id_):
        return redirect(f"/threads/{new_id}/handout.{ending}?{request.query_string.decode()}", 308)
    format_, edition = _format(ending), _edition(request.args.get("edition"))
    options = Options.parse(request.args).relevant_to(edition, format_)
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
    return _not_ready_response(thread, handout)


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


def request_handout(context: AppContext, key: HandoutKey) -> Handout:
    """Returns the handout of a key, requested now unless it was before; one that failed is retried after a minute."""
    existing = handouts.find(context.archive, key)
    if existing and not _should_retry(existing, context.archive.clock()):
        return existing
    handout = handouts.request(context.archive, key, again=True)
    context.queue.handout(handout.id)
    return handout


def _should_retry(handout: Handout, now: datetime) -> bool:
    failed = handout.failure is not None and handout.failure.retryable and handout.finished_at is not None
    return failed and now - (handout.finished_at or now) > FAILED_HANDOUT_PAUSE


def wait_for(context: AppContext, handout: Handout, seconds: int) -> Handout:
    """Returns the handout as soon as it is done or has failed, or as it is after `seconds`."""
    if not _waiting_slots.acquire(blocking=False):
        return handout  # requests that wait must not take every thread of the server
    try:
        deadline = time.monotonic() + seconds
        while handout.finished_at is None and time.monotonic() < deadline and not stopping.is_set():
            time.sleep(POLL_SECONDS)
            handout = handouts.get(context.archive, handout.id)
    finally:
        _waiting_slots.release()
    return handout


def file_response(context: AppContext, name: str, handout: Handout) -> Response:
    """Answers with the file of a finished handout."""
    answer = Response(handouts.read(context.archive, handout), content_type=media_type(handout.key))
    answer.set_etag(handout.sha256 or "")
    answer.headers["Cache-Control"] = "private, no-cache"
    disposition = "attachment" if "download" in request.args else "inline"
    answer.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    answer.headers["Content-Security-Policy"] = (
        HTML_POLICY if media_type(handout.key) == Format.HTML.media_type else VIEWER_POLICY
    )
    answer.make_conditional(request.environ)
    return answer


def filename(thread: Thread, handout: Handout, *, with_id: bool = True) -> str:
    """A file name in ASCII: the thread's title, the edition unless it is the default, the beginning of the thread's id.

    Where names are hidden the id is left out: it leads to the thread, where they are not hidden.
    """
    hidden = options_from_query(handout.key.options).redact
    title = redact(thread).version.title if hidden else thread.version.title
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:MAX_SLUG].strip("-") or "thread"
    edition = "" if handout.key.edition is Edition.ANNOTATED else f"-{handout.key.edition.value}"
    id_ = f"-{(thread.id or '')[:6]}" if with_id and not hidden else ""
    return f"{slug}{edition}{id_}{name_suffix(handout.key)}"


def _not_ready_response(thread: Thread, handout: Handout) -> Response:
    body = waiting_page(thread, handout.key) if wants_page() else ""
    answer = Response(body, status=HTTPStatus.ACCEPTED, mimetype="text/html" if body else "text/plain")
    answer.headers["Retry-After"] = "1"
    answer.headers["Cache-Control"] = "no-store"
    return answer
