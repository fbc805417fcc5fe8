"""The door to WeasyPrint: a document of ours to a tagged PDF. What is slow is made once, before the fork."""

from __future__ import annotations

import logging
from functools import cache

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from workers.handouts.faces import whole_rules
from workers.handouts.fetcher import HouseFetcher
from workers.handouts.html import markup, stylesheet
from workers.handouts.sheet import Sheet

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
    return CSS(string=stylesheet(), font_config=fonts(), url_fetcher=HouseFetcher(), media_type="print")


def pdf(sheet: Sheet) -> bytes:
    """The handout as PDF."""
    document = HTML(string=markup(sheet, ""), url_fetcher=HouseFetcher())
    rendered: bytes = document.write_pdf(
        font_config=fonts(), stylesheets=[style()], pdf_variant=VARIANT, pdf_tags=True, custom_metadata=False
    )
    return rendered
