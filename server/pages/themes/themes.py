"""The pages of themes: a codebook to read with its counts, the points of one theme, and a form to add a codebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive.codebooks import BUILT_IN
from archive.tags import theme_counts
from domain.codebooks.external_formats import from_csv, from_qdc
from domain.codebooks.yaml_format import parse_yaml
from domain.errors import Invalid, NotFound
from domain.shapes.theme import Codebook
from presentation.messages import sentence, words
from server.api.threads import whole_number
from server.context import app_context
from server.pages.themes.themes_view import family_views, found_views, picture

blueprint = Blueprint("themes_pages", __name__, url_prefix="/themes")
PAGE: Final = 40
NO_FAULTS: Final[Mapping[str, str]] = {}


@blueprint.get("")
def index() -> str:
    """A codebook, the built-in one unless another is asked for."""
    return _page()


@blueprint.post("")
def add() -> Redirect | tuple[str, int]:
    """Add the codebook that was pasted or chosen, or tell its faults at their places."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    try:
        added = app_context().codebooks.add(_sent(text))
    except Invalid as error:
        return _page(
            text,
            {place: sentence(why) for place, why in error.fields.items()}
            or {words().pages.themes.file: sentence(error.reason)},
        ), 422
    flash(words().pages.themes.added(name=added.name, version=added.version))
    return redirect(f"/themes?codebook={added.id}", 303)


@blueprint.get("/<family>/<theme>")
def points(family: str, theme: str) -> str:
    """The points of one theme across all threads."""
    context, codebook = app_context(), _codebook()
    about = next((each for each in codebook.families if each.id == family), None)
    named = next((each for each in about.themes if each.id == theme), None) if about else None
    if about is None or named is None:
        raise NotFound(f"There is no theme {family}/{theme} in the codebook {codebook.name}.")
    page = whole_number("page", 1, 1, 100_000)
    some = theme_counts.list_points(context.archive, codebook.id, (family, theme), PAGE + 1, (page - 1) * PAGE)
    views = tuple(found_views(some[:PAGE], codebook, (family, theme)))
    told = {"codebook": codebook, "family": about, "theme": named, "points": views, "page": page, "more": len(some) > PAGE}
    return render_template("pages/theme_points.html.jinja", **told)


def _page(text: str = "", faults: Mapping[str, str] = NO_FAULTS) -> str:
    context, codebook = app_context(), _codebook()
    counted = theme_counts.count_themes(context.archive, codebook.id)
    return render_template(
        "pages/themes.html.jinja",
        codebook=codebook,
        others=[each for each in context.codebooks.values() if each.id != codebook.id],
        counts=counted,
        families=family_views(codebook, counted),
        picture=picture(codebook, counted),
        broken=context.codebooks.faults(),
        text=text,
        faults=faults,
    )


def _codebook() -> Codebook:
    name = request.args.get("codebook") or BUILT_IN
    if name not in app_context().codebooks:
        raise NotFound("There is no codebook of this name.")
    return app_context().codebooks[name]


def _sent(text: str) -> Codebook:
    """What was pasted, or the file: YAML, or .qdc or CSV by its name. Raises Invalid."""
    file = request.files.get("file")
    if file is None or not file.filename:
        if not text.strip():
            raise Invalid(words().pages.themes.nothing)
        return parse_yaml(text.encode("utf-8", "replace"))
    name, _, ending = file.filename.replace("\\", "/").rpartition("/")[2].rpartition(".")
    body = file.read()
    if ending.lower() == "qdc":
        return from_qdc(body, name)
    if ending.lower() == "csv":
        return from_csv(body.decode("utf-8-sig", "replace"), name)
    return parse_yaml(body)
