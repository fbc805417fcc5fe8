"""The handout as HTML: one template, set for paper or as one file that asks nothing of anybody."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from archive.palette import pair
from archive.shapes.thread import Gap
from archive.words import words
from workers.handouts.faces import rules_for
from workers.handouts.sheet import Sheet
from workers.handouts.style import whole

STYLE_HERE = "/* style */"
TEMPLATES = Path(__file__).parent.parent.parent / "templates"


@cache
def environment() -> Environment:
    """Our templates, escaping everything, refusing names that do not exist."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["breakable"] = breakable
    made.tests["gap"] = lambda item: isinstance(item, Gap)
    mark = Markup((TEMPLATES / "parts" / "threadsheet.svg").read_text("utf-8").strip())  # noqa: S704 - a file of ours
    small = mark.replace("<svg", Markup('<svg width="16" height="16"'), 1)
    made.globals.update(words=words(), look=pair, mark=small)
    return made


def breakable(text: str) -> Markup:
    """Addresses and digests with places to break at, so that they never run out of their column."""
    pieces: Any = escape(text).replace("/", Markup("/<wbr/>"))
    return Markup(pieces)  # noqa: S704 - escaped above


def markup(sheet: Sheet, style: str = "") -> str:
    """The whole document, well-formed; without a stylesheet it is for paper, and leaves out what only screens need."""
    template = environment().get_template("handout/annotated.html.jinja")
    return template.render(sheet=sheet, stylesheet=Markup(style), paper=not style)  # noqa: S704 - our own stylesheet


def one_file(sheet: Sheet) -> bytes:
    """A document that carries its faces, in the parts that its letters need, and loads nothing."""
    body = markup(sheet, STYLE_HERE)
    return body.replace(STYLE_HERE, rules_for(body) + whole(), 1).encode()
