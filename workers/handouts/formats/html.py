"""The handout as HTML: one template, set for paper or as one file that asks nothing of anybody."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from domain.shapes.thread import Gap
from presentation.markup import direction
from presentation.messages import load_messages, sentence
from presentation.palette import pair
from workers.handouts.content.view import Sheet
from workers.handouts.font_coverage import told
from workers.handouts.fonts import rules_for
from workers.handouts.images import Plate
from workers.handouts.pdf.page_footer import data, page_rule
from workers.handouts.pdf.resource_fetcher import MEDIA
from workers.handouts.style import variants, whole

STYLE_HERE = "/* style */"
TEMPLATES = Path(__file__).parents[3] / "templates"


@cache
def environment() -> Environment:
    """Our templates, escaping everything, refusing names that do not exist."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(breakable=breakable, direction=direction, set_markup=set_markup, settable=settable, source=source)
    made.tests["gap"] = lambda item: isinstance(item, Gap)
    mark = Markup((TEMPLATES / "parts" / "threadsheet.svg").read_text("utf-8").strip())  # noqa: S704 - a file of ours
    small = mark.replace("<svg", Markup('<svg width="16" height="16"'), 1)
    made.globals.update(messages=load_messages(), sentence=sentence, look=pair, mark=small)
    return made


def breakable(text: str) -> Markup:
    """Addresses and digests with places to break at, so that they never run out of their column."""
    pieces: Any = escape(text).replace("/", Markup("/<wbr/>"))
    return Markup(pieces)  # noqa: S704 - escaped above


@pass_context
def settable(context: Context, text: str) -> Markup:
    """Text as markup, with letters that no font here has told of: only on paper, screens have fonts of their own."""
    return set_markup(context, str(escape(text)))


@pass_context
def set_markup(context: Context, html: str) -> Markup:
    """The same of markup that `to_html` made."""
    return Markup(told(html, context["sheet"].unset) if context["paper"] else html)  # noqa: S704 - escaped by those who call


@pass_context
def source(context: Context, plate: Plate) -> str:
    """Where a picture is found: with the renderer on paper, in the book's folder, else in the document itself."""
    if context["paper"]:
        return f"{MEDIA}{plate.name}"
    return f"images/{plate.name}" if context["book"] else data(plate)


def markup(sheet: object, style: str = "", template: str = "handout/handout.html.jinja") -> str:
    """The whole document, well-formed; without a stylesheet it is for paper, and leaves out what only screens need."""
    said = {"sheet": sheet, "stylesheet": Markup(style), "paper": not style, "book": False}  # noqa: S704 - our own stylesheet
    return environment().get_template(template).render(**said)


def one_file(sheet: Sheet) -> bytes:
    """A document that carries its faces, in the parts that its letters need, and its pictures, and loads nothing."""
    body = markup(sheet, STYLE_HERE)
    foot = "".join(sheet.foot)
    style = (
        rules_for(body + foot)
        + whole(variants(sheet.edition, sheet.options))
        + page_rule(sheet.foot, sheet.code, sheet.options, paper=False)
    )
    return body.replace(STYLE_HERE, style, 1).encode()
