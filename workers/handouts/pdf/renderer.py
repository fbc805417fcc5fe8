"""Renders our documents as tagged PDF; the only module that uses WeasyPrint. Fonts and stylesheets are loaded once."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any
from xml.etree.ElementTree import fromstring

from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from pydyf import PDF  # type: ignore[import-untyped]
from weasyprint import CSS, HTML, Attachment  # type: ignore[import-untyped]
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]

from presentation.messages import load_messages
from presentation.strip import Strip
from workers.handouts.content.point_view import HandoutPoint
from workers.handouts.content.view import HandoutView
from workers.handouts.fonts import font_face_rules, font_file
from workers.handouts.formats.html import render_template
from workers.handouts.images import HandoutImage
from workers.handouts.pdf.actual_text import install_actual_text
from workers.handouts.pdf.navigation import add_navigation
from workers.handouts.pdf.page_fit import install_page_fit
from workers.handouts.pdf.page_footer import page_rules
from workers.handouts.pdf.pdfa_metadata import claim_pdf_ua
from workers.handouts.pdf.resource_fetcher import ResourceFetcher
from workers.handouts.pdf.strip_links import StripLink, add_strip_links, strip_links
from workers.handouts.pdf.weasyprint_fixes import install_fixes
from workers.handouts.pdf.weasyprint_speedups import install_speedups
from workers.handouts.style import CONTINUED, DEFAULTS, FOLDER, STACKED, print_rules, variants

PDF_UA, PDF_A = "pdf/ua-1", "pdf/a-3a"
PRINT_FLAG = 4
"""The flag of annotations that are printed."""
install_fixes()
install_speedups()
install_page_fit()
install_actual_text()
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it warns of every property that only browsers know


@cache
def fonts() -> FontConfiguration:
    """Our fonts and the system's, read once."""
    configuration = FontConfiguration()
    CSS(string=font_face_rules(), font_config=configuration, url_fetcher=ResourceFetcher(font_file))
    return configuration


@cache
def style(variants: tuple[str, ...]) -> CSS:
    """Our stylesheet, parsed once."""
    return parse_css(print_rules(variants))


@cache
def defaults() -> CSS:
    """Our default rules for elements, in place of WeasyPrint's for all of HTML."""
    return parse_css((FOLDER / DEFAULTS).read_text("utf-8"))


def parse_css(rules: str) -> CSS:
    return CSS(string=rules, font_config=fonts(), url_fetcher=ResourceFetcher(), media_type="print")


class Document(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A document of our own template, which is well-formed: an XML parser takes a hundredth of the time."""

    def __init__(self, document: str, media: Mapping[str, HandoutImage], *, fits: bool) -> None:
        self.base_url, self.fits = None, fits
        self.url_fetcher = ResourceFetcher(lambda name: media[name].body if name in media else None)
        self.media_type = "print"
        root = fromstring(document)  # noqa: S314 - our own template, everything in it escaped, no entities
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: ARG002 - WeasyPrint's own name and argument
        return [defaults()]


def render_pdf(view: HandoutView) -> bytes:
    """The handout as PDF/UA-1, or as PDF/A-3a with the thread's JSON attached."""
    names = (*continuation(view.points), *variants(view.edition, view.options, view.language, mirrored=view.is_mirrored))
    footer, mirrored = footer_lines(view), view.is_mirrored
    page = page_rules(footer, view.qr_code, view.options, mirrored=mirrored)
    single_page = page_rules(footer[1:2], view.qr_code, view.options, mirrored=mirrored)
    body = render_template(view)
    attached = tuple(attachments(view))
    strips = [(view.strip, view.points)] if view.has_strip and view.volume is None else ()
    archive = view.options.pdfa
    return render_document(body, view.images, page, single_page, names, archive, attached, points=view.points, strips=strips)


def continuation(points: Sequence[HandoutPoint]) -> tuple[str, ...]:
    """The stylesheet that names points which are continued on the next page; none where all stay on one."""
    return () if all(point.short for point in points) else (CONTINUED,)


def render_document(
    body: str,
    images: Mapping[str, HandoutImage],
    page: str,
    single_page: str,
    names: tuple[str, ...],
    archive: bool = False,
    attached: Sequence[Attachment] = (),
    fits: bool = True,
    points: Sequence[HandoutPoint] = (),
    strips: Sequence[tuple[Strip, Sequence[HandoutPoint]]] = (),
) -> bytes:
    """A document with its pictures and the stylesheets of its variant, as PDF.

    `page` is the rule of its pages; `single_page` that of a single page, whose footer need not repeat its head. With `fits` its
    blocks may stand closer or wider so that the last page is not nearly empty. `points` get bookmarks and anchors, the
    cells of `strips` lead to theirs.
    """
    document = lay_out(body, images, page, names, archive, attached, fits)
    if len(document.pages) == 1:
        document = lay_out(body, images, single_page, names, archive, attached, fits)
    if points:
        add_navigation(document, points, tags_beside=STACKED not in names)
    variant, links = PDF_A if archive else PDF_UA, tuple(strip_links(document, strips))
    finisher = partial(finish, links=links)
    rendered: bytes = document.write_pdf(finisher=finisher, pdf_variant=variant, pdf_tags=True, custom_metadata=False)
    return rendered


def lay_out(
    body: str,
    images: Mapping[str, HandoutImage],
    page: str,
    names: tuple[str, ...],
    archive: bool,
    attached: Sequence[Attachment],
    fits: bool = False,
) -> Any:  # WeasyPrint's Document
    """WeasyPrint's document with its pages laid out; with `fits` the last one is not nearly empty."""
    page_style = CSS(string=page, font_config=fonts(), url_fetcher=ResourceFetcher())
    document = Document(body, images, fits=fits).render(
        font_config=fonts(),
        stylesheets=[style(names), page_style],
        pdf_variant=PDF_A if archive else PDF_UA,
        pdf_tags=True,
    )
    document.metadata.attachments = list(attached)
    return document


def attachments(view: HandoutView) -> Iterator[Attachment]:
    """The thread's JSON; in the first volume only."""
    if view.attachment and (view.volume is None or view.volume.first):
        messages = load_messages().handout
        yield Attachment(
            string=view.attachment.decode(),
            name="thread.json",
            description=messages.attachment,
            created=view.rendered_at,
            modified=view.rendered_at,
            relationship="Source",
            url_fetcher=ResourceFetcher(),
        )


def finish(document: Any, pdf: PDF, links: Sequence[StripLink] = ()) -> None:
    """Adds the links of strips, sets the print flag of every link, as PDF/A requires, and claims PDF/UA in a PDF/A."""
    add_strip_links(document, pdf, links)
    for entry in pdf.objects:
        if isinstance(entry, dict) and entry.get("Type") == "/Annot":
            entry["F"] = PRINT_FLAG
    if document.metadata.attachments or document.output_intent:
        claim_pdf_ua(pdf)


def footer_lines(view: HandoutView) -> tuple[str, ...]:
    """The lines of the footer; in a volume the second one names it."""
    if view.volume is None:
        return view.footer
    title, source, *rest = view.footer
    return (title, f"{source} · {view.volume.label}", *rest)
