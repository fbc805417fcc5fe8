"""Any other page of the web: read when the words in it are numbered as threads are, and refused when they are not."""

from __future__ import annotations

import re
from datetime import datetime

from domain.bare_urls import safe_address
from domain.errors import NotAThread
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.post import Author
from domain.shapes.reading import Reading, Site
from workers.fetch import Fetcher
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.node import Node
from workers.sources.parsing.page_fetch import page_at
from workers.sources.parsing.size_limit import check_size
from workers.sources.parsing.wayback import remove_archive_prefix
from workers.sources.pasted.splitting import Cut, cut
from workers.sources.web.article import article_text

ADDRESS = "descendant::link[@rel='canonical']/@href | descendant::meta[@property='og:url']/@content"
AUTHOR = "descendant::meta[@name='author']/@content | descendant::meta[@property='article:author']/@content"
HEADING = re.compile(r"# (?!\d)(?P<title>[^\n]{1,300})\n+")
FEWEST = 2  # posts of a thread
LONGEST = 4000  # code points of a post: chapters of a book are numbered, too

NONE = (
    "This page is not a thread: its text is not numbered the way threads are. If it holds one, copy its words and paste them."
)


class WebPage:
    """Any other page, when the words in it are numbered as threads are."""

    name = "web page"
    site = Site.WEB
    example = "https://example.org/a-thread"
    shows = "The words of a page, when they are numbered as threads are."

    def takes(self, address: Address) -> bool:
        return address.kind is Kind.PAGE

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """The Capture has the address that answered, because a short address redirects. Raises what the Fetcher raises."""
        return page_at(address.fetch_url, fetcher, now)

    def claims(self, capture: Capture) -> bool:
        return is_html(capture)

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread, LimitExceeded."""
        whole = decode_capture(capture)
        title, text = _titled(article_text(remove_archive_prefix(whole.text)))
        check_size(text)
        made = cut(text)
        if not _is_thread(made):
            raise NotAThread(NONE)
        page = Node.parsed(whole.text)
        name = page.value(AUTHOR).strip()
        author = Author(name=name if name and "://" not in name else None)
        reading = Reading(
            site=self.site,
            posts=made.posts,
            author=author,
            url=safe_address(page.value(ADDRESS)),
            holes=made.holes,
            reasons=(*whole.reasons, *made.reasons),
            dropped=(*title, *made.rules, *made.other),
            posts_seen=len(made.posts),
        )
        return apply_hints(reading, capture)


def _titled(text: str) -> tuple[tuple[str, ...], str]:
    """The page's heading, which is no post, and the rest."""
    found = HEADING.match(text)
    return ((found["title"],), text[found.end() :]) if found else ((), text)


def _is_thread(made: Cut) -> bool:
    return made.numbered and len(made.posts) >= FEWEST and max(len(post.text) for post in made.posts) <= LONGEST
