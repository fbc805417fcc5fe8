"""Handouts on their way out: served when they are made, asked for when they are not."""

from __future__ import annotations

import re
import time
import unicodedata
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from archive import handouts, submissions
from archive.errors import Invalid, NotFound, RenderFailed
from archive.revision import REVISION
from archive.shapes.handout import Edition, Format, Handout, HandoutState
from archive.shapes.thread import Thread
from server.api.threads import load, moved, whole_number
from server.callers import Scope, admits, caller
from server.house import House, house
from server.pages.waiting import waiting
from server.problems import wants_page

blueprint = Blueprint("handouts", __name__)
LONGEST_WAIT: Final = 25  # seconds
LOOK_SECONDS: Final = 0.02
MEDIA_TYPES: Final = {
    Format.PDF: "application/pdf",
    Format.HTML: "text/html; charset=utf-8",
    Format.JSON: "application/json",
}
ALONE: Final = (
    "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; "
    "font-src data:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""An HTML handout is a document of its own: nothing in it may act on our pages."""
UNFRAMED: Final = "frame-ancestors 'none'"
"""What a browser shows with a viewer of its own, which our pages' policy would stop."""
LONGEST_SLUG: Final = 60


@blueprint.get("/threads/<id_>/handout.<ending>")
@admits(Scope.READ, Scope.SAVE)
def handout(id_: str, ending: str) -> Response | Redirect:
    """The handout as a file; 202 while it is being made."""
    here = house()
    if elsewhere := moved(here, id_):
        return redirect(f"/threads/{elsewhere}/handout.{ending}?{request.query_string.decode()}", 308)
    format_, edition = _format(ending), _edition(request.args.get("edition"))
    _may_read(here, id_)
    thread = load(here, id_)
    seconds = whole_number("wait", 0, 0, LONGEST_WAIT)
    made = _awaited(here, _asked(here, thread, edition, format_), seconds)
    if made.failure:
        raise RenderFailed(made.failure.message)
    return _file(here, thread, made) if made.state is HandoutState.DONE else _not_yet(thread, made)


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


def _may_read(here: House, id_: str) -> None:
    """Who may only save may have the handouts of what they saved. Raises NotFound."""
    asking = caller()
    if not asking.may(Scope.READ) and not submissions.made(here.archive, id_, asking.name):
        raise NotFound("There is no thread under this address.")


def _asked(here: House, thread: Thread, edition: Edition, format_: Format) -> Handout:
    key = handouts.key_for(thread, edition, format_, REVISION)
    known = handouts.find(here.archive, key)
    if known:
        return known
    asked = handouts.ask(here.archive, key)
    here.queue.handout(asked.id)
    return asked


def _awaited(here: House, asked: Handout, seconds: int) -> Handout:
    """The handout as soon as it is made or has failed, or as it is after so many seconds."""
    until = time.monotonic() + seconds
    while asked.finished_at is None and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        asked = handouts.get(here.archive, asked.id)
    return asked


def _file(here: House, thread: Thread, made: Handout) -> Response:
    answer = Response(handouts.read(here.archive, made), content_type=MEDIA_TYPES[made.key.format])
    answer.set_etag(made.sha256 or "")
    answer.headers["Cache-Control"] = "private, no-cache"
    disposition = "attachment" if "download" in request.args else "inline"
    answer.headers["Content-Disposition"] = f'{disposition}; filename="{filename(thread, made)}"'
    answer.headers["Content-Security-Policy"] = ALONE if made.key.format is Format.HTML else UNFRAMED
    answer.make_conditional(request.environ)
    return answer


def filename(thread: Thread, made: Handout) -> str:
    """A name of ours, of letters that every system takes: what the thread is called, its edition, its id's beginning."""
    plain = unicodedata.normalize("NFKD", thread.version.title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_SLUG].strip("-") or "thread"
    edition = "" if made.key.edition is Edition.ANNOTATED else f"-{made.key.edition.value}"
    return f"{slug}{edition}-{(thread.id or '')[:6]}.{made.key.format.value}"


def _not_yet(thread: Thread, asked: Handout) -> Response:
    body = waiting(thread, asked.key) if wants_page() else ""
    answer = Response(body, status=HTTPStatus.ACCEPTED, mimetype="text/html" if body else "text/plain")
    answer.headers["Retry-After"] = "1"
    answer.headers["Cache-Control"] = "no-store"
    return answer
