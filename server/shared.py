"""What readers of a share see: the thread's handout in a quiet page, with its downloads and nothing of the owner's."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, render_template, request

from archive import handouts, shares
from archive.threads import threads
from domain.code_hash import RENDERER
from domain.editions import Edition
from domain.errors import NotFound, error_of
from domain.point_ranges import select_points
from domain.shapes.handout import Format, HandoutState
from domain.shapes.options import Options
from domain.shapes.share import Share
from domain.shapes.thread import Thread
from presentation.redaction import redact
from server.access.auth import allow_anyone
from server.access.security_headers import framed
from server.access.share_links import share_id
from server.context import app_context
from server.handout_files import LONGEST_WAIT, file_response, request_handout, wait_for
from server.handouts import filename
from server.language import request_language

blueprint = Blueprint("shared", __name__, url_prefix="/s")
PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
OFFERED: Final = (Format.PDF, Format.HTML, Format.EPUB, Format.DOCX, Format.MD, Format.TXT)
"""The formats that the page names; the others can be asked for by their address."""
LOOKS: Final = frozenset({"paper", "columns", "large", "mono", "density", "pictures", "points", "cards", "lang"})
"""Options that a reader may choose: none of them shows more than the share does."""


@blueprint.get("/<secret>")
@allow_anyone
def show(secret: str) -> Response:
    """Shows the shared thread."""
    share, thread = _load(secret)
    if request.method == "GET":
        shares.count_opening(app_context().archive, share.id)
    offered = tuple(format_ for format_ in OFFERED if format_ in share.formats)
    title = (redact(thread) if share.redact else thread).version.title
    return _private(Response(render_template(
        "pages/shared.html.jinja", secret=secret, title=title, editions=share.editions, formats=offered,
        edition=_edition(share, request.args.get("edition")),
    ), content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": PAGE_POLICY}))  # fmt: skip


@blueprint.get("/<secret>/handout.<ending>")
@framed
@allow_anyone
def handout(secret: str, ending: str) -> Response:
    """Serves a handout of the shared thread; while it is being created the answer is 202, and a browser asks again."""
    share, thread = _load(secret)
    format_ = next((format_ for format_ in share.formats if format_.value == ending), None)
    if format_ is None:
        raise NotFound("handout_format", ending=ending[:20], formats=share.formats)
    edition = _edition(share, request.args.get("edition"))
    context, options = app_context(), _options(share, edition, format_)
    select_points(thread.version.points, options.points)  # raises Invalid at once, not when the file is rendered
    key = handouts.key_for(thread, edition, format_, RENDERER, options.query)
    rendered = wait_for(context, request_handout(context, key), LONGEST_WAIT)
    if rendered.failure:
        raise error_of(rendered.failure.reason)
    if rendered.state is not HandoutState.DONE:
        return _private(_not_ready())
    return _private(file_response(context, filename(thread, rendered, with_id=False), rendered))


def _load(secret: str) -> tuple[Share, Thread]:
    """The share and its thread. Raises `NotFound` for a wrong secret, a share that is over, and a deleted thread."""
    archive = app_context().archive
    share = shares.find(archive, share_id(secret))
    try:
        return share, threads.load(archive, share.thread_id)
    except NotFound as error:
        raise NotFound("share") from error


def _edition(share: Share, name: str | None) -> Edition:
    """The edition that a reader asks for, by default the first. Raises `NotFound` for one that is not shared."""
    edition = next((edition for edition in share.editions if name in (None, "", edition.value)), None)
    if edition is None:
        raise NotFound("share")
    return edition


def _options(share: Share, edition: Edition, format_: Format) -> Options:
    """What the reader chose, and what the share hides whatever they choose."""
    looks = {name: value for name, value in request.args.items() if name in LOOKS | {"part"}}
    chosen = Options.parse({"lang": request_language(), **looks})
    limited = replace(chosen, redact=share.redact, part=share.part(edition, chosen.part))
    return limited.relevant_to(edition, format_)


def _not_ready() -> Response:
    return Response("", HTTPStatus.ACCEPTED, {"Retry-After": "2", "Refresh": "2"}, content_type="text/plain; charset=utf-8")


def _private(answer: Response) -> Response:
    """Keeps the address out of search engines and out of other sites' logs."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
