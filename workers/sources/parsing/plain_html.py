"""What elements mean in HTML that has no site's particular ways: links lead where they say, pictures are not words."""

from __future__ import annotations

from domain.bare_urls import safe_address
from domain.shapes.post import SpanKind
from workers.sources.parsing.html_text import LEFT_OUT, Shown
from workers.sources.parsing.node import Node

SHORTENED = ("…", "...")


def plainly(node: Node) -> Shown | None:
    """A link whose words are a shortened address is written whole; one with words of its own keeps them."""
    if node.tag == "img":
        return Shown(node.get("alt")) if "emoji" in node.get("class") else LEFT_OUT
    address = safe_address(node.get("href").strip()) if node.tag == "a" else None
    if address is None:
        return None
    words = node.line
    if words.startswith("@"):
        return Shown(words, SpanKind.MENTION, address)
    if words.startswith("#"):
        return Shown(words, SpanKind.HASHTAG, address)
    if not words or (words.endswith(SHORTENED) and words.rstrip(".…").removeprefix("www.") in address):
        return Shown(address, SpanKind.LINK, address)
    return Shown(words, SpanKind.LINK, address)
