"""The door to WeasyPrint: a document of ours to a tagged PDF. What is slow is made once, before the fork."""

from __future__ import annotations

import logging
from functools import cache
from xml.etree.ElementTree import fromstring

from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from weasyprint import CSS, HTML  # type: ignore[import-untyped]
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]

from workers.handouts.faces import whole_rules
from workers.handouts.fetcher import HouseFetcher
from workers.handouts.html import markup
from workers.handouts.sheet import Sheet
from workers.handouts.style import for_paper

VARIANT = "pdf/ua-1"
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it warns of every property that is for browsers only


@cache
def fonts() -> FontConfiguration:
    """Our faces and the system's, read once."""
    configuration = FontConfiguration()
    CSS(string=whole_rules(), font_config=configuration, url_fetcher=HouseFetcher())
    return configuration


@cache
def style() -> CSS:
    """Our stylesheet, parsed once."""
    return CSS(string=for_paper(), font_config=fonts(), url_fetcher=HouseFetcher(), media_type="print")


class Document(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A document of our own template, which is well-formed: read as XML it is parsed in a hundredth of the time."""

    def __init__(self, markup: str) -> None:
        self.base_url = None
        self.url_fetcher = HouseFetcher()
        self.media_type = "print"
        root = fromstring(markup)  # noqa: S314 - our own template, everything in it escaped, no entities
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def pdf(sheet: Sheet) -> bytes:
    """The handout as PDF."""
    document = Document(markup(sheet))
    rendered: bytes = document.write_pdf(
        font_config=fonts(), stylesheets=[style()], pdf_variant=VARIANT, pdf_tags=True, custom_metadata=False
    )
    return rendered
