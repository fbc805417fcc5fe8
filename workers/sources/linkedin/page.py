"""What LinkedIn shows to everybody: an article (Pulse), or one post of its feed. Either is one post, however long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from domain.bare_urls import safe_address
from domain.errors import LoginRequired
from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.node import Node
from workers.sources.web.article import article_text

HERE = r"https?://(?:[\w-]{1,10}\.)?linkedin\.com/(?:pulse|posts|feed/update|embed)/[^\s\"'<>?]{1,500}"
SEEN_AT = re.compile(HERE, re.I)
CALLED = re.compile(
    rf"<(?:link|meta)\b[^>]{{0,200}}(?:canonical|og:url)[^>]{{0,200}}?(?P<url>{HERE})", re.I
)  # by the page itself
HEAD = 200_000  # bytes in which it does
FACTS = "descendant::script[@type='application/ld+json']"  # who, when, and of a post also its words
KINDS = frozenset({"Article", "NewsArticle", "BlogPosting", "SocialMediaPosting", "DiscussionForumPosting"})
TITLE = "descendant::meta[@property='og:title']/@content"
AUTHOR = "descendant::*[contains(@class, 'mini-card__title-link') or contains(@class, 'author__name')]"
PUBLISHED = re.compile(r"\"publishedDate\":(?P<ms>\d{13})\b")  # of an article, among facts that stand in a comment
ONE = Message("one_post_only", "LinkedIn shows one post here; answers by its author are seen only by people who are logged in.")


class LinkedIn:
    """An article (Pulse) or a post of LinkedIn, as far as it is public."""

    name = "linkedin page"
    site = Site.WEB

    def claims(self, capture: Capture) -> bool:
        return is_html(capture) and b"linkedin.com/" in capture.body and _address(capture) is not None

    def read(self, capture: Capture) -> Reading:
        """Raises LoginRequired when it shows nothing but its own words."""
        whole = decode_capture(capture)
        page = Node.parsed(whole.text)
        facts = next(_facts(page), JsonTree())
        said = facts["articleBody"].stripped or facts["text"].stripped
        title = facts["headline"].stripped or page.value(TITLE).strip()
        body = article_text(whole.text)
        text = said or (f"{title}\n\n{body}" if title and body and not body.startswith(title) else body)
        if not text:
            raise LoginRequired
        url = safe_address(_address(capture))
        author = _author(facts["author"], page)
        post = Post(text, url=url, author=author, posted_at=facts["datePublished"].timestamp or _published(whole.text))
        return apply_hints(
            Reading(self.site, (post,), author, url, reasons=(*whole.reasons, ONE), posts_seen=1),
            capture,
        )


def _address(capture: Capture) -> str | None:
    """What the page calls itself goes before where it was seen."""
    called = CALLED.search(capture.body[:HEAD].decode("utf-8", "replace"))
    seen = SEEN_AT.match(capture.url or "")
    return called["url"] if called else seen.group() if seen else None


def _facts(page: Node) -> Iterator[JsonTree]:
    for script in page.all(FACTS):
        if not script.words.strip().startswith(("{", "[")):
            continue
        tree = JsonTree.parse(script.words)
        yield from (each for each in (tree, *tree, *tree["@graph"]) if each["@type"].raw in KINDS)


def _published(text: str) -> datetime | None:
    found = PUBLISHED.search(text)
    return JsonTree(int(found["ms"]) // 1000).timestamp if found else None


def _author(tree: JsonTree, page: Node) -> Author:
    shown = page.first(AUTHOR)
    return Author(tree["name"].stripped or (shown.line if shown else None), None, tree["url"].url)
