"""A post of Bluesky as its API shows it (`app.bsky.feed.defs#postView`) or as its author's repository keeps it, made a Post.

Shapes: the lexicons `app.bsky.feed.post`, `app.bsky.richtext.facet`, `app.bsky.embed.*`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from domain.shapes.post import Author, Media, MediaKind, Post, Quote, Span, SpanKind
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.parsing.shortened_urls import expand_shortened
from workers.sources.parsing.text_builder import TextBuilder

AT: Final = re.compile(r"at://(?P<did>did:[^/]+)/(?P<collection>[\w.]+)/(?P<rkey>[^/]+)")
PICTURE: Final = "https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}@jpeg"  # where the site shows a blob of a repository
GIF_HOSTS: Final = re.compile(r"https://(?:media\.tenor\.com|static\.klipy\.com|media\d?\.giphy\.com)/")
ALT_PREFIX: Final = re.compile(r"^(?:Alt|ALT): ")
NO_HANDLE: Final = "handle.invalid"  # what the API says of an account whose handle no longer leads to it

QUOTES_UNSEEN: Final = {
    "viewNotFound": "The quoted post was deleted.",
    "viewBlocked": "The quoted post cannot be seen: one of the two authors has blocked the other.",
    "viewDetached": "The author of the quoted post had it taken out of here.",
}


def post_of(view: JsonTree) -> Post:
    """A post view, or a bare record `{"uri", "value"}` of a repository, whose author is only known by DID."""
    uri, record = view["uri"].id, record_of(view)
    author = author_of(view["author"], uri)
    text, spans = _words(record)
    media, quote = _embedded(view["embed"] or record["embed"], did_of(uri))
    return Post(
        text=text,
        id=uri,
        url=url_of(uri, author),
        author=author,
        posted_at=record["createdAt"].timestamp or view["indexedAt"].timestamp,
        reply_to=record["reply"]["parent"]["uri"].id,
        spans=spans,
        media=media,
        quote=quote,
    )


def author_of(profile: JsonTree, uri: str | None = None) -> Author:
    did = profile["did"].id or did_of(uri)
    handle = profile["handle"].stripped
    known = handle if handle and handle != NO_HANDLE else did
    url = f"https://bsky.app/profile/{known}" if known else None
    return Author(profile["displayName"].stripped, known, url, profile["avatar"].url)


def did_of(uri: str | None) -> str | None:
    found = AT.fullmatch(uri or "")
    return found["did"] if found else None


def url_of(uri: str | None, author: Author) -> str | None:
    found = AT.fullmatch(uri or "")
    return f"https://bsky.app/profile/{author.handle}/post/{found['rkey']}" if found else None


def record_of(view: JsonTree) -> JsonTree:
    """What the author wrote: under `record` in a view, under `value` in a repository."""
    return view["record"] if view["record"].is_object else view["value"]


def _words(record: JsonTree) -> tuple[str, tuple[Span, ...]]:
    raw = record["text"].raw or record["description"].raw  # a feed's own record has no text but describes itself
    written = TextBuilder()
    done = 0
    for start, end, facet in _facets(record["facets"], raw):
        written.add(raw[done:start])
        _facet(written, raw[start:end], facet)
        done = end
    written.add(raw[done:])
    return written.done()


def _facets(facets: JsonTree, text: str) -> Iterator[tuple[int, int, JsonTree]]:
    """In order, in code points (the API counts UTF-8 bytes), without those that overlap, cut a letter or leave the text."""
    encoded = text.encode("utf-8", "surrogatepass")
    places = sorted(
        (each["index"]["byteStart"].integer, each["index"]["byteEnd"].integer, number) for number, each in enumerate(facets)
    )
    done = 0
    for first, last, number in places:
        if first is None or last is None or not done <= first < last <= len(encoded):
            continue
        start, end = _point(encoded, first), _point(encoded, last)
        if start is not None and end is not None:
            yield start, end, facets[number]["features"][0]
            done = last


def _point(encoded: bytes, place: int) -> int | None:
    """How many code points stand before a byte, or None when it is in the middle of one."""
    if place < len(encoded) and encoded[place] & 0xC0 == 0x80:
        return None
    return len(encoded[:place].decode("utf-8", "surrogatepass"))


def _facet(written: TextBuilder, words: str, feature: JsonTree) -> None:
    if url := feature["uri"].url:
        written.add(expand_shortened(words, url), SpanKind.LINK, url)
    elif did := feature["did"].id:
        written.add(words, SpanKind.MENTION, f"https://bsky.app/profile/{did}")
    elif tag := feature["tag"].stripped:
        written.add(words, SpanKind.HASHTAG, f"https://bsky.app/hashtag/{tag}")
    else:
        written.add(words)


def _embedded(embed: JsonTree, did: str | None) -> tuple[tuple[Media, ...], Quote | None]:
    if embed["media"].is_object:  # a quote beside pictures
        return tuple(_media(embed["media"], did)), _quote(embed["record"]["record"] or embed["record"])
    if embed["record"].is_object:
        card = _card_of_record(embed["record"])
        return ((card,), None) if card else ((), _quote(embed["record"]))
    return tuple(_media(embed, did)), None


def _media(embed: JsonTree, did: str | None) -> Iterator[Media]:
    for image in (*embed["images"], *embed["items"]):
        address = image["fullsize"].url or _blob(image["image"], did) or image["thumb"].url or image["thumbnail"].url
        yield Media(MediaKind.IMAGE, address, image["alt"].name)
    if embed["playlist"].present or embed["video"].present:
        yield Media(MediaKind.VIDEO, embed["playlist"].url, embed["alt"].stripped, embed["thumbnail"].url)
    if (external := embed["external"]).is_object:
        url, title = external["uri"].url, external["title"].stripped
        if url and GIF_HOSTS.match(url):
            yield Media(MediaKind.GIF, url, ALT_PREFIX.sub("", external["description"].text).strip() or title)
        else:
            yield Media(MediaKind.CARD, url, title or url, external["thumb"].url or _blob(external["thumb"], did))


def _blob(image: JsonTree, did: str | None) -> str | None:
    cid = image["ref"]["$link"].id
    return PICTURE.format(did=did, cid=cid) if cid and did else None


def _card_of_record(record: JsonTree) -> Media | None:
    """A feed, list, starter pack or labeller shown in a post: something to lead to, not a quote."""
    title = record["displayName"].stripped or (record["name"].stripped or record["record"]["name"].stripped)
    if title is None or record["value"].present:
        return None
    found = AT.fullmatch(record["uri"].id or "")
    kinds = {"app.bsky.feed.generator": "feed", "app.bsky.graph.list": "lists"}
    if found and found["collection"] in kinds:
        return Media(
            MediaKind.CARD, f"https://bsky.app/profile/{found['did']}/{kinds[found['collection']]}/{found['rkey']}", title
        )
    return Media(MediaKind.CARD, None, title)


def _quote(record: JsonTree) -> Quote | None:
    uri = record["uri"].id
    if uri is None:
        return None
    author = author_of(record["author"], uri)
    unseen = next((told for kind, told in QUOTES_UNSEEN.items() if record["$type"].raw.endswith(f"#{kind}")), None)
    if unseen or not record["value"].present:
        return Quote("", author if record["author"].present else Author(), url_of(uri, author), unavailable=unseen)
    text, _ = _words(record["value"])
    media = tuple(each for embed in record["embeds"] for each in _embedded(embed, did_of(uri))[0])
    return Quote(text, author, url_of(uri, author), record["value"]["createdAt"].timestamp, media)
