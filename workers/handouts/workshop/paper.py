"""Renders the parts of a workshop as PDF, and as HTML whose boxes can be filled in."""

from __future__ import annotations

import gc
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256

from markupsafe import Markup

from domain.editions import Edition, Part
from presentation.messages import load_messages
from workers.handouts.fonts import embedded_font_rules
from workers.handouts.formats.html import STYLE_PLACEHOLDER, fill_document
from workers.handouts.formats.html import TEMPLATES as TEMPLATE_FOLDER
from workers.handouts.pdf.page_footer import page_rules
from workers.handouts.pdf.renderer import render_document
from workers.handouts.style import stylesheet, variants
from workers.handouts.workshop.cards import CARD_EDGE, card_height, card_pages, mirrored
from workers.handouts.workshop.view import WorkshopView

TEMPLATES = {part: f"handout/workshop/{part.value}.html.jinja" for part in Part}
PAGES_A_DOCUMENT = 50
"""Pages of cards that are rendered at once, so that memory stays bounded."""


def render_part_pdf(workshop: WorkshopView, part: Part, volume_points: int) -> bytes:
    """A part as PDF/UA-1. Long threads are rendered in pieces that are merged, so that memory stays that of one."""
    pieces = tuple(pieces_of(workshop, part, volume_points))
    if len(pieces) == 1:
        return render_piece(pieces[0], part)
    from workers.handouts.pdf.merging import merge_pdfs  # pikepdf is loaded for long threads only

    return merge_pdfs(render_each(pieces, part))


def render_each(pieces: tuple[WorkshopView, ...], part: Part) -> Iterator[bytes]:
    for piece in pieces:
        yield render_piece(piece, part)
        gc.collect()  # it is off in a sandboxed child


def pieces_of(workshop: WorkshopView, part: Part, volume_points: int) -> Iterator[WorkshopView]:
    """The workshop in pieces of at most `volume_points` points; cards and answers are cut alike."""
    points, view = workshop.points, workshop.handout
    cards_a_piece = PAGES_A_DOCUMENT * view.options.cards
    size = cards_a_piece if part is Part.CARDS else volume_points
    length = len(workshop.cards) if part is Part.CARDS else len(points)
    for start in range(0, max(length, 1), size):
        is_last = start + size >= length
        items = points[start : start + size] if part is not Part.CARDS else points
        questions = view.questions if is_last else ()
        yield replace(
            workshop,
            handout=replace(view, items=items, questions=questions),
            answers=workshop.answers[start : start + size],
            cards=workshop.cards[start : start + size],
        )


def render_piece(workshop: WorkshopView, part: Part) -> bytes:
    view = workshop.handout
    page = part_page_rules(workshop, part, view.footer)
    single_page = part_page_rules(workshop, part, view.footer[1:2])
    names = variants(Edition.WORKSHOP, view.options, view.language, mirrored=view.is_mirrored and part is Part.SHEET)
    return render_document(render_body(workshop, part, ""), view.images, page, single_page, names, fits=part is not Part.CARDS)


def part_page_rules(workshop: WorkshopView, part: Part, footer: Sequence[str], paper: bool = True) -> str:
    """The @page rules: cards have no footer and reach to the edge; the sheet has room for its theme card above the footer."""
    view = workshop.handout
    mirrored = view.is_mirrored and part is Part.SHEET
    rules = page_rules(footer, view.qr_code, view.options, paper=paper, mirrored=mirrored, numbers=False)
    if part is Part.CARDS:
        empty = empty_margin_boxes()
        return rules + f"@page {{ margin: {CARD_EDGE}mm; {empty} }}\n@page :first {{ {empty} }}\n"
    if part is Part.SHEET and workshop.themes_at_foot:
        height = workshop.foot_height
        bottom = (33 if view.options.large else 27) + height
        return (
            rules
            + f"@page {{ margin-bottom: {bottom:.1f}mm; margin-top: 14mm }}\n.themes-at-foot {{ bottom: -{height:.1f}mm }}\n"
        )
    return rules


def empty_margin_boxes() -> str:
    return "".join(f"@bottom-{place} {{ content: none }} " for place in ("left", "center", "right"))


def render_body(workshop: WorkshopView, part: Part, style: str) -> str:
    """The document, well-formed; without a stylesheet it is for print."""
    view = workshop.handout
    pages = tuple(card_pages(workshop.cards, view.options.cards)) if part is Part.CARDS else ()
    values = {
        "view": view,
        "workshop": workshop,
        "part": part,
        "title": load_messages().handout.workshop.parts[part.value],
        "pages": tuple((page, mirrored(page)) for page in pages),
        "card_height": card_height(view.options),
        "script": save_script() if style and part is Part.SHEET else "",
        "script_hash": script_hash(),
    }
    return fill_document(TEMPLATES[part], style, **values)


@cache
def save_script() -> Markup:
    """The script behind the button that saves a sheet with what was typed into it."""
    return Markup((TEMPLATE_FOLDER / "handout" / "workshop" / "save.js").read_text("utf-8"))  # noqa: S704 - a file of ours


@cache
def script_hash() -> str:
    """The hash by which the document's own policy allows this script alone."""
    return f"sha256-{b64encode(sha256(save_script().encode()).digest()).decode()}"


def render_part_html(workshop: WorkshopView, part: Part) -> bytes:
    """A part as one file that loads nothing. One can type into the boxes and lines of the sheet, and save or print it."""
    view = workshop.handout
    body = render_body(workshop, part, STYLE_PLACEHOLDER)
    style = (
        embedded_font_rules(body + "".join(view.footer))
        + stylesheet(variants(Edition.WORKSHOP, view.options, view.language, mirrored=view.is_mirrored and part is Part.SHEET))
        + part_page_rules(workshop, part, view.footer, paper=False)
    )
    return body.replace(STYLE_PLACEHOLDER, style, 1).encode()
