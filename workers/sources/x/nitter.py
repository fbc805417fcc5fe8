"""A thread of X on a page of Nitter. Learned from Nitter's own templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

from bs4 import Tag

from domain.bare_urls import safe_address
from domain.errors import Gone, PageChanged
from domain.messages import message
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, SpanKind
from domain.shapes.reading import Hole, Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.html_page import HtmlPage, attribute, class_names, one_line, outermost, with_class
from workers.sources.parsing.html_text import Inline, text_and_spans
from workers.sources.parsing.plain_html import plain_element
from workers.sources.x.entities import HOME
from workers.sources.x.post import build_author, status_url

SIGNATURES = (b"main-thread", b"tweet-content")
# The thread's own rows, and before the row that the page is about, its holder; answers by others stand beside `.main-thread`.
ROWS = f"//*[{with_class('main-thread')}]//*[{with_class('timeline-item')} or {with_class('main-tweet')}]"
ROW, MAIN = "timeline-item", "main-tweet"
CONTENT = ".tweet-content:not(.quote *)"
NAME, HANDLE = ".fullname", ".username"
DATE = ".tweet-date > a[href]"  # its title is the date, its address the post's
QUOTE, QUOTE_TEXT, QUOTE_LINK = ".quote", ".quote-text", "a.quote-link"
ATTACHMENTS = ".attachments:not(.quote *)"
CARD, CARD_TITLE = "a.card-container", ".card-title"
CHOICE = ".poll-choice-option"
UNAVAILABLE = ".unavailable-box"
MORE = frozenset({"show-more", "earlier-replies", "more-replies"})
ERROR = f"//*[{with_class('error-panel')}]"
STATUS = re.compile(r"/(?P<handle>\w{1,50})/status/(?P<id>\d{1,20})")
DATES = ("%b %d, %Y · %I:%M %p UTC", "%d/%m/%Y, %H:%M:%S")
PICTURE = re.compile(r"/pic/(?:orig/)?(?P<path>media(?:%2F|/).+)")
MAX_NOTICE_LENGTH = 200


class Nitter:
    """A thread of X on a page of Nitter."""

    name = "nitter page"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        return is_html(capture) and all(signature in capture.body for signature in SIGNATURES)

    def read(self, capture: Capture) -> Reading:
        """Raises Gone, PageChanged."""
        decoded = decode_capture(capture)
        page = HtmlPage(decoded.text)
        rows, focus = _rows(page)
        posts = [_post(row) for row in rows]
        if focus is None or posts[focus] is None:
            error = page.first(ERROR)
            raise (
                Gone("quoted", speaker="Nitter", notice=one_line(error))
                if error
                else PageChanged("Nitter", ".main-tweet .tweet-content")
            )
        first, stop = _author_run(posts, focus)
        own_posts = tuple(post for post in posts[first:stop] if post)
        reading = Reading(
            site=self.site,
            posts=own_posts,
            author=own_posts[0].author,
            focus=own_posts[0].id,
            holes=tuple(_holes(rows[first:stop], posts[first:stop])),
            reasons=(*decoded.reasons, *((message("begins_as_answer"),) if any(posts[:first]) else ())),
            posts_seen=len(own_posts),
        )
        return replace(apply_hints(reading, capture), url=own_posts[0].url)


def _rows(page: HtmlPage) -> tuple[list[Tag], int | None]:
    """The rows of the thread, and which of them the page is about."""
    rows: list[Tag] = []
    focus: int | None = None
    for tag in page.tags(ROWS):
        classes = class_names(tag)
        if MAIN in classes and focus is None:
            focus = len(rows)
        if ROW in classes:
            rows.append(tag)
    return rows, focus if focus is not None and focus < len(rows) else None


def _author_run(posts: Sequence[Post | None], focus: int) -> tuple[int, int]:
    """The author's unbroken run round the post that the page is about; rows without a post are holes in it."""
    own = posts[focus]
    assert own is not None
    first, stop = focus, focus + 1
    while first > 0 and _is_own(posts[first - 1], own):
        first -= 1
    while stop < len(posts) and _is_own(posts[stop], own):
        stop += 1
    return first, stop


def _is_own(post: Post | None, own: Post) -> bool:
    return post is None or (post.author.handle or "").casefold() == (own.author.handle or "").casefold()


def _holes(rows: Sequence[Tag], posts: Sequence[Post | None]) -> Iterator[Hole]:
    posts_before = 0
    for row, post in zip(rows, posts, strict=True):
        if post:
            posts_before += 1
        elif class_names(row) & MORE:
            yield Hole(posts_before - 1, None, message("more_not_loaded.withheld", service="Nitter"))
        elif row.select_one(UNAVAILABLE) or "unavailable" in class_names(row):
            notice = one_line(row)[:MAX_NOTICE_LENGTH]
            yield Hole(posts_before - 1, 1, message("tombstone.quoted", speaker="Nitter", notice=notice))


def _post(row: Tag) -> Post | None:
    content, date = row.select_one(CONTENT), row.select_one(DATE)
    status = STATUS.search(attribute(date, "href"))
    if content is None or status is None:
        return None
    author = _author(row, status["handle"])
    text, spans = text_and_spans(content, _text_element, preformatted=True)
    quote = row.select_one(QUOTE)
    return Post(
        text=text,
        id=status["id"],
        url=status_url(author.handle, status["id"]),
        author=author,
        posted_at=_posted_at(attribute(date, "title")),
        spans=spans,
        media=tuple(_media(row)),
        quote=_quote(quote) if quote else None,
    )


def _author(tag: Tag, handle: str | None) -> Author:
    name, username = tag.select_one(NAME), tag.select_one(HANDLE)
    return build_author(
        one_line(name) if name else None, handle or (one_line(username).removeprefix("@") if username else None)
    )


def _posted_at(printed: str) -> datetime | None:
    for form in DATES:
        try:
            return datetime.strptime(printed, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _text_element(tag: Tag) -> Inline | None:
    """Nitter's links for mentions and hashtags lead to Nitter itself, in full where the page was saved by a browser."""
    href, text = attribute(tag, "href"), one_line(tag)
    if tag.name != "a" or not (href.startswith("/") or text.startswith(("#", "@"))):
        return plain_element(tag)
    if text.startswith("#"):
        return Inline(text, SpanKind.HASHTAG, f"{HOME}/hashtag/{text[1:]}")
    return Inline(text, SpanKind.MENTION, HOME + (href if href.startswith("/") else f"/{text[1:]}"))


def _media(row: Tag) -> Iterator[Media]:
    for attachments in outermost(row.select(ATTACHMENTS)):
        videos = attachments.find_all("video")
        for video in videos:
            url = safe_address(attribute(video.find("source", src=True), "src") or attribute(video, "data-url"))
            yield Media(MediaKind.VIDEO, url, None, _picture(attribute(video, "poster")))
        for picture in [] if videos else attachments.find_all("img", src=True):
            link = attribute(picture.find_parent("a"), "href")
            alt = attribute(picture, "alt").strip() or None
            yield Media(MediaKind.IMAGE, _picture(link) or _picture(attribute(picture, "src")), alt)
    for card in row.select(CARD):
        title = card.select_one(CARD_TITLE)
        yield Media(MediaKind.CARD, safe_address(attribute(card, "href")), one_line(title) if title else None)
    if choices := [one_line(choice) for choice in row.select(CHOICE)]:
        yield Media(MediaKind.POLL, alt="\n".join(choices))


def _picture(path: str) -> str | None:
    """Nitter serves X's pictures under paths of its own."""
    match = PICTURE.search(path)
    return f"https://pbs.twimg.com/{unquote(match['path'])}" if match else safe_address(path)


def _quote(tag: Tag) -> Quote:
    text = tag.select_one(QUOTE_TEXT)
    status = STATUS.search(attribute(tag.select_one(QUOTE_LINK), "href"))
    return Quote(
        text=text_and_spans(text, _text_element, preformatted=True)[0] if text else "",
        author=_author(tag, status["handle"] if status else None),
        url=status_url(status["handle"], status["id"]) if status else None,
    )
