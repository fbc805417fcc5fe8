"""The page on which a handout is chosen: edition, part, points, paper and language, beside a preview of its pages.

Without scripts the preview is loaded again by a button.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from domain.editions import CONTENTS, Edition, Part
from domain.errors import Invalid
from domain.point_ranges import select_points
from domain.shapes.handout import Format
from domain.shapes.options import Options
from domain.shapes.thread import Thread
from presentation.messages import load_messages
from server.access.auth import Role, allow_role
from server.api.redirects import checked_id
from server.api.threads import load
from server.context import app_context
from server.language import request_language
from server.pages.handout_options import handout_options
from server.problems import error_text

blueprint = Blueprint("handout_pages", __name__, url_prefix="/threads")
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PREVIEW_SECONDS: Final = 20
VIEW: Final = "#page=1&view=Fit&toolbar=0&navpanes=0"


@blueprint.get("/<id_>/handout")
@allow_role(Role.READER)
def show(id_: str) -> Response:
    """Shows the choices with a preview, or what is wrong with them."""
    thread = load(app_context(), checked_id(id_))
    edition, chosen, fault = _choices(thread)
    page = render_template(
        "pages/handout.html.jinja",
        thread=thread,
        title=thread.version.title or load_messages().shared.untitled,
        editions=tuple(Edition),
        edition=edition,
        formats=tuple(Format),
        options=handout_options(),
        chosen=chosen,
        fault=fault,
        preview="" if fault else f"/threads/{id_}/handout.pdf?{urlencode(_preview_query(edition, chosen))}{VIEW}",
    )
    status = 400 if fault else 200
    return Response(page, status, {"Content-Security-Policy": POLICY}, content_type="text/html; charset=utf-8")


def _choices(thread: Thread) -> tuple[Edition, dict[str, str], str]:
    """The edition and the options of the query, and what is wrong with them."""
    edition = next((edition for edition in Edition if edition.value == request.args.get("edition")), Edition.ANNOTATED)
    try:
        options = Options.parse({"lang": request_language(), **request.args})
        select_points(thread.version.points, options.points)
    except Invalid as error:
        return edition, dict(request.args), error_text(error)
    return edition, options.values, ""


def _preview_query(edition: Edition, chosen: dict[str, str]) -> dict[str, str]:
    """The query of the previewed file: of a workshop the chosen part, else the participants' sheet."""
    part = {"part": Part.SHEET.value} if CONTENTS[edition].exercise else {}
    return {"edition": edition.value, **part, "lang": Options().lang, **chosen, "wait": str(PREVIEW_SECONDS)}
