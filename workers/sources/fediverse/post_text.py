"""The words of a post of the fediverse: HTML, of each server's own kind. Used by what reads Mastodon and ActivityPub."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin

from domain.shapes.post import Span, SpanKind
from workers.sources.parsing.html_text import LEFT_OUT, Shown, words_of
from workers.sources.parsing.node import Node
from workers.sources.parsing.shortened_urls import expand_shortened

QUOTE_FALLBACK: Final = frozenset({"quote-inline", "reference-link-inline"})  # "RE: address" for servers that show no quotes
HASHTAG: Final = frozenset({"hashtag"})
MENTION: Final = frozenset({"mention", "u-url"})
WARNING: Final = "CW: {}"
MARKER: Final = re.compile(r"(?:🧵\s*)?[(\[]?[0-9]{1,3}(?:\s?(?:/|of)\s?(?:[0-9]{1,3}|n|x)?|[.)])[)\]]?(?:\s+|$)", re.I)
SHORTCODE: Final = re.compile(r"\s*:(\w{1,64}):")


def words_in(html: str, warning: str = "", base: str = "") -> tuple[str, tuple[Span, ...]]:
    """Text and spans of a post's `content`; a content warning becomes its first line, behind a number that stands there."""
    return _warned(*words_of(Node.parsed(f"<div>{html}</div>"), lambda node: _meaning(node, base)), " ".join(warning.split()))


def words_at(node: Node, base: str = "") -> tuple[str, tuple[Span, ...]]:
    """The same for the element of a page that holds the post."""
    return words_of(node, lambda inner: _meaning(inner, base))


def without_shortcodes(name: str | None, known: Iterable[str]) -> str | None:
    """A display name without the pictures in it, which nothing of ours can show."""
    pictures = frozenset(known)
    return SHORTCODE.sub(lambda found: "" if found[1] in pictures else found[0], name or "").strip() or None


def _meaning(node: Node, base: str) -> Shown | None:
    if node.classes & QUOTE_FALLBACK:
        return LEFT_OUT
    if node.tag == "img":  # a custom emoji, where the server puts pictures in place of shortcodes
        return Shown(node.get("alt"))
    return _link(node, base) if node.tag == "a" else None


def _link(node: Node, base: str) -> Shown:
    """Mastodon hides parts of an address in spans and writes "…" by style, so that all of its text is the address."""
    words, url = node.line, urljoin(base, node.get("href"))
    tag = node.get("rel").split()
    if node.classes & HASHTAG or "tag" in tag:
        return Shown(words, SpanKind.HASHTAG, url)
    if node.classes & MENTION and words.startswith("@"):
        return Shown(words, SpanKind.MENTION, url)
    return Shown(expand_shortened(words, url), SpanKind.LINK, url)


def _warned(text: str, spans: tuple[Span, ...], warning: str) -> tuple[str, tuple[Span, ...]]:
    if not warning:
        return text, spans
    found = MARKER.match(text)
    start = found.end() if found else 0
    line = WARNING.format(warning) + ("\n\n" if text[start:] else "")
    kept = tuple(replace(span, start=span.start + len(line), end=span.end + len(line)) for span in spans if span.start >= start)
    mark = Span(start, start + len(line.rstrip()), SpanKind.STRONG)
    return text[:start] + line + text[start:], (*(span for span in spans if span.end <= start), mark, *kept)
