"""A page of Thread Reader in HTML, of every layout since 2018. Around the thread stand the beginnings of others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.bare_urls import safe_address
from domain.errors import Gone, NotAThread, PageChanged
from domain.messages import Message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.post import Author
from domain.shapes.reading import Hole, Reading, Related, Site
from workers.fetch import Fetcher
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.node import Node, with_class
from workers.sources.parsing.page_fetch import page_at
from workers.sources.parsing.wayback import latest_copy_url, remove_archive_prefix
from workers.sources.thread_reader.page_post import post_of

HOST, SCROLLY = "threadreaderapp.com", "/scrolly/"  # the second is a layout of its own
SIGNS = (b"content-tweet", b"threadreaderapp.com", b"Thread Reader")  # the first and one of the others
# A post of the thread has a number and, since 2020, its id. The beginnings of other threads have the class alone.
POST = "descendant::*[starts-with(@id, 'tweet_') or @data-tweet][contains(@class, 'content-tweet')]"
NUMBER = re.compile(r"tweet_(?P<number>\d{1,5})$")
ID, HANDLE = "data-tweet", "data-screenname"
RAW_POST = re.compile(r"<[^>]*\bid=[\"']?tweet_\d{1,5}\b[^>]*>")  # the same, as it stands in the source
# The head of the thread: the first of these boxes; those in `thread-card` belong to other threads.
BOX = with_class("box-user")
NAME = f"{with_class('username')}//a | {with_class('username')}"
SCREEN_NAME = f"{with_class('screenName')}//a | {with_class('screenName')}"
SECONDS = f"{with_class('thread-info')}//*[@data-time]/@data-time"  # since 1970, of the first post
COUNT = f"{with_class('thread-info')}//*[contains(@class, 'count')]"  # "102 tweets, 21 min read"
POSTS = re.compile(r"(?P<posts>\d{1,5})\s+(?:tweets?|posts?)", re.I)
CREATOR = "descendant::meta[@name='twitter:creator']/@content"  # "@handle"
ADDRESS = "descendant::meta[@property='og:url']/@content | descendant::link[@rel='canonical']/@href"
CARD = with_class("thread-card")  # another thread: its first posts, and how many there are
BEGINNING = with_class("content-tweet")

NO_THREAD = "This is a page of Thread Reader without a thread: it shows the beginnings of several."
MISSING = Message("page_skips", "Thread Reader's own numbering of the posts skips some here.")


class ThreadReaderPage:
    """A page of Thread Reader in any of its layouts since 2018, also out of the Wayback Machine."""

    name = "thread reader page"
    site = Site.X
    example = "https://threadreaderapp.com/thread/1474000000000000001.html"
    shows = "The whole thread, as it was when somebody unrolled it; what is gone there is looked for in the Wayback Machine."

    def takes(self, address: Address) -> bool:
        return address.kind is Kind.UNROLLED and address.host == HOST and SCROLLY not in address.url

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises Gone when neither Thread Reader nor the Wayback Machine has it, and what the Fetcher raises."""
        try:
            return page_at(address.fetch_url, fetcher, now, address.url)
        except Gone:
            if address.archived:
                raise
            return page_at(latest_copy_url(address.url), fetcher, now, address.url)

    def claims(self, capture: Capture) -> bool:
        if not is_html(capture):
            return False
        return SIGNS[0] in capture.body and any(sign in capture.body for sign in SIGNS[1:])

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread for a list of threads, PageChanged when there are posts that cannot be found."""
        whole = decode_capture(capture)
        text = remove_archive_prefix(whole.text)
        page = Node.parsed(text)
        nodes = _own(page.all(POST))
        if not nodes:
            raise (
                PageChanged("Thread Reader", "#tweet_1.content-tweet") if RAW_POST.search(whole.text) else NotAThread(NO_THREAD)
            )
        head = _head(page, text)
        author = _author(head, nodes[0])
        posts = tuple(post_of(tuple(node.children), node.get(ID) or None, author) for node in nodes)
        seen = max(len(posts), len(set(RAW_POST.findall(whole.text))))
        reading = Reading(
            site=self.site,
            posts=posts,
            author=author,
            url=posts[0].url or safe_address(head.value(ADDRESS)),
            posted_at=_date(head) or posts[0].posted_at,
            declared=_declared(head),
            holes=tuple(_holes(nodes)),
            reasons=whole.reasons,
            related=tuple(_related(page)),
            posts_seen=seen,
        )
        return apply_hints(reading, capture)


def _own(nodes: Sequence[Node]) -> list[Node]:
    """The posts of the thread's author, each once, in the order of the page."""
    names = Counter(node.get(HANDLE).casefold() for node in nodes)
    author = names.most_common(1)[0][0] if names else ""
    kept: dict[str, Node] = {}
    for index, node in enumerate(nodes):
        if node.get(HANDLE).casefold() == author:
            kept.setdefault(node.get("id") or node.get(ID) or str(index), node)
    return list(kept.values())


def _head(page: Node, text: str) -> Node:
    """What stands before the first post; the whole page when it does not say whose thread this is."""
    first = RAW_POST.search(text)
    head = Node.parsed(text[: first.start()]) if first else page
    return head if head.has(BOX) else page


def _author(page: Node, first: Node) -> Author:
    box = page.first(f"{BOX}[not(ancestor::*[contains(@class, 'thread-card')])]") or page
    name = next((node.line for node in box.all(NAME) if node.line), None)
    shown = next((node.line for node in box.all(SCREEN_NAME) if node.line), "")
    handle = first.get(HANDLE) or (shown or page.value(CREATOR)).removeprefix("@") or None
    return Author(name, handle, f"https://x.com/{handle}" if handle else None)


def _date(page: Node) -> datetime | None:
    seconds = JsonTree(page.value(SECONDS)).integer
    return JsonTree(seconds).timestamp if seconds else None


def _declared(page: Node) -> int | None:
    found = next((match for node in page.all(COUNT) if (match := POSTS.search(node.line))), None)
    return int(found["posts"]) if found else None


def _holes(nodes: Sequence[Node]) -> Iterator[Hole]:
    """Where the page's own numbers of the posts skip some."""
    before = 0
    for index, node in enumerate(nodes):
        found = NUMBER.match(node.get("id"))
        number = int(found["number"]) if found else before + 1
        if number > before + 1:
            yield Hole(index - 1, number - before - 1, MISSING)
        before = number


def _related(page: Node) -> Iterator[Related]:
    for card in page.all(CARD):
        lines = [line for node in card.all(BEGINNING) if (line := node.line)]
        count = POSTS.search(card.line)
        if lines:
            yield Related(
                title=lines[0],
                excerpt="\n".join(lines[1:]),
                posts=int(count["posts"]) if count else None,
                url=safe_address(card.value("descendant::a[contains(@href, '/thread/')]/@href")),
            )
