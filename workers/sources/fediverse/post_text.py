"""Reads the text of a fediverse post: HTML, of each server's own kind. Used by the Mastodon and ActivityPub sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bs4 import Tag

from domain.shapes.post import Span, SpanKind
from domain.url_parts import join_url
from workers.sources.parsing.html_page import attribute, class_names, one_line, parse_html
from workers.sources.parsing.html_text import OMITTED, Inline, text_and_spans
from workers.sources.parsing.shortened_urls import expand_shortened

QUOTE_FALLBACK: Final = frozenset({"quote-inline", "reference-link-inline"})  # "RE: address" for servers that show no quotes
HASHTAG: Final = frozenset({"hashtag"})
MENTION: Final = frozenset({"mention", "u-url"})
WARNING: Final = "CW: {}"
MARKER: Final = re.compile(r"(?:🧵\s*)?[(\[]?[0-9]{1,3}(?:\s?(?:/|of)\s?(?:[0-9]{1,3}|n|x)?|[.)])[)\]]?(?:\s+|$)", re.I)
SHORTCODE: Final = re.compile(r"\s*:(\w{1,64}):")


def read_post_html(html: str, warning: str = "", base: str = "") -> tuple[str, tuple[Span, ...]]:
    """Text and spans of a post's `content`. A content warning becomes its first line, behind a number that stands there.

    `base` is the address that relative links start from.
    """
    text, spans = text_and_spans(parse_html(f"<div>{html}</div>"), lambda tag: _element(tag, base))
    return _with_warning(text, spans, " ".join(warning.split()))


def remove_shortcodes(name: str | None, emoji: Iterable[str]) -> str | None:
    """A display name without the server's own emoji, which are pictures of that server."""
    shortcodes = frozenset(emoji)
    return SHORTCODE.sub(lambda match: "" if match[1] in shortcodes else match[0], name or "").strip() or None


def _element(tag: Tag, base: str) -> Inline | None:
    if class_names(tag) & QUOTE_FALLBACK:
        return OMITTED
    if tag.name == "img":  # a custom emoji, where the server puts pictures in place of shortcodes
        return Inline(attribute(tag, "alt"))
    return _link(tag, base) if tag.name == "a" else None


def _link(tag: Tag, base: str) -> Inline:
    """Mastodon hides parts of an address in spans and writes "…" by style, so that all of its text is the address."""
    text, url = one_line(tag), join_url(base, attribute(tag, "href"))
    if class_names(tag) & HASHTAG or "tag" in attribute(tag, "rel").split():
        return Inline(text, SpanKind.HASHTAG, url)
    if class_names(tag) & MENTION and text.startswith("@"):
        return Inline(text, SpanKind.MENTION, url)
    return Inline(expand_shortened(text, url), SpanKind.LINK, url)


def _with_warning(text: str, spans: tuple[Span, ...], warning: str) -> tuple[str, tuple[Span, ...]]:
    if not warning:
        return text, spans
    marker = MARKER.match(text)
    start = marker.end() if marker else 0
    line = WARNING.format(warning) + ("\n\n" if text[start:] else "")
    after = tuple(
        replace(span, start=span.start + len(line), end=span.end + len(line)) for span in spans if span.start >= start
    )
    bold = Span(start, start + len(line.rstrip()), SpanKind.STRONG)
    return text[:start] + line + text[start:], (*(span for span in spans if span.end <= start), bold, *after)
