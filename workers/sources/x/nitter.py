"""A thread of X on a page of Nitter. Learned from Nitter's own templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

from domain.bare_urls import safe_address
from domain.errors import Gone, PageChanged
from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, SpanKind
from domain.shapes.reading import Hole, Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.html_text import Shown, words_of
from workers.sources.parsing.node import Node, with_class
from workers.sources.parsing.plain_html import plainly
from workers.sources.x.entities import HOME
from workers.sources.x.post import author_of, status_url

SIGNS = (b"main-thread", b"tweet-content")
THREAD = with_class("main-thread")  # the thread's own rows; answers by others stand in `.replies` beside it
ROW = with_class("timeline-item")
MAIN = "ancestor-or-self::*[contains(concat(' ', @class, ' '), ' main-tweet ')]"  # the post that the page is about
CONTENT = f"{with_class('tweet-content')}[not(ancestor::*[contains(@class, 'quote')])]"
NAME, HANDLE = with_class("fullname"), with_class("username")
DATE = f"{with_class('tweet-date')}/a[@href]"  # its title is the date, its address the post's
QUOTE = with_class("quote")
QUOTE_TEXT, QUOTE_LINK = with_class("quote-text"), with_class("quote-link", "a")
ATTACHMENTS = with_class("attachments")
CARD, CARD_TITLE = with_class("card-container", "a"), with_class("card-title")
CHOICE = with_class("poll-choice-option")
UNAVAILABLE = with_class("unavailable-box")
MORE = frozenset({"show-more", "earlier-replies", "more-replies"})
ERROR = with_class("error-panel")
STATUS = re.compile(r"/(?P<handle>\w{1,50})/status/(?P<id>\d{1,20})")
DATES = ("%b %d, %Y · %I:%M %p UTC", "%d/%m/%Y, %H:%M:%S")
PICTURE = re.compile(r"/pic/(?:orig/)?(?P<path>media(?:%2F|/).+)")
HIDDEN = Message("more_not_loaded", "Nitter had more posts here and did not put them into the page.")
ANSWERS = Message("begins_as_answer", "The thread begins as an answer to someone else; what was answered is not part of it.")


class Nitter:
    """A thread of X on a page of Nitter."""

    name = "nitter page"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        return is_html(capture) and all(sign in capture.body for sign in SIGNS)

    def read(self, capture: Capture) -> Reading:
        """Raises Gone, PageChanged."""
        whole = decode_capture(capture)
        page = Node.parsed(whole.text)
        thread = page.first(THREAD)
        rows = thread.all(ROW) if thread else []
        posts = [_post(row) for row in rows]
        main = next((index for index, row in enumerate(rows) if row.has(MAIN) and posts[index]), None)
        if main is None:
            error = page.first(ERROR)
            raise Gone(f"Nitter says: “{error.line}”") if error else PageChanged("Nitter", ".main-tweet .tweet-content")
        first, stop = _run(rows, posts, main)
        kept = tuple(post for post in posts[first:stop] if post)
        answers = any(posts[:first])
        reading = Reading(
            site=self.site,
            posts=kept,
            author=kept[0].author,
            focus=kept[0].id,
            holes=tuple(_holes(rows[first:stop], posts[first:stop])),
            reasons=(*whole.reasons, *((ANSWERS,) if answers else ())),
            posts_seen=len(kept),
        )
        return replace(apply_hints(reading, capture), url=kept[0].url)


def _run(rows: Sequence[Node], posts: Sequence[Post | None], main: int) -> tuple[int, int]:
    """The author's unbroken run round the post that the page is about; rows without a post are holes in it."""
    own = posts[main]
    assert own is not None
    first, stop = main, main + 1
    while first > 0 and _ours(posts[first - 1], own):
        first -= 1
    while stop < len(rows) and _ours(posts[stop], own):
        stop += 1
    return first, stop


def _ours(post: Post | None, own: Post) -> bool:
    return post is None or (post.author.handle or "").casefold() == (own.author.handle or "").casefold()


def _holes(rows: Sequence[Node], posts: Sequence[Post | None]) -> Iterator[Hole]:
    seen = 0
    for row, post in zip(rows, posts, strict=True):
        if post:
            seen += 1
        elif row.classes & MORE:
            yield Hole(seen - 1, None, HIDDEN)
        elif row.has(UNAVAILABLE) or "unavailable" in row.classes:
            yield Hole(seen - 1, 1, Message("tombstone", f"A post is missing here. Nitter says: “{row.line[:200]}”"))


def _post(row: Node) -> Post | None:
    content, date = row.first(CONTENT), row.first(DATE)
    found = STATUS.search(date.get("href")) if date else None
    if content is None or date is None or found is None:
        return None
    author = _author(row, found["handle"])
    text, spans = words_of(content, _meaning, verbatim=True)
    quote = row.first(QUOTE)
    return Post(
        text=text,
        id=found["id"],
        url=status_url(author.handle, found["id"]),
        author=author,
        posted_at=_moment(date.get("title")),
        spans=spans,
        media=tuple(media for media in _media(row, quote)),
        quote=_quote(quote) if quote else None,
    )


def _author(row: Node, handle: str | None) -> Author:
    name = row.first(NAME)
    shown = row.first(HANDLE)
    return author_of(name.line if name else None, handle or (shown.line.removeprefix("@") if shown else None))


def _moment(printed: str) -> datetime | None:
    for form in DATES:
        try:
            return datetime.strptime(printed, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _meaning(node: Node) -> Shown | None:
    """Nitter leads mentions and hashtags to itself."""
    words, href = node.line, node.get("href")
    if node.tag != "a" or not href.startswith("/"):
        return plainly(node)
    if words.startswith("#"):
        return Shown(words, SpanKind.HASHTAG, f"{HOME}/hashtag/{words[1:]}")
    return Shown(words, SpanKind.MENTION, HOME + href)


def _media(row: Node, quote: Node | None) -> Iterator[Media]:
    for holder in row.all(ATTACHMENTS):
        if holder.inside(quote):
            continue
        films = holder.all("descendant::video")
        for film in films:
            address = safe_address(film.value("descendant::source/@src") or film.get("data-url"))
            yield Media(MediaKind.VIDEO, address, None, _picture(film.get("poster")))
        for still in [] if films else holder.all("descendant::img[@src]"):
            link = still.value("ancestor::a[1]/@href")
            yield Media(MediaKind.IMAGE, _picture(link) or _picture(still.get("src")), still.get("alt").strip() or None)
    for card in row.all(CARD):
        title = card.first(CARD_TITLE)
        yield Media(MediaKind.CARD, safe_address(card.get("href")), title.line if title else None)
    if choices := [choice.line for choice in row.all(CHOICE)]:
        yield Media(MediaKind.POLL, alt="\n".join(choices))


def _picture(path: str) -> str | None:
    """Nitter serves X's pictures under paths of its own."""
    found = PICTURE.search(path)
    return f"https://pbs.twimg.com/{unquote(found['path'])}" if found else safe_address(path)


def _quote(node: Node) -> Quote:
    text, link = node.first(QUOTE_TEXT), node.first(QUOTE_LINK)
    found = STATUS.search(link.get("href")) if link else None
    return Quote(
        text=words_of(text, _meaning, verbatim=True)[0] if text else "",
        author=_author(node, found["handle"] if found else None),
        url=status_url(found["handle"], found["id"]) if found else None,
    )
