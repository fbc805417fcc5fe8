"""The door to WeasyPrint: a document of ours to a tagged PDF. What is slow is made once, before the fork."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from xml.etree.ElementTree import fromstring

from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from pydyf import PDF  # type: ignore[import-untyped]
from weasyprint import CSS, HTML, Attachment  # type: ignore[import-untyped]
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]

from presentation.messages import load_messages
from workers.handouts.content.view import Sheet
from workers.handouts.fonts import whole_face, whole_rules
from workers.handouts.formats.html import markup
from workers.handouts.images import Plate
from workers.handouts.pdf.page_footer import page_rule
from workers.handouts.pdf.pdfa_metadata import claim_both
from workers.handouts.pdf.resource_fetcher import HouseFetcher
from workers.handouts.pdf.weasyprint_fixes import mend
from workers.handouts.pdf.weasyprint_speedups import hasten
from workers.handouts.style import DEFAULTS, FOLDER, for_paper, variants

FOR_EVERYBODY, FOR_ARCHIVES = "pdf/ua-1", "pdf/a-3a"
PRINTED = 4
"""The flag of an annotation that is printed."""
mend()
hasten()
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it warns of every property that is for browsers only


@cache
def fonts() -> FontConfiguration:
    """Our faces and the system's, read once."""
    configuration = FontConfiguration()
    CSS(string=whole_rules(), font_config=configuration, url_fetcher=HouseFetcher(whole_face))
    return configuration


@cache
def style(variants: tuple[str, ...]) -> CSS:
    """Our stylesheet, parsed once."""
    return parsed(for_paper(variants))


@cache
def defaults() -> CSS:
    """What the renderer knows about elements, in place of its own rules for all of HTML."""
    return parsed((FOLDER / DEFAULTS).read_text("utf-8"))


def parsed(rules: str) -> CSS:
    return CSS(string=rules, font_config=fonts(), url_fetcher=HouseFetcher(), media_type="print")


class Document(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A document of our own template, which is well-formed: read as XML it is parsed in a hundredth of the time."""

    def __init__(self, markup: str, media: Mapping[str, Plate]) -> None:
        self.base_url = None
        self.url_fetcher = HouseFetcher(lambda name: media[name].body if name in media else None)
        self.media_type = "print"
        root = fromstring(markup)  # noqa: S314 - our own template, everything in it escaped, no entities
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: ARG002 - WeasyPrint's own name and argument
        return [defaults()]


def pdf(sheet: Sheet) -> bytes:
    """The handout as PDF: PDF/UA-1, or PDF/A-3a that carries the thread's JSON."""
    foot, names = foot_of(sheet), variants(sheet.edition, sheet.options)
    page = page_rule(foot, sheet.code, sheet.options)
    alone = page_rule(foot[1:2], sheet.code, sheet.options)
    return typeset(markup(sheet), sheet.plates, page, alone, names, sheet.options.pdfa, tuple(attachments(sheet)))


def typeset(
    body: str,
    plates: Mapping[str, Plate],
    page: str,
    alone: str,
    names: tuple[str, ...],
    archive: bool = False,
    attached: Sequence[Attachment] = (),
) -> bytes:
    """A document of ours with its pictures and the stylesheets of its variant as PDF.

    `page` is the rule of its pages; `alone` that of a single page, whose foot need not say again what its head says.
    """
    document = laid_out(body, plates, page, names, archive, attached)
    if len(document.pages) == 1:
        document = laid_out(body, plates, alone, names, archive, attached)
    variant = FOR_ARCHIVES if archive else FOR_EVERYBODY
    rendered: bytes = document.write_pdf(finisher=finished, pdf_variant=variant, pdf_tags=True, custom_metadata=False)
    return rendered


def laid_out(
    body: str, plates: Mapping[str, Plate], page: str, names: tuple[str, ...], archive: bool, attached: Sequence[Attachment]
) -> Any:  # WeasyPrint's Document
    """The pages."""
    own = CSS(string=page, font_config=fonts(), url_fetcher=HouseFetcher())
    document = Document(body, plates).render(
        font_config=fonts(),
        stylesheets=[style(names), own],
        pdf_variant=FOR_ARCHIVES if archive else FOR_EVERYBODY,
        pdf_tags=True,
    )
    document.metadata.attachments = list(attached)
    return document


def attachments(sheet: Sheet) -> Iterator[Attachment]:
    """The thread's JSON, in the first volume."""
    if sheet.attachment and (sheet.volume is None or sheet.volume.first):
        said = load_messages().handout
        yield Attachment(
            string=sheet.attachment.decode(),
            name="thread.json",
            description=said.attachment,
            created=sheet.made_at,
            modified=sheet.made_at,
            relationship="Source",
            url_fetcher=HouseFetcher(),
        )


def finished(document: Any, pdf: PDF) -> None:
    """Says of every link that it belongs to the printed page too, and of an archive's PDF that it is for everybody."""
    for each in pdf.objects:
        if isinstance(each, dict) and each.get("Type") == "/Annot":
            each["F"] = PRINTED
    if document.metadata.attachments or document.output_intent:
        claim_both(pdf)


def foot_of(sheet: Sheet) -> tuple[str, ...]:
    """The lines at the foot; in a volume the second names it."""
    if sheet.volume is None:
        return sheet.foot
    title, source, *rest = sheet.foot
    return (title, f"{source} · {sheet.volume.label}", *rest)
