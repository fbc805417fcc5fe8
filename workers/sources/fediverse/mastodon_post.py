"""Parses a status of Mastodon's API, which Pleroma, Akkoma, GoToSocial, Pixelfed and Friendica also offer, as a Post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from domain.messages import message
from domain.shapes.post import Author, Media, MediaKind, Post, Quote
from domain.url_parts import split_url
from workers.sources.fediverse.post_id import build_post_id
from workers.sources.fediverse.post_text import read_post_html, remove_shortcodes
from workers.sources.parsing.json_tree import JsonTree

MEDIA_KINDS: Final = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "gifv": MediaKind.GIF, "audio": MediaKind.AUDIO}
QUOTES_UNAVAILABLE: Final = {
    "deleted": message("quote_unavailable.deleted"),
    "revoked": message("quote_unavailable.detached"),
    "rejected": message("quote_unavailable.rejected"),
    "pending": message("quote_unavailable.pending"),
    "unauthorized": message("quote_unavailable.not_public"),
}
QUOTE_UNAVAILABLE: Final = message("quote_unavailable")


def status_post_id(status: JsonTree) -> str | None:
    return build_post_id(status["url"].url, status["uri"].id)


def parse_post_without_content(status: JsonTree, host: str) -> Post:
    """Id, author and date of a post. Without `reply_to`, which the API gives as an id that only `host` knows."""
    return Post(
        text="",
        id=status_post_id(status),
        url=status["url"].url or status["uri"].url,
        author=parse_author(status["account"], host),
        posted_at=status["created_at"].timestamp,
    )


def add_content(post: Post, status: JsonTree, host: str) -> Post:
    """The post with its text, media and quote."""
    text, spans = read_post_html(status["content"].raw, status["spoiler_text"].text, status["url"].url or f"https://{host}/")
    return replace(post, text=text, spans=spans, media=tuple(_parse_media(status)), quote=_parse_quote(status, host))


def parse_author(account: JsonTree, host: str) -> Author:
    """`host` is the server that answered; the accounts of its own users have no host in their names."""
    name = account["acct"].stripped or account["username"].stripped
    handle = name if name is None or "@" in name else f"{name}@{home_host(account) or host}"
    shortcodes = [emoji["shortcode"].raw for emoji in account["emojis"]]
    name = remove_shortcodes(account["display_name"].stripped, shortcodes)
    return Author(name, handle, account["url"].url, account["avatar_static"].url or account["avatar"].url)


def home_host(account: JsonTree) -> str | None:
    """The host of an account's profile page."""
    return split_url(account["url"].url).netloc.lower() or None


def _parse_media(status: JsonTree) -> Iterator[Media]:
    for item in status["media_attachments"]:
        kind = MEDIA_KINDS.get(item["type"].raw, MediaKind.IMAGE)
        url = item["url"].url or item["remote_url"].url
        poster = item["preview_url"].url if kind is not MediaKind.IMAGE else None
        yield Media(kind, url, item["description"].stripped, poster if poster != url else None)
    if (poll := status["poll"]).is_object:
        yield Media(MediaKind.POLL, None, "\n".join(option["title"].text.strip() for option in poll["options"]) or None)
    card = status["card"]
    if card.is_object and (address := card["url"].url):
        yield Media(MediaKind.CARD, address, card["title"].stripped, card["image"].url)


def _parse_quote(status: JsonTree, host: str) -> Quote | None:
    """Mastodon wraps the quoted status in an object with a `state`; older forks put the status itself there."""
    quote = status["quote"]
    if not quote.is_object:
        return None
    quoted = quote["quoted_status"] if quote["state"].present else quote
    if not quoted["content"].present:
        return Quote("", unavailable=QUOTES_UNAVAILABLE.get(quote["state"].raw, QUOTE_UNAVAILABLE))
    inner = JsonTree({key: quoted[key].value for key in quoted.keys if key != "quote"})  # no quotes inside quotes
    post = add_content(parse_post_without_content(inner, host), inner, host)
    return Quote(post.text, post.author, post.url, post.posted_at, post.media)
