"""A page of Thread Reader in HTML, of every layout since 2018. Around the thread stand the beginnings of other threads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from bs4 import Tag

from domain.bare_urls import safe_address
from domain.errors import Gone, NotAThread, PageChanged
from domain.messages import message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.post import Author
from domain.shapes.reading import Hole, Reading, Related, Site
from workers.fetch import Fetcher
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.html_page import HtmlPage, attribute, class_names, one_line, with_class
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.page_fetch import fetch_page
from workers.sources.parsing.wayback import latest_copy_url, remove_archive_prefix
from workers.sources.thread_reader.page_post import parse_post

HOST, SCROLLY = "threadreaderapp.com", "/scrolly/"  # the second is a layout of its own
SIGNATURES = (b"content-tweet", b"threadreaderapp.com", b"Thread Reader")  # the first and one of the others
# A post of the thread has a number and, since 2020, its id. The beginnings of other threads, in cards, have the class alone.
POST = "contains(@class, 'content-tweet') and (starts-with(@id, 'tweet_') or @data-tweet)"
CARD = with_class("thread-card")
# The parts of the page in order: the box with the author's name, what is said of the thread, its posts, and cards.
PARTS = (
    f"//*[({POST}) or {CARD}]"
    f" | //*[{with_class('box-user')} or {with_class('username')} or {with_class('screenName')} or {with_class('thread-info')}]"
    f"[not(ancestor::*[{CARD}])]"
)
NUMBER = re.compile(r"tweet_(?P<number>\d{1,5})$")
ID, HANDLE = "data-tweet", "data-screenname"
RAW_POST = re.compile(r"<[^>]*\bid=[\"']?tweet_\d{1,5}\b[^>]*>")  # a post as it stands in the source
SECONDS = "data-time"  # since 1970, of the first post
COUNT = "[class*='count']"  # "102 tweets, 21 min read"
POST_COUNT = re.compile(r"(?P<posts>\d{1,5})\s+(?:tweets?|posts?)", re.I)
CREATOR = "meta[name='twitter:creator']"  # "@handle"
BEGINNING = ".content-tweet"  # in a card: the first posts of another thread


class ThreadReaderPage:
    """A page of Thread Reader in any of its layouts since 2018, also out of the Wayback Machine."""

    name = "thread reader page"
    site = Site.X
    example = "https://threadreaderapp.com/thread/1474000000000000001.html"
    public_view = message("public_view.thread_reader")

    def takes(self, address: Address) -> bool:
        return address.kind is Kind.UNROLLED and address.host == HOST and SCROLLY not in address.url

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises Gone when neither Thread Reader nor the Wayback Machine has it, and what the Fetcher raises."""
        try:
            return fetch_page(address.fetch_url, fetcher, now, address.url)
        except Gone:
            if address.archived:
                raise
            return fetch_page(latest_copy_url(address.url), fetcher, now, address.url)

    def claims(self, capture: Capture) -> bool:
        if not is_html(capture):
            return False
        return SIGNATURES[0] in capture.body and any(signature in capture.body for signature in SIGNATURES[1:])

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread for a list of threads, PageChanged when there are posts that cannot be found."""
        decoded = decode_capture(capture)
        page = HtmlPage(remove_archive_prefix(decoded.text))
        parts = page.tags(PARTS)
        tags = _own_posts([part for part in parts if _is_post(part)])
        raw_posts = RAW_POST.findall(decoded.text)
        if not tags:
            raise PageChanged("Thread Reader", "#tweet_1.content-tweet") if raw_posts else NotAThread("thread_reader_list")
        head = _head(parts)
        author = _author(head, attribute(tags[0], HANDLE) or attribute(page.head.select_one(CREATOR), "content"))
        posts = tuple(parse_post(tag.contents, attribute(tag, ID) or None, author) for tag in tags)
        reading = Reading(
            site=self.site,
            posts=posts,
            author=author,
            url=posts[0].url or safe_address(page.canonical_url),
            posted_at=_posted_at(head) or posts[0].posted_at,
            declared=_declared_count(head),
            holes=tuple(_holes(tags)),
            reasons=decoded.reasons,
            related=tuple(_related_threads(parts)),
            posts_seen=max(len(posts), len(set(raw_posts))),
        )
        return apply_hints(reading, capture)


def _is_post(tag: Tag) -> bool:
    return "content-tweet" in attribute(tag, "class") and (attribute(tag, "id").startswith("tweet_") or tag.has_attr(ID))


def _own_posts(tags: Sequence[Tag]) -> list[Tag]:
    """The posts of the thread's author, each once, in the order of the page."""
    handles = Counter(attribute(tag, HANDLE).casefold() for tag in tags)
    author = handles.most_common(1)[0][0] if handles else ""
    own: dict[str, Tag] = {}
    for index, tag in enumerate(tags):
        if attribute(tag, HANDLE).casefold() == author:
            own.setdefault(attribute(tag, "id") or attribute(tag, ID) or str(index), tag)
    return list(own.values())


def _head(parts: Sequence[Tag]) -> Sequence[Tag]:
    """The parts before the first post; all of them when those do not name an author."""
    first = next(index for index, part in enumerate(parts) if _is_post(part))
    head = parts[:first]
    return head if _with_class(head, "username") or _with_class(head, "box-user") else parts


def _with_class(parts: Sequence[Tag], name: str) -> list[Tag]:
    return [part for part in parts if name in class_names(part)]


def _author(head: Sequence[Tag], handle: str) -> Author:
    name = next((line for part in _with_class(head, "username") if (line := one_line(part))), None)
    screen_name = next((line for part in _with_class(head, "screenName") if (line := one_line(part))), "")
    handle = (handle or screen_name).removeprefix("@")
    return Author(name, handle or None, f"https://x.com/{handle}" if handle else None)


def _posted_at(head: Sequence[Tag]) -> datetime | None:
    times = (part.find(None, {SECONDS: True}) for part in _with_class(head, "thread-info"))
    seconds = JsonTree(next((attribute(time, SECONDS) for time in times if time), "")).integer
    return JsonTree(seconds).timestamp if seconds else None


def _declared_count(head: Sequence[Tag]) -> int | None:
    counts = (count for part in _with_class(head, "thread-info") for count in part.select(COUNT))
    match = next((match for count in counts if (match := POST_COUNT.search(one_line(count)))), None)
    return int(match["posts"]) if match else None


def _holes(posts: Sequence[Tag]) -> Iterator[Hole]:
    """Where the page's own numbers of the posts skip some."""
    before = 0
    for index, post in enumerate(posts):
        match = NUMBER.match(attribute(post, "id"))
        number = int(match["number"]) if match else before + 1
        if number > before + 1:
            yield Hole(index - 1, number - before - 1, message("page_skips"))
        before = number


def _related_threads(parts: Sequence[Tag]) -> Iterator[Related]:
    for card in _with_class(parts, "thread-card"):
        lines = [line for beginning in card.select(BEGINNING) if (line := one_line(beginning))]
        count = POST_COUNT.search(one_line(card))
        if lines:
            yield Related(
                title=lines[0],
                excerpt="\n".join(lines[1:]),
                posts=int(count["posts"]) if count else None,
                url=safe_address(attribute(card.select_one("a[href*='/thread/']"), "href")),
            )
