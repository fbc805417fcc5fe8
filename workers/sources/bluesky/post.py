"""Parses a post of Bluesky: a view of its API (`app.bsky.feed.defs#postView`) or a record of its author's repository.

Shapes: the lexicons `app.bsky.feed.post`, `app.bsky.richtext.facet`, `app.bsky.embed.*`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from domain.messages import message
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, Span, SpanKind
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.shortened_urls import expand_shortened
from workers.sources.parsing.text_builder import TextBuilder

AT_URI: Final = re.compile(r"at://(?P<did>did:[^/]+)/(?P<collection>[\w.]+)/(?P<rkey>[^/]+)")
PICTURE_URL: Final = (
    "https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}@jpeg"  # where the site shows a blob of a repository
)
GIF_HOSTS: Final = re.compile(r"https://(?:media\.tenor\.com|static\.klipy\.com|media\d?\.giphy\.com)/")
ALT_PREFIX: Final = re.compile(r"^(?:Alt|ALT): ")
NO_HANDLE: Final = "handle.invalid"  # the API gives this for an account whose handle no longer resolves to it

QUOTES_UNAVAILABLE: Final = {
    "viewNotFound": message("quote_unavailable.deleted"),
    "viewBlocked": message("quote_unavailable.blocked"),
    "viewDetached": message("quote_unavailable.detached"),
}


def parse_post(view: JsonTree) -> Post:
    """Parses a post view, or a record `{"uri", "value"}` of a repository, whose author is known only by DID."""
    uri, record = view["uri"].id, record_of(view)
    author = parse_author(view["author"], uri)
    text, spans = _text_and_spans(record)
    media, quote = _parse_embed(view["embed"] or record["embed"], did_of(uri))
    return Post(
        text=text,
        id=uri,
        url=post_url(uri, author),
        author=author,
        posted_at=record["createdAt"].timestamp or view["indexedAt"].timestamp,
        reply_to=record["reply"]["parent"]["uri"].id,
        spans=spans,
        media=media,
        quote=quote,
    )


def parse_author(profile: JsonTree, uri: str | None = None) -> Author:
    did = profile["did"].id or did_of(uri)
    handle = profile["handle"].stripped
    name = handle if handle and handle != NO_HANDLE else did
    url = f"https://bsky.app/profile/{name}" if name else None
    return Author(profile["displayName"].stripped, name, url, profile["avatar"].url)


def did_of(uri: str | None) -> str | None:
    match = AT_URI.fullmatch(uri or "")
    return match["did"] if match else None


def post_url(uri: str | None, author: Author) -> str | None:
    match = AT_URI.fullmatch(uri or "")
    return f"https://bsky.app/profile/{author.handle}/post/{match['rkey']}" if match else None


def record_of(view: JsonTree) -> JsonTree:
    """The post as its author wrote it: under `record` in a view, under `value` in a repository."""
    return view["record"] if view["record"].is_object else view["value"]


def _text_and_spans(record: JsonTree) -> tuple[str, tuple[Span, ...]]:
    raw = record["text"].raw or record["description"].raw  # a record of a feed has a description instead of a text
    builder = TextBuilder()
    position = 0
    for start, end, facet in _facets(record["facets"], raw):
        builder.add(raw[position:start])
        _add_facet(builder, raw[start:end], facet)
        position = end
    builder.add(raw[position:])
    return builder.build()


def _facets(facets: JsonTree, text: str) -> Iterator[tuple[int, int, JsonTree]]:
    """Start, end (in code points; the API counts UTF-8 bytes) and first feature of each facet, in order.

    Facets that overlap, begin or end inside a character, or exceed the text are left out.
    """
    encoded = text.encode("utf-8", "surrogatepass")
    byte_ranges: list[tuple[int, int, int]] = []
    for number, facet in enumerate(facets):
        first, last = facet["index"]["byteStart"].integer, facet["index"]["byteEnd"].integer
        if first is not None and last is not None:
            byte_ranges.append((first, last, number))
    position = 0
    for first, last, number in sorted(byte_ranges):
        if not position <= first < last <= len(encoded):
            continue
        start, end = _code_point_index(encoded, first), _code_point_index(encoded, last)
        if start is not None and end is not None:
            yield start, end, facets[number]["features"][0]
            position = last


def _code_point_index(encoded: bytes, byte_index: int) -> int | None:
    """How many code points stand before a byte; None when the byte is inside one."""
    if byte_index < len(encoded) and encoded[byte_index] & 0xC0 == 0x80:
        return None
    return len(encoded[:byte_index].decode("utf-8", "surrogatepass"))


def _add_facet(builder: TextBuilder, words: str, feature: JsonTree) -> None:
    if url := feature["uri"].url:
        builder.add(expand_shortened(words, url), SpanKind.LINK, url)
    elif did := feature["did"].id:
        builder.add(words, SpanKind.MENTION, f"https://bsky.app/profile/{did}")
    elif tag := feature["tag"].stripped:
        builder.add(words, SpanKind.HASHTAG, f"https://bsky.app/hashtag/{tag}")
    else:
        builder.add(words)


def _parse_embed(embed: JsonTree, did: str | None) -> tuple[tuple[Media, ...], Quote | None]:
    if embed["media"].is_object:  # a quote with pictures
        return tuple(_parse_media(embed["media"], did)), _parse_quote(embed["record"]["record"] or embed["record"])
    if embed["record"].is_object:
        card = _record_card(embed["record"])
        return ((card,), None) if card else ((), _parse_quote(embed["record"]))
    return tuple(_parse_media(embed, did)), None


def _parse_media(embed: JsonTree, did: str | None) -> Iterator[Media]:
    for image in (*embed["images"], *embed["items"]):
        address = image["fullsize"].url or _blob_url(image["image"], did) or image["thumb"].url or image["thumbnail"].url
        yield Media(MediaKind.IMAGE, address, image["alt"].stripped)
    if embed["playlist"].present or embed["video"].present:
        yield Media(MediaKind.VIDEO, embed["playlist"].url, embed["alt"].stripped, embed["thumbnail"].url)
    if (external := embed["external"]).is_object:
        url, title = external["uri"].url, external["title"].stripped
        if url and GIF_HOSTS.match(url):
            yield Media(MediaKind.GIF, url, ALT_PREFIX.sub("", external["description"].text).strip() or title)
        else:
            yield Media(MediaKind.CARD, url, title or url, external["thumb"].url or _blob_url(external["thumb"], did))


def _blob_url(image: JsonTree, did: str | None) -> str | None:
    cid = image["ref"]["$link"].id
    return PICTURE_URL.format(did=did, cid=cid) if cid and did else None


def _record_card(record: JsonTree) -> Media | None:
    """A feed, list, starter pack or labeller shown in a post, as a link card; None for a quoted post."""
    title = record["displayName"].stripped or (record["name"].stripped or record["record"]["name"].stripped)
    if title is None or record["value"].present:
        return None
    match = AT_URI.fullmatch(record["uri"].id or "")
    kinds = {"app.bsky.feed.generator": "feed", "app.bsky.graph.list": "lists"}
    if match and match["collection"] in kinds:
        return Media(
            MediaKind.CARD, f"https://bsky.app/profile/{match['did']}/{kinds[match['collection']]}/{match['rkey']}", title
        )
    return Media(MediaKind.CARD, None, title)


def _parse_quote(record: JsonTree) -> Quote | None:
    uri = record["uri"].id
    if uri is None:
        return None
    author = parse_author(record["author"], uri)
    unavailable = next((why for kind, why in QUOTES_UNAVAILABLE.items() if record["$type"].raw.endswith(f"#{kind}")), None)
    if unavailable or not record["value"].present:
        return Quote("", author if record["author"].present else Author(), post_url(uri, author), unavailable=unavailable)
    text, _ = _text_and_spans(record["value"])
    media = tuple(media for embed in record["embeds"] for media in _parse_embed(embed, did_of(uri))[0])
    return Quote(text, author, post_url(uri, author), record["value"]["createdAt"].timestamp, media)
