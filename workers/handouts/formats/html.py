"""Renders a handout as HTML: for the PDF renderer, or as one file that loads nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from domain.shapes.thread import Gap
from presentation.markup import direction
from presentation.messages import CURRENT_LANGUAGE, load_messages, sentence
from presentation.palette import pair
from workers.handouts.content.view import HandoutView
from workers.handouts.font_coverage import replace_uncovered
from workers.handouts.fonts import embedded_font_rules
from workers.handouts.images import HandoutImage
from workers.handouts.pdf.page_footer import data_url, page_rules
from workers.handouts.pdf.resource_fetcher import MEDIA
from workers.handouts.style import stylesheet, variants

STYLE_PLACEHOLDER = "/* style */"
TEMPLATES = Path(__file__).parents[3] / "templates"


@cache
def environment() -> Environment:
    """Our templates; everything is escaped, and unknown names are errors."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    jinja.filters.update(
        breakable=breakable, direction=direction, printable_markup=printable_markup, printable=printable, source=source
    )
    jinja.tests["gap"] = lambda item: isinstance(item, Gap)
    mark = Markup((TEMPLATES / "parts" / "threadsheet.svg").read_text("utf-8").strip())  # noqa: S704 - a file of ours
    small = mark.replace("<svg", Markup('<svg width="16" height="16"'), 1)
    jinja.globals.update(sentence=sentence, look=pair, mark=small)
    return jinja


def breakable(text: str) -> Markup:
    """An address with places to break at, so that it fits its column."""
    pieces: Any = escape(text).replace("/", Markup("/<wbr/>"))
    return Markup(pieces)  # noqa: S704 - escaped above


@pass_context
def printable(context: Context, text: str) -> Markup:
    """Text as markup; in print with notes for letters that no font has, since browsers have fonts of their own."""
    return printable_markup(context, str(escape(text)))


@pass_context
def printable_markup(context: Context, html: str) -> Markup:
    """The same for markup of `to_html`."""
    return Markup(replace_uncovered(html, context["view"].uncovered) if context["paper"] else html)  # noqa: S704 - escaped by callers


@pass_context
def source(context: Context, image: HandoutImage) -> str:
    """A picture's address: the renderer's in print, a file of the book, else a data URL."""
    if context["paper"]:
        return f"{MEDIA}{image.name}"
    return f"images/{image.name}" if context["book"] else data_url(image)


def fill_template(name: str, **values: object) -> str:
    """A template of ours with its values, in the current language; `paper` and `book` say what it is for."""
    ours = {"messages": load_messages(), "language": CURRENT_LANGUAGE.get(), "paper": False, "book": False}
    return environment().get_template(name).render({**ours, **values})


def fill_document(name: str, style: str, **values: object) -> str:
    """A document, well-formed; without a stylesheet it is for print, and leaves out what only screens need."""
    return fill_template(name, paper=not style, stylesheet=Markup(style), **values)  # noqa: S704 - our own stylesheet


def render_template(view: object, style: str = "", template: str = "handout/handout.html.jinja") -> str:
    """The document of a view."""
    return fill_document(template, style, view=view)


def render_html(view: HandoutView) -> bytes:
    """A document with its pictures and the parts of fonts that its letters need; it loads nothing."""
    body = render_template(view, STYLE_PLACEHOLDER)
    style = (
        embedded_font_rules(body + "".join(view.footer))
        + stylesheet(variants(view.edition, view.options, view.language, mirrored=view.is_mirrored))
        + page_rules(view.footer, view.qr_code, view.options, paper=False, mirrored=view.is_mirrored)
    )
    return body.replace(STYLE_PLACEHOLDER, style, 1).encode()
