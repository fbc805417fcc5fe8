"""The pages of themes: a codebook with its counts, the points of one theme, and a form for adding a codebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive.codebooks import BUILT_IN
from archive.tags import theme_counts
from domain.codebooks.external_formats import from_csv, from_qdc
from domain.codebooks.yaml_format import parse_yaml
from domain.errors import Invalid, NotFound
from domain.shapes.codebook import Codebook
from domain.shapes.reading import Site
from domain.shapes.tag import TaggedBy
from presentation.messages import load_messages, sentence
from server.access.auth import Role, allow_role
from server.api.query import whole_number
from server.context import app_context
from server.front.body_limits import isolated
from server.pages.themes.themes_view import cooccurrence_diagram, family_views, theme_point_views

blueprint = Blueprint("themes_pages", __name__, url_prefix="/themes")
PAGE_SIZE: Final = 40
CHOICES: Final = ("site", "author", "by")
"""The filters of the points of a theme."""
NO_FAULTS: Final[Mapping[str, str]] = {}


@blueprint.get("")
@allow_role(Role.READER)
def index() -> str:
    """Shows a codebook, the built-in one unless the query names another."""
    return _page()


@blueprint.post("")
@isolated
@allow_role(Role.EDITOR)
def add() -> Redirect | tuple[str, int]:
    """Adds the codebook that was pasted or chosen, or shows its errors."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    try:
        codebook = app_context().codebooks.add(_parse_upload(text))
    except Invalid as error:
        return _page(
            text,
            {path: sentence(reason) for path, reason in error.fields.items()}
            or {load_messages().pages.themes.file: sentence(error.reason)},
        ), 422
    flash(load_messages().pages.themes.added(name=codebook.name, version=codebook.version))
    return redirect(f"/themes?codebook={codebook.id}", 303)


@blueprint.get("/<family>/<theme>")
@allow_role(Role.READER)
def points(family: str, theme: str) -> str:
    """Shows the points of one theme across all threads."""
    context, codebook = app_context(), _codebook()
    its_family = next((member for member in codebook.families if member.id == family), None)
    its_theme = next((member for member in its_family.themes if member.id == theme), None) if its_family else None
    if its_family is None or its_theme is None:
        raise NotFound("theme", theme=f"{family}/{theme}", codebook=codebook.name)
    page = whole_number("page", 1, 1, 100_000)
    name, offset, choice = (family, theme), (page - 1) * PAGE_SIZE, _choice()
    rows = theme_counts.list_points(context.archive, codebook.id, name, PAGE_SIZE + 1, offset, choice)
    return render_template(
        "pages/theme_points.html.jinja",
        codebook=codebook,
        family=its_family,
        theme=its_theme,
        points=tuple(theme_point_views(rows[:PAGE_SIZE], codebook, (family, theme))),
        choice=choice,
        chosen=urlencode({"codebook": codebook.id, **{name: value for name in CHOICES if (value := request.args.get(name))}}),
        sites=tuple(Site),
        by=tuple(TaggedBy),
        page=page,
        more=len(rows) > PAGE_SIZE,
    )


def _choice() -> theme_counts.PointChoice:
    """The filters of the query; unknown values filter nothing."""
    site, by = request.args.get("site", ""), request.args.get("by", "")
    return theme_counts.PointChoice(
        site=Site(site) if site in set(Site) else None,
        author=request.args.get("author", "").strip() or None,
        by=TaggedBy(by) if by in set(TaggedBy) else None,
    )


def _page(text: str = "", faults: Mapping[str, str] = NO_FAULTS) -> str:
    context, codebook = app_context(), _codebook()
    counts = theme_counts.count_themes(context.archive, codebook.id)
    return render_template(
        "pages/themes.html.jinja",
        codebook=codebook,
        others=[other for other in context.codebooks.values() if other.id != codebook.id],
        counts=counts,
        families=family_views(codebook, counts),
        diagram=cooccurrence_diagram(codebook, counts),
        broken=context.codebooks.faults(),
        text=text,
        faults=faults,
    )


def _codebook() -> Codebook:
    name = request.args.get("codebook") or BUILT_IN
    if name not in app_context().codebooks:
        raise NotFound("codebook", id=name[:100])
    return app_context().codebooks[name]


def _parse_upload(text: str) -> Codebook:
    """Parses the pasted text or the chosen file: YAML, or .qdc or CSV by its file name. Raises Invalid."""
    file = request.files.get("file")
    if file is None or not file.filename:
        if not text.strip():
            raise Invalid("codebook_missing")
        return parse_yaml(text.encode("utf-8", "replace"))
    name, _, ending = file.filename.replace("\\", "/").rpartition("/")[2].rpartition(".")
    body = file.read()
    if ending.lower() == "qdc":
        return from_qdc(body, name)
    if ending.lower() == "csv":
        return from_csv(body.decode("utf-8-sig", "replace"), name)
    return parse_yaml(body)
