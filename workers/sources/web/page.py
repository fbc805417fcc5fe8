"""Any other web page: read when its text is numbered the way threads are, and refused otherwise."""

from __future__ import annotations

import re
from datetime import datetime

from domain.bare_urls import safe_address
from domain.errors import NotAThread
from domain.messages import message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.post import Author
from domain.shapes.reading import Reading, Site
from workers.fetch import Fetcher
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.html_page import HtmlPage, attribute
from workers.sources.parsing.page_fetch import fetch_page
from workers.sources.parsing.size_limit import check_size
from workers.sources.parsing.wayback import remove_archive_prefix
from workers.sources.pasted.splitting import SplitText, split_into_posts
from workers.sources.web.article import article_text

AUTHOR = "meta[name=author][content], meta[property='article:author'][content]"
HEADINGS = re.compile(r"(?:#{1,6} (?!\d)[^\n]{1,300}\n+)+")
MIN_POSTS = 2
MAX_POST_LENGTH = 4000  # code points: chapters of a book are numbered, too


class WebPage:
    """Any other page, when its text is numbered the way threads are."""

    name = "web page"
    site = Site.WEB
    example = "https://example.org/a-thread"
    public_view = message("public_view.web")

    def takes(self, address: Address) -> bool:
        return address.kind is Kind.PAGE

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """The Capture has the address that answered, because a short address redirects. Raises what the Fetcher raises."""
        return fetch_page(address.fetch_url, fetcher, now)

    def claims(self, capture: Capture) -> bool:
        return is_html(capture)

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread, LimitExceeded."""
        decoded = decode_capture(capture)
        page = HtmlPage(remove_archive_prefix(decoded.text))
        title, text = _split_title(article_text(page))
        check_size(text)
        division = split_into_posts(text)
        if not _is_thread(division):
            raise NotAThread("page_not_numbered")
        name = attribute(page.head.select_one(AUTHOR), "content").strip()
        reading = Reading(
            site=self.site,
            posts=division.posts,
            markers_known=True,
            author=Author(name=name if name and "://" not in name else None),
            url=safe_address(page.canonical_url),
            holes=division.holes,
            reasons=(*decoded.reasons, *division.reasons),
            dropped=(*title, *division.separators, *division.other_thread),
            posts_seen=len(division.posts),
        )
        return apply_hints(reading, capture)


def _split_title(text: str) -> tuple[tuple[str, ...], str]:
    """The page's title and subtitle, which are no posts, and the rest."""
    match = HEADINGS.match(text)
    titles = (line.lstrip("# ") for line in match.group().split("\n")) if match else ()
    return tuple(title for title in titles if title), text[match.end() if match else 0 :]


def _is_thread(division: SplitText) -> bool:
    lengths = [len(post.text) for post in division.posts]
    return division.numbered and len(lengths) >= MIN_POSTS and max(lengths) <= MAX_POST_LENGTH
