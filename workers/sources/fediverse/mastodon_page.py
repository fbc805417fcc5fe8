"""The web page of a post on Mastodon, as a browser shows it: the post in full, what it answers above, answers below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bs4 import Tag

from domain.bare_urls import safe_address
from domain.errors import PageChanged
from domain.messages import message
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, SpanKind
from domain.shapes.reading import Hole, Reading, Site
from domain.url_parts import join_url, split_url
from workers.sources.fediverse.post_id import build_post_id
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.html_page import HtmlPage, attribute, class_names, one_line, with_class
from workers.sources.parsing.html_text import OMITTED, ElementRule, Inline, text_and_spans
from workers.sources.parsing.json_tree import JsonTree

SIGNATURE = b"detailed-status"
FOCUS = "detailed-status__wrapper"  # the post that the page is about
# This post, the others but for quoted ones, and the places where the page holds more back.
ROWS = (
    f"//*[{with_class(FOCUS)} or {with_class('load-more')} or {with_class('load-gap')}"
    f" or {with_class('status')} and @data-id and not(ancestor::*[{with_class('status__quote')}])]"
)
BRANCH = "status--first-in-thread"  # where a branch of answers begins
NAME, ACCOUNT = ".display-name__html", ".display-name__account"
TEXT = ".status__content"
LINK = "a.detailed-status__datetime, a.status__relative-time"
PUBLISHED = "meta[property='og:published_time']"
PICTURE = "a.media-gallery__item-thumbnail"
CARD, CARD_TITLE = "a.status-card", ".status-card__title"
CHOICE = ".poll__option__text"
QUOTE = ".status__quote"
QUOTED = frozenset({"quote-inline", "status__quote"})  # in a text: "RE: …" for programs that know no quotes; the quoted post


class MastodonPage:
    """A post's page on a server that runs Mastodon."""

    name = "mastodon page"
    site = Site.MASTODON

    def claims(self, capture: Capture) -> bool:
        return is_html(capture) and SIGNATURE in capture.body and b"display-name__account" in capture.body

    def read(self, capture: Capture) -> Reading:
        """Raises PageChanged."""
        decoded = decode_capture(capture)
        page = HtmlPage(decoded.text)
        url = safe_address(page.canonical_url) or capture.hints.url or capture.url or ""
        rows = page.tags(ROWS)
        posts = [_post(row, url) for row in rows]
        focus = next((index for index, row in enumerate(rows) if FOCUS in class_names(row)), None)
        own = posts[focus] if focus is not None else None
        if focus is None or own is None:
            raise PageChanged("Mastodon", ".detailed-status__wrapper .display-name__account")
        first, stop = _author_run(rows, posts, focus)
        own_posts = tuple(post for post in posts[first:stop] if post)
        published = JsonTree(attribute(page.head.select_one(PUBLISHED), "content")).timestamp
        reading = Reading(
            site=self.site,
            posts=_with_date(own_posts, own, published),
            author=own.author,
            url=url or None,
            focus=own.id,
            holes=tuple(_holes(posts[first:stop])),
            reasons=(*decoded.reasons, *((message("begins_as_answer"),) if any(posts[:first]) else ())),
            posts_seen=len(own_posts),
        )
        return apply_hints(reading, capture)


def _author_run(rows: Sequence[Tag], posts: Sequence[Post | None], focus: int) -> tuple[int, int]:
    """The author's unbroken run round the post; below it, up to where another branch of answers begins."""
    own = posts[focus]
    assert own is not None
    first, stop = focus, focus + 1
    while first > 0 and _is_own(posts[first - 1], own):
        first -= 1
    while stop < len(rows) and _is_own(posts[stop], own) and not (stop > focus + 1 and BRANCH in class_names(rows[stop])):
        stop += 1
    return first, stop


def _is_own(post: Post | None, own: Post) -> bool:
    return post is None or post.author.handle == own.author.handle


def _holes(posts: Sequence[Post | None]) -> Iterator[Hole]:
    posts_before = 0
    for post in posts:
        if post is None:
            yield Hole(posts_before - 1, None, message("more_not_loaded.page"))
        else:
            posts_before += 1


def _with_date(posts: Sequence[Post], own: Post, published: datetime | None) -> tuple[Post, ...]:
    """The page writes the date of its own post for people only, and for programs in its head."""
    return tuple(replace(post, posted_at=post.posted_at or published) if post is own else post for post in posts)


def _post(row: Tag, page_url: str) -> Post | None:
    account, content = row.select_one(ACCOUNT), row.select_one(TEXT)
    if account is None:
        return None
    text, spans = text_and_spans(content, _element_rule(page_url)) if content else ("", ())
    url, data_id = _link_url(row, page_url), attribute(row, "data-id")
    return Post(
        text=text,
        id=build_post_id(url) or (f"{split_url(page_url).netloc}/{data_id}" if data_id else None),
        url=url,
        author=_author(row, one_line(account), page_url),
        posted_at=JsonTree(attribute(row.find("time", datetime=True), "datetime")).timestamp,
        spans=spans,
        media=tuple(_media(row)),
        quote=_quote(row, page_url),
    )


def _link_url(tag: Tag, page_url: str) -> str | None:
    link = tag.select_one(LINK)
    return safe_address(join_url(page_url, attribute(link, "href"))) if link else None


def _author(tag: Tag, account: str, page_url: str) -> Author:
    """Accounts of the page's own server are written without it."""
    user, _, host = account.removeprefix("@").partition("@")
    host = host or split_url(page_url).hostname or ""
    name_tag = tag.select_one(NAME)
    name = text_and_spans(name_tag, _element_rule(page_url))[0] if name_tag else ""
    return Author(name or None, f"{user}@{host}" if host else user, f"https://{host}/@{user}" if host else None)


def _element_rule(page_url: str) -> ElementRule:
    def rule(tag: Tag) -> Inline | None:
        """A link's address is split into spans of which some are hidden; emoji are pictures."""
        if tag.name == "img":
            return Inline(attribute(tag, "alt"))
        if class_names(tag) & QUOTED:
            return OMITTED
        href = attribute(tag, "href") if tag.name == "a" else ""
        url = safe_address(join_url(page_url, href)) if href else None
        if url is None:
            return None
        text = one_line(tag)
        if text.startswith("@"):
            return Inline(text, SpanKind.MENTION, url)
        return Inline(text, SpanKind.HASHTAG, url) if text.startswith("#") else Inline(url, SpanKind.LINK, url)

    return rule


def _media(row: Tag) -> Iterator[Media]:
    for picture in row.select(PICTURE):
        alt = attribute(picture.find("img", alt=True), "alt").strip() or None
        yield Media(MediaKind.IMAGE, safe_address(attribute(picture, "href")), alt)
    for kind, name in ((MediaKind.VIDEO, "video"), (MediaKind.AUDIO, "audio")):
        for player in row.find_all(name):
            url = safe_address(attribute(player, "src") or attribute(player.find("source", src=True), "src"))
            alt = attribute(player, "aria-label").strip() or None
            yield Media(kind, url, alt, safe_address(attribute(player, "poster")))
    for card in row.select(CARD):
        title = card.select_one(CARD_TITLE)
        yield Media(MediaKind.CARD, safe_address(attribute(card, "href")), one_line(title) if title else None)
    if choices := [one_line(choice) for choice in row.select(CHOICE)]:
        yield Media(MediaKind.POLL, alt="\n".join(choices))


def _quote(row: Tag, page_url: str) -> Quote | None:
    quote = row.select_one(QUOTE)
    account, content = (quote.select_one(ACCOUNT), quote.select_one(TEXT)) if quote else (None, None)
    if quote is None or account is None:
        return None
    return Quote(
        text=text_and_spans(content, _element_rule(page_url))[0] if content else "",
        author=_author(quote, one_line(account), page_url),
        url=_link_url(quote, page_url),
    )
