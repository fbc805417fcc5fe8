"""Theme sheets on their way out: one theme's points across the archive, as PDF."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, request

from archive import codebooks, handouts
from archive.tags import theme_points
from domain.code_hash import RENDERER
from domain.errors import NotFound, error_of
from domain.shapes.handout import Edition, Format, HandoutState
from domain.shapes.options import Options
from domain.shapes.theme import Codebook
from server.access.auth import Scope, allow
from server.api.threads import whole_number
from server.context import AppContext, app_context
from server.handouts import LONGEST_WAIT, asked, awaited, file

blueprint = Blueprint("theme_sheets", __name__)
BROWSER_WAITS: Final = 20
"""Seconds that an answer is held when the address does not say: a sheet has no page to wait on."""


@blueprint.get("/themes/<family>/<theme>/sheet.pdf")
@allow(Scope.READ)
def sheet(family: str, theme: str) -> Response:
    """The points of a theme; 202 while it is being made. `codebook=` picks another codebook than the built-in one."""
    context = app_context()
    codebook = _codebook(context, request.args.get("codebook") or codebooks.BUILT_IN, family, theme)
    options = Options.parse({**request.args, "pictures": "", "pdfa": ""}).relevant_to(Edition.ANNOTATED, Format.PDF)
    gathered = theme_points.find_threads(context.archive, family, theme, codebook.id)
    key = handouts.theme_key(f"{family}/{theme}", gathered, codebook.ref, RENDERER, options.query)
    made = awaited(context, asked(context, key), whole_number("wait", BROWSER_WAITS, 0, LONGEST_WAIT))
    if made.failure:
        raise error_of(made.failure.reason)
    if made.state is HandoutState.DONE:
        return file(context, f"{theme}.pdf", made)
    return Response(status=HTTPStatus.ACCEPTED, headers={"Retry-After": "1", "Cache-Control": "no-store"})


def _codebook(context: AppContext, id_: str, family: str, theme: str) -> Codebook:
    """The codebook that has the theme. Raises NotFound."""
    codebook = context.codebooks.get(id_)
    known = {(each.id, one.id) for each in codebook.families for one in each.themes} if codebook else frozenset()
    if codebook is None or (family, theme) not in known:
        raise NotFound("There is no such theme.")
    return codebook
