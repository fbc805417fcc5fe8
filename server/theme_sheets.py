"""Serves theme sheets: the points of one theme across the archive, as PDF."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from archive import codebooks, handouts
from archive.tags import theme_points
from domain.code_hash import RENDERER
from domain.editions import Edition
from domain.errors import NotFound, error_of
from domain.shapes.codebook import Codebook
from domain.shapes.handout import Format, HandoutState
from domain.shapes.options import Options
from server.access.auth import Scope, allow
from server.api.query import whole_number
from server.context import AppContext, app_context
from server.handout_files import LONGEST_WAIT, file_response, request_handout, wait_for
from server.language import request_language
from server.pages.waiting import waiting_response
from server.problems import wants_page

blueprint = Blueprint("theme_sheets", __name__)
DEFAULT_WAIT: Final = 20
"""Seconds to wait for the file unless the query says otherwise."""
PAGE_WAIT: Final = 2
"""The same for a browser, which is shown a page that waits for the file."""


@blueprint.get("/themes/<family>/<theme>/sheet.pdf")
@allow(Scope.READ)
def sheet(family: str, theme: str) -> Response:
    """Serves a theme's sheet; 202 while it is being created. `codebook=` selects a codebook other than the built-in one."""
    context = app_context()
    codebook = _codebook(context, request.args.get("codebook") or codebooks.BUILT_IN, family, theme)
    chosen = {"lang": request_language(), **request.args, "pictures": "", "pdfa": ""}
    options = Options.parse(chosen).relevant_to(Edition.ANNOTATED, Format.PDF)
    points = theme_points.find_threads(context.archive, family, theme, codebook.id)
    key = handouts.theme_sheet_key(f"{family}/{theme}", points, codebook.ref, RENDERER, options.query)
    default = PAGE_WAIT if wants_page() else DEFAULT_WAIT
    handout = wait_for(context, request_handout(context, key), whole_number("wait", default, 0, LONGEST_WAIT))
    if handout.failure:
        raise error_of(handout.failure.reason)
    if handout.state is HandoutState.DONE:
        return file_response(context, f"{theme}.pdf", handout)
    named = next(item.name for member in codebook.families for item in member.themes if (member.id, item.id) == (family, theme))
    return waiting_response(named, key, f"/themes/{family}/{theme}", request_language())


def _codebook(context: AppContext, id_: str, family: str, theme: str) -> Codebook:
    """Returns the codebook that has the theme. Raises NotFound."""
    codebook = context.codebooks.get(id_)
    themes = {(member.id, item.id) for member in codebook.families for item in member.themes} if codebook else frozenset()
    if codebook is None or (family, theme) not in themes:
        raise NotFound("theme", theme=f"{family}/{theme}", codebook=id_)
    return codebook
