"""What LinkedIn shows to everybody: an article (Pulse), or one post of its feed. Either is one post, however long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from domain.bare_urls import safe_address
from domain.errors import LoginRequired
from domain.messages import message
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.html_page import HtmlPage, attribute, one_line
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.web.article import article_text

ADDRESS = r"https?://(?:[\w-]{1,10}\.)?linkedin\.com/(?:pulse|posts|feed/update|embed)/[^\s\"'<>?]{1,500}"
SEEN_AT = re.compile(ADDRESS, re.I)
CANONICAL = re.compile(rf"<(?:link|meta)\b(?=[^>]{{0,700}}(?:canonical|og:url))[^>]{{0,200}}?(?P<url>{ADDRESS})", re.I)
HEAD = 200_000  # bytes in which the page gives its canonical address
JSON_LD = "script[type='application/ld+json']"  # who, when, and of a post also its text
KINDS = frozenset({"Article", "NewsArticle", "BlogPosting", "SocialMediaPosting", "DiscussionForumPosting"})
TITLE = "meta[property='og:title'][content]"
AUTHOR = "//*[contains(@class, 'mini-card__title-link') or contains(@class, 'author__name')]"
PUBLISHED = re.compile(r"\"publishedDate\":(?P<ms>\d{13})\b")  # of an article, among facts that stand in a comment


class LinkedIn:
    """An article (Pulse) or a post of LinkedIn, as far as it is public."""

    name = "linkedin page"
    site = Site.WEB

    def claims(self, capture: Capture) -> bool:
        return is_html(capture) and b"linkedin.com/" in capture.body and _address(capture) is not None

    def read(self, capture: Capture) -> Reading:
        """Raises LoginRequired when the page has no text but LinkedIn's own."""
        decoded = decode_capture(capture)
        page = HtmlPage(decoded.text)
        facts = next(_facts(page), JsonTree())
        text = facts["articleBody"].stripped or facts["text"].stripped or _article(page, facts)
        if not text:
            raise LoginRequired
        url = safe_address(_address(capture))
        author = _author(facts["author"], page)
        post = Post(text, url=url, author=author, posted_at=facts["datePublished"].timestamp or _published(decoded.text))
        reasons = (*decoded.reasons, message("one_post_only.linkedin"))
        return apply_hints(Reading(self.site, (post,), author, url, reasons=reasons, posts_seen=1), capture)


def _address(capture: Capture) -> str | None:
    """The canonical address of the page, else the one at which it was captured."""
    canonical = CANONICAL.search(capture.body[:HEAD].decode("utf-8", "replace"))
    seen_at = SEEN_AT.match(capture.url or "")
    return canonical["url"] if canonical else seen_at.group() if seen_at else None


def _facts(page: HtmlPage) -> Iterator[JsonTree]:
    """The objects of the page's JSON-LD that describe an article or a post."""
    for script in page.head.select(JSON_LD):
        source = script.get_text()
        if source.strip().startswith(("{", "[")):
            tree = JsonTree.parse(source)
            yield from (entry for entry in (tree, *tree, *tree["@graph"]) if entry["@type"].raw in KINDS)


def _article(page: HtmlPage, facts: JsonTree) -> str:
    """An article's title and text."""
    title = facts["headline"].stripped or attribute(page.head.select_one(TITLE), "content").strip()
    body = article_text(page)
    return f"{title}\n\n{body}" if title and body and not body.startswith(title) else body


def _published(source: str) -> datetime | None:
    match = PUBLISHED.search(source)
    return JsonTree(int(match["ms"]) // 1000).timestamp if match else None


def _author(facts: JsonTree, page: HtmlPage) -> Author:
    author = page.first(AUTHOR)
    return Author(facts["name"].stripped or (one_line(author) if author else None), None, facts["url"].url)
