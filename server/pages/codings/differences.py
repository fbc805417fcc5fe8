"""The differences of two coders, with both memos, each settled by a click into a decision. It works without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive.codings import records
from domain.coding_comparison import Difference
from domain.errors import Conflict, Invalid
from domain.shapes.codebook import Codebook
from domain.shapes.coding import Coding, PointAnswer
from domain.shapes.decision import Answer
from presentation.markup import Mark, direction, to_html
from presentation.messages import load_messages
from presentation.palette import palettes
from server.access.auth import Role, allow_role
from server.api.query import whole_number
from server.codings import PresentPoints, compare_coders, edition_of, settle_difference
from server.context import app_context
from server.front.body_limits import SMALL, body_limit
from server.pages.dates import Date, date
from server.problems import error_text

blueprint = Blueprint("coding_difference_pages", __name__, url_prefix="/codings")
PAGE_SIZE: Final = 25
UNDO: Final = "undo"


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A difference; `now` is the point's position in its thread today, `is_edited` whether its words changed since."""

    difference: Difference
    name: str
    family: str
    palette: int
    html: str
    dir: str
    answers: tuple[tuple[PointAnswer, bool], ...]
    settled: Date | None
    now: int | None
    is_edited: bool


@blueprint.get("/<id_>/differences")
@allow_role(Role.READER)
def index(id_: str) -> str:
    """Lists the differences of two coders, about one theme or family where the query names it."""
    coding, page = records.get(app_context().archive, id_), whole_number("page", 1, 1, 100_000)
    compared = compare_coders(coding, request.args.get("first"), request.args.get("second"))
    theme, edition = request.args.get("theme", ""), edition_of(coding)
    chosen = [item for item in compared.differences if not theme or theme in (item.family, f"{item.family}/{item.theme}")]
    on_page = chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    query = {"first": compared.coders[0], "second": compared.coders[1]} | ({"theme": theme} if theme else {})
    return render_template(
        "pages/codings/differences.html.jinja",
        coding=coding,
        coders=compared.coders,
        about=_about(edition, theme),
        query=urlencode(query),
        every=urlencode({"first": compared.coders[0], "second": compared.coders[1]}),
        count=len(chosen),
        items=list(_views(coding, on_page, edition)),
        page=page,
        more=page * PAGE_SIZE < len(chosen),
    )


@blueprint.post("/<id_>/points/<int:number>/settlement")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def settle(id_: str, number: int) -> Redirect:
    """Settles a difference, or undoes that, and returns to it."""
    form, texts = request.form, load_messages().codings.differences
    coding, answer = records.get(app_context().archive, id_), _answer(form.get("do", ""))
    family, _, theme = form.get("theme", "").partition("/")
    try:
        settle_difference(coding, number, (family, theme), answer, form.get("memo", "").replace("\r\n", "\n"))
        flash(texts.settled(number=number) if answer else texts.undone)
    except (Conflict, Invalid) as error:
        flash(error_text(error))
    query = urlencode([(name, form[name]) for name in ("first", "second", "about", "page") if form.get(name)])
    return redirect(f"/codings/{id_}/differences?{query.replace('about=', 'theme=')}#difference-{number}-{family}-{theme}", 303)


def _answer(do: str) -> Answer | None:
    """None undoes. Raises Invalid for what no button sends."""
    try:
        return None if do == UNDO else Answer(do)
    except ValueError:
        raise Invalid("theme_choice") from None


def _about(edition: Codebook, name: str) -> str:
    """The name of a theme or family; empty for all of them."""
    for family in edition.families:
        if family.id == name:
            return family.name
        for theme in family.themes:
            if f"{family.id}/{theme.id}" == name:
                return theme.name
    return ""


def _views(coding: Coding, differences: Sequence[Difference], edition: Codebook) -> Iterator[DifferenceView]:
    present, numbers = PresentPoints(coding), palettes(edition)
    for item in differences:
        text, now = item.point.anchor.text, present.find(item.point)
        code = (item.first if item.first_gave else item.second).code(item.family, item.theme)
        marks = [Mark(span.start, span.end, item.family, numbers[item.family]) for span in code.evidence] if code else []
        yield DifferenceView(
            difference=item,
            name=_about(edition, f"{item.family}/{item.theme}"),
            family=_about(edition, item.family),
            palette=numbers[item.family],
            html=to_html(text, (), marks),
            dir=direction(text),
            answers=((item.first, item.first_gave), (item.second, not item.first_gave)),
            settled=date(item.settlement.at) if item.settlement else None,
            now=now.position if now else None,
            is_edited=now is not None and now.text != text,
        )
