"""A thread of X on the page of an unroller other than Thread Reader, or in one of its other layouts, as HTML.

What these pages have in common are not their elements but the sentences that they print round a thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bs4 import Tag

from domain.bare_urls import safe_address
from domain.messages import message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.post import Media, MediaKind, Post
from domain.shapes.reading import Reading, Related, Site
from workers.fetch import Fetcher
from workers.sources.hints import apply_hints, post_address
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.html_page import HtmlPage, attribute
from workers.sources.parsing.html_text import Inline, text_and_spans
from workers.sources.parsing.page_fetch import fetch_page
from workers.sources.parsing.placeholders import placeholder, resolve_placeholders
from workers.sources.parsing.plain_html import plain_element
from workers.sources.parsing.wayback import remove_archive_prefix
from workers.sources.thread_reader.copied_page import read_copied_page

# Printed by: Scrolly (Thread Reader's other layout), twtext and twunroll, twitter-thread.com, Thread Reader.
SIGNATURES = (
    b"Share this Scrolly Tale",
    b"Latest Threads Unrolled",
    b"Missing some tweets in this thread? Or failed to load",
    b"Missing some Tweet in this thread?",
    b"Missing some post in this thread?",
)
BODY = "//main | //body"
AVATAR = "Profile picture"
NO_ALT = frozenset({"", "Image"})


class UnrolledPage:
    """Pages of other unrollers: Scrolly, twtext, twunroll, twitter-thread.com."""

    name = "unrolled page"
    site = Site.X
    example = "https://twitter-thread.com/t/1474000000000000001"
    public_view = message("public_view.unroller")

    def takes(self, address: Address) -> bool:
        return address.kind is Kind.UNROLLED

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises what the Fetcher raises."""
        return fetch_page(address.fetch_url, fetcher, now, address.url)

    def claims(self, capture: Capture) -> bool:
        return is_html(capture) and any(signature in capture.body for signature in SIGNATURES)

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread when there is no thread between the page's own sentences."""
        decoded = decode_capture(capture)
        page = HtmlPage(remove_archive_prefix(decoded.text))
        text, pictures = _copied_text(page.first(BODY) or page.body)
        reading = read_copied_page(text)
        address = post_address(page.canonical_url)
        handle = reading.author.handle
        url = f"https://x.com/{handle or 'i'}/status/{address.post_id}" if address and address.post_id else None
        return apply_hints(
            replace(
                reading,
                posts=tuple(_with_pictures(post, pictures) for post in reading.posts),
                url=url,
                related=tuple(_without_pictures(related) for related in reading.related),
                dropped=tuple(
                    block for dropped in reading.dropped if (block := resolve_placeholders(dropped, pictures)[0].strip())
                ),
                reasons=(*decoded.reasons, *reading.reasons),
            ),
            capture,
        )


def _copied_text(body: Tag) -> tuple[str, list[Media]]:
    """The page as a browser would copy it, with a placeholder for each picture; avatars become their names, as in browsers."""
    pictures: list[Media] = []

    def element(tag: Tag) -> Inline | None:
        if tag.name != "img" or "emoji" in attribute(tag, "class"):
            return plain_element(tag)
        alt, url = attribute(tag, "alt").strip(), safe_address(attribute(tag, "data-src") or attribute(tag, "src"))
        if url is None or AVATAR in alt:
            return Inline(alt if AVATAR in alt else "")
        pictures.append(Media(MediaKind.IMAGE, url, None if alt in NO_ALT else alt))
        return Inline(placeholder(len(pictures) - 1), spaced=True)

    return text_and_spans(body, element)[0], pictures


def _with_pictures(post: Post, pictures: Sequence[Media]) -> Post:
    text, own_pictures = resolve_placeholders(post.text, pictures)
    return replace(post, text=text, media=(*post.media, *own_pictures))


def _without_pictures(related: Related) -> Related:
    title, excerpt = (resolve_placeholders(text, ())[0] for text in (related.title, related.excerpt))
    return replace(related, title=title, excerpt=excerpt)
