"""A status of Mastodon's API (and of all that speak it: Pleroma, Akkoma, GoToSocial, Pixelfed, Friendica …) made a Post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from domain.shapes.post import Author, Media, MediaKind, Post, Quote
from workers.sources.fediverse.post_id import identity
from workers.sources.fediverse.post_text import read_post_html, remove_shortcodes
from workers.sources.parsing.json_tree import JsonTree

KINDS: Final = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "gifv": MediaKind.GIF, "audio": MediaKind.AUDIO}
SHOWN: Final = "accepted"
QUOTES_UNSEEN: Final = {
    "deleted": "The quoted post was deleted.",
    "revoked": "The author of the quoted post had it taken out of here.",
    "rejected": "The author of the quoted post does not let it be quoted.",
    "pending": "The author of the quoted post has not yet let it be quoted.",
    "unauthorized": "The quoted post is not public.",
}
QUOTE_UNSEEN: Final = "The quoted post cannot be seen here."


def id_of(status: JsonTree) -> str | None:
    return identity(status["url"].url, status["uri"].id)


def named(status: JsonTree, host: str) -> Post:
    """Whose post it is, and which: all but its words. Without `reply_to`, which is told in ids that only `host` knows."""
    return Post(
        text="",
        id=id_of(status),
        url=status["url"].url or status["uri"].url,
        author=author_of(status["account"], host),
        posted_at=status["created_at"].timestamp,
    )


def worded(post: Post, status: JsonTree, host: str) -> Post:
    """The same with its words and what stands beside them."""
    text, spans = read_post_html(status["content"].raw, status["spoiler_text"].text, status["url"].url or f"https://{host}/")
    return replace(post, text=text, spans=spans, media=tuple(_media(status)), quote=_quote(status, host))


def author_of(account: JsonTree, host: str) -> Author:
    """`host` is whom the answer is from, and where an account without a host in its name lives."""
    name = account["acct"].stripped or account["username"].stripped
    handle = name if name is None or "@" in name else f"{name}@{home_of(account) or host}"
    shortcodes = [each["shortcode"].raw for each in account["emojis"]]
    shown = remove_shortcodes(account["display_name"].stripped, shortcodes)
    return Author(shown, handle, account["url"].url, account["avatar_static"].url or account["avatar"].url)


def home_of(account: JsonTree) -> str | None:
    """The host of an account's own page."""
    return urlsplit(account["url"].url or "").netloc.lower() or None


def _media(status: JsonTree) -> Iterator[Media]:
    for each in status["media_attachments"]:
        kind = KINDS.get(each["type"].raw, MediaKind.IMAGE)
        url = each["url"].url or each["remote_url"].url
        poster = each["preview_url"].url if kind is not MediaKind.IMAGE else None
        yield Media(kind, url, each["description"].stripped, poster if poster != url else None)
    if (poll := status["poll"]).is_object:
        yield Media(MediaKind.POLL, None, "\n".join(each["title"].text.strip() for each in poll["options"]) or None)
    card = status["card"]
    if card.is_object and (address := card["url"].url):
        yield Media(MediaKind.CARD, address, card["title"].stripped, card["image"].url)


def _quote(status: JsonTree, host: str) -> Quote | None:
    """Mastodon wraps it with a state; older forks put the status itself there."""
    quote = status["quote"]
    if not quote.is_object:
        return None
    quoted = quote["quoted_status"] if quote["state"].present else quote
    if not quoted["content"].present:
        return Quote("", unavailable=QUOTES_UNSEEN.get(quote["state"].raw, QUOTE_UNSEEN))
    inner = JsonTree({key: quoted[key].value for key in quoted.keys if key != "quote"})  # one quote deep is enough
    post = worded(named(inner, host), inner, host)
    return Quote(post.text, post.author, post.url, post.posted_at, post.media)
