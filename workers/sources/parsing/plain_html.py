"""The element rule of pages without habits of their own: links lead where they say, pictures are no text."""

from __future__ import annotations

from bs4 import Tag

from domain.bare_urls import safe_address
from domain.shapes.post import SpanKind
from workers.sources.parsing.html_page import attribute, one_line
from workers.sources.parsing.html_text import OMITTED, Inline

ELLIPSES = ("…", "...")


def plain_element(tag: Tag) -> Inline | None:
    """A link whose text is a shortened address is written in full; one with a text of its own keeps that."""
    if tag.name == "img":
        return Inline(attribute(tag, "alt")) if "emoji" in attribute(tag, "class") else OMITTED
    url = safe_address(attribute(tag, "href").strip()) if tag.name == "a" else None
    if url is None:
        return None
    text = one_line(tag)
    if text.startswith("@"):
        return Inline(text, SpanKind.MENTION, url)
    if text.startswith("#"):
        return Inline(text, SpanKind.HASHTAG, url)
    if not text or (text.endswith(ELLIPSES) and text.rstrip(".…").removeprefix("www.") in url):
        return Inline(url, SpanKind.LINK, url)
    return Inline(text, SpanKind.LINK, url)
