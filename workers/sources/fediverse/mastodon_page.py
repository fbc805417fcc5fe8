"""The web page of a post on Mastodon, as a browser shows it: the post in full, what it answers above, answers below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from domain.bare_urls import safe_address
from domain.errors import PageChanged
from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, SpanKind
from domain.shapes.reading import Hole, Reading, Site
from workers.sources.fediverse.post_id import identity
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.parsing.html_text import LEFT_OUT, Meaning, Shown, words_of
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.node import Node, with_class

SIGN = b"detailed-status"
# The post that the page is about, the others, and the places where the page holds more back.
FOCUS = with_class("detailed-status__wrapper")
OTHER = f"{with_class('status')}[@data-id]"
GAP = f"{with_class('load-more')} | {with_class('load-gap')}"
BRANCH = "status--first-in-thread"  # where a branch of answers begins
NAME, ACCOUNT = with_class("display-name__html"), with_class("display-name__account")
TEXT = f"{with_class('status__content__text')} | {with_class('status__content')}"
LINK = f"{with_class('detailed-status__datetime', 'a')} | {with_class('status__relative-time', 'a')}"
PUBLISHED = "descendant::meta[@property='og:published_time']/@content"
ADDRESS = "descendant::meta[@property='og:url']/@content | descendant::link[@rel='canonical']/@href"
PICTURE = with_class("media-gallery__item-thumbnail", "a")
CARD, CARD_TITLE = with_class("status-card", "a"), with_class("status-card__title")
CHOICE = with_class("poll__option__text")
QUOTE = with_class("status__quote")
QUOTED = frozenset({"quote-inline", "status__quote"})  # in a text: "RE: …" for programs that know no quotes; the quoted post
HELD_BACK = Message("more_not_loaded", "The page held back more answers here.")
ANSWERS = Message("begins_as_answer", "The thread begins as an answer to someone else; what was answered is not part of it.")


class MastodonPage:
    """A post's page on a server that runs Mastodon."""

    name = "mastodon page"
    site = Site.MASTODON

    def claims(self, capture: Capture) -> bool:
        return is_html(capture) and SIGN in capture.body and b"display-name__account" in capture.body

    def read(self, capture: Capture) -> Reading:
        """Raises PageChanged."""
        whole = decode_capture(capture)
        page = Node.parsed(whole.text)
        address = safe_address(page.value(ADDRESS)) or capture.hints.url or capture.url or ""
        rows = page.all(f"{FOCUS} | {OTHER} | {GAP}")
        posts = [_post(row, address) for row in rows]
        focus = next((index for index, row in enumerate(rows) if "detailed-status__wrapper" in row.classes), None)
        own = posts[focus] if focus is not None else None
        if focus is None or own is None:
            raise PageChanged("Mastodon", ".detailed-status__wrapper .display-name__account")
        first, stop = _run(rows, posts, focus)
        kept = tuple(post for post in posts[first:stop] if post)
        reading = Reading(
            site=self.site,
            posts=_dated(kept, own, JsonTree(page.value(PUBLISHED)).timestamp),
            author=own.author,
            url=address or None,
            focus=own.id,
            holes=tuple(_holes(posts[first:stop])),
            reasons=(*whole.reasons, *((ANSWERS,) if any(posts[:first]) else ())),
            posts_seen=len(kept),
        )
        return apply_hints(reading, capture)


def _run(rows: Sequence[Node], posts: Sequence[Post | None], focus: int) -> tuple[int, int]:
    """The author's unbroken run round the post; below it, up to where another branch of answers begins."""
    own = posts[focus]
    assert own is not None
    first, stop = focus, focus + 1
    while first > 0 and _ours(posts[first - 1], own):
        first -= 1
    while stop < len(rows) and _ours(posts[stop], own) and not (stop > focus + 1 and BRANCH in rows[stop].classes):
        stop += 1
    return first, stop


def _ours(post: Post | None, own: Post) -> bool:
    return post is None or post.author.handle == own.author.handle


def _holes(posts: Sequence[Post | None]) -> Iterator[Hole]:
    seen = 0
    for post in posts:
        if post is None:
            yield Hole(seen - 1, None, HELD_BACK)
        else:
            seen += 1


def _dated(posts: Sequence[Post], own: Post, published: datetime | None) -> tuple[Post, ...]:
    """The page writes the date of its own post only for people, and for programs in its head."""
    return tuple(replace(post, posted_at=post.posted_at or published) if post is own else post for post in posts)


def _post(row: Node, address: str) -> Post | None:
    account, link, content = row.first(ACCOUNT), row.first(LINK), row.first(TEXT)
    if account is None:
        return None
    author = _author(row, account.line, address)
    text, spans = words_of(content, _meaning(address)) if content else ("", ())
    url = safe_address(urljoin(address, link.get("href"))) if link else None
    return Post(
        text=text,
        id=identity(url) or (f"{urlsplit(address).netloc}/{row.get('data-id')}" if row.get("data-id") else None),
        url=url,
        author=author,
        posted_at=JsonTree(row.value("descendant::time/@datetime")).timestamp,
        spans=spans,
        media=tuple(_media(row)),
        quote=_quote(row, address),
    )


def _author(row: Node, account: str, address: str) -> Author:
    """Accounts of the page's own server are written without it."""
    user, _, host = account.strip().removeprefix("@").partition("@")
    home = urlsplit(address).hostname
    handle = f"{user}@{host or home}" if host or home else user
    name = row.first(NAME)
    words = words_of(name, _meaning(address))[0] if name else ""
    return Author(words or None, handle, f"https://{host or home}/@{user}" if host or home else None)


def _meaning(address: str) -> Meaning:
    def meaning(node: Node) -> Shown | None:
        """A link's address is split into spans of which some are hidden; emoji are pictures."""
        if node.tag == "img":
            return Shown(node.get("alt"))
        if node.classes & QUOTED:
            return LEFT_OUT
        url = safe_address(urljoin(address, node.get("href"))) if node.tag == "a" and node.get("href") else None
        if url is None:
            return None
        words = node.line
        if words.startswith("@"):
            return Shown(words, SpanKind.MENTION, url)
        return Shown(words, SpanKind.HASHTAG, url) if words.startswith("#") else Shown(url, SpanKind.LINK, url)

    return meaning


def _media(row: Node) -> Iterator[Media]:
    for picture in row.all(PICTURE):
        alt = picture.value("descendant::img/@alt").strip() or None
        yield Media(MediaKind.IMAGE, safe_address(picture.get("href")), alt)
    for kind, tag in ((MediaKind.VIDEO, "video"), (MediaKind.AUDIO, "audio")):
        for film in row.all(f"descendant::{tag}"):
            address = safe_address(film.get("src") or film.value("descendant::source/@src"))
            yield Media(kind, address, film.get("aria-label").strip() or None, safe_address(film.get("poster")))
    for card in row.all(CARD):
        title = card.first(CARD_TITLE)
        yield Media(MediaKind.CARD, safe_address(card.get("href")), title.line if title else None)
    if choices := [choice.line for choice in row.all(CHOICE)]:
        yield Media(MediaKind.POLL, alt="\n".join(choices))


def _quote(row: Node, address: str) -> Quote | None:
    node = row.first(QUOTE)
    account, content = (node.first(ACCOUNT), node.first(TEXT)) if node else (None, None)
    if node is None or account is None:
        return None
    link = node.first(LINK)
    return Quote(
        text=words_of(content, _meaning(address))[0] if content else "",
        author=_author(node, account.line, address),
        url=safe_address(urljoin(address, link.get("href"))) if link else None,
    )
