"""A thread of X on the page of an unroller other than Thread Reader, or in one of its other layouts, as HTML.

What these pages have in common are not their elements but the words that they print round a thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.bare_urls import safe_address
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.post import Media, MediaKind, Post
from domain.shapes.reading import Reading, Related, Site
from workers.fetch import Fetcher
from workers.sources.hints import apply_hints, post_address
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.html_text import Shown, words_of
from workers.sources.parsing.node import Node
from workers.sources.parsing.page_fetch import page_at
from workers.sources.parsing.placeholders import placeholder, resolve_placeholders
from workers.sources.parsing.plain_html import plainly
from workers.sources.parsing.wayback import remove_archive_prefix
from workers.sources.thread_reader.copied_page import copied

# Printed by: Scrolly (Thread Reader's other layout), twtext and twunroll, twitter-thread.com, Thread Reader.
SIGNS = (
    b"Share this Scrolly Tale",
    b"Latest Threads Unrolled",
    b"Missing some tweets in this thread? Or failed to load",
    b"Missing some Tweet in this thread?",
    b"Missing some post in this thread?",
)
BODY = "descendant::main | descendant::body"
ADDRESS = "descendant::link[@rel='canonical']/@href | descendant::meta[@property='og:url']/@content"
FACE = "Profile picture"
NO_ALT = frozenset({"", "Image"})


class UnrolledPage:
    """Pages of other unrollers: Scrolly, twtext, twunroll, twitter-thread.com."""

    name = "unrolled page"
    site = Site.X
    example = "https://twitter-thread.com/t/1474000000000000001"
    shows = "The whole thread, as it was when somebody unrolled it."

    def takes(self, address: Address) -> bool:
        return address.kind is Kind.UNROLLED

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises what the Fetcher raises."""
        return page_at(address.fetch_url, fetcher, now, address.url)

    def claims(self, capture: Capture) -> bool:
        return is_html(capture) and any(sign in capture.body for sign in SIGNS)

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread when there is no thread between the page's own words."""
        whole = decode_capture(capture)
        page = Node.parsed(remove_archive_prefix(whole.text))
        text, pictures = _text(page.first(BODY) or page)
        reading = copied(text)
        address = post_address(page.value(ADDRESS))
        handle = reading.author.handle
        here = f"https://x.com/{handle or 'i'}/status/{address.post_id}" if address and address.post_id else None
        return apply_hints(
            replace(
                reading,
                posts=tuple(_pictured(post, pictures) for post in reading.posts),
                url=here,
                related=tuple(_plain(each) for each in reading.related),
                dropped=tuple(
                    words for block in reading.dropped if (words := resolve_placeholders(block, pictures)[0].strip())
                ),
                reasons=(*whole.reasons, *reading.reasons),
            ),
            capture,
        )


def _text(body: Node) -> tuple[str, list[Media]]:
    """The page as a browser would copy it, with a sign for each picture; faces are told by their names, as browsers do."""
    pictures: list[Media] = []

    def meaning(node: Node) -> Shown | None:
        if node.tag != "img" or "emoji" in node.get("class"):
            return plainly(node)
        alt, address = node.get("alt").strip(), safe_address(node.get("data-src") or node.get("src"))
        if address is None or FACE in alt:
            return Shown(alt if FACE in alt else "")
        pictures.append(Media(MediaKind.IMAGE, address, None if alt in NO_ALT else alt))
        return Shown(placeholder(len(pictures) - 1), apart=True)

    return words_of(body, meaning)[0], pictures


def _pictured(post: Post, pictures: Sequence[Media]) -> Post:
    text, shown = resolve_placeholders(post.text, pictures)
    return replace(post, text=text, media=(*post.media, *shown))


def _plain(related: Related) -> Related:
    return replace(
        related, title=resolve_placeholders(related.title, ())[0], excerpt=resolve_placeholders(related.excerpt, ())[0]
    )
