"""A post as Thread Reader writes it down in HTML: text with links of its own, and what was shown beside the text.

Used by the sources that read its pages, whole or with their body pasted into another page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from domain.bare_urls import safe_address
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, SpanKind
from workers.sources.parsing.html_text import LEFT_OUT, Shown, words_of
from workers.sources.parsing.node import Node
from workers.sources.x.post import status_url
from workers.sources.x.snowflake import made_at

# Parts that are no words of the post.
PERMALINK = "tw-permalink"  # the sign at its end that links to it; in pasted bodies all that separates posts beside <hr>
QUOTED = "entity-embed"  # a quoted post: only its address, or "External Tweet loading…" (2018)
PICTURE = "entity-image"
FILM, FILM_GIF = "entity-video", "entity-video-gif"
PREVIEW = "entity-url-preview"  # the card of a link
ASIDE = frozenset({PERMALINK, QUOTED, PICTURE, FILM, FILM_GIF, PREVIEW})
# Parts of the text.
LINK = "entity-url"  # shows a shortened address, or nothing when a card follows; where it leads is in `href`
MENTION, HASHTAG = "entity-mention", "entity-hashtag"

BLANK = "1px.png"  # stands in `src` of a picture that is loaded later; then `data-src` has the address
BROKEN = "sticky-note-regular.png"  # stands for a card's picture that was gone
STATUS = re.compile(r"(?:twitter|x)\.com/(?P<handle>\w{1,50})/status(?:es)?/(?P<id>\d{1,20})")
SHORTENED = re.compile(r"(?:…|\.\.\.)$")
ONLY_ADDRESS = "Thread Reader keeps only the address of the quoted post."

Inside = Sequence[Node | str]


def post_of(inside: Inside, id_: str | None, author: Author) -> Post:
    """What a row of elements and texts says; the date is in the id."""
    text, spans = words_of(inside, _meaning)
    asides = list(_asides(inside))
    return Post(
        text=text,
        id=id_,
        url=status_url(author.handle, id_) if id_ else None,
        author=author,
        posted_at=made_at(id_),
        spans=spans,
        media=tuple(media for node in asides for media in _one(node)),
        quote=next(_quotes(asides), None),
    )


def _meaning(node: Node) -> Shown | None:
    classes = node.classes
    if classes & ASIDE:
        return LEFT_OUT
    if node.tag == "img":
        return Shown(node.get("alt")) if "emoji" in node.get("class") else LEFT_OUT
    return _link(node, classes) if node.tag == "a" and node.get("href") else None


def _link(node: Node, classes: frozenset[str]) -> Shown | None:
    """A link is shown whole; one with words of its own keeps them."""
    words, address = node.line, node.get("href").strip()
    if MENTION in classes or words.startswith("@"):
        return Shown(words, SpanKind.MENTION, address)
    if HASHTAG in classes or words.startswith("#"):
        return Shown(words, SpanKind.HASHTAG, address)
    whole = safe_address(address)
    if whole is None:
        return None
    shown = SHORTENED.sub("", words)
    if LINK in classes or shown.removeprefix("www.") in whole:
        return Shown(whole, SpanKind.LINK, whole, apart=LINK in classes)
    return Shown(words, SpanKind.LINK, whole)


def _asides(inside: Inside) -> Iterator[Node]:
    """What stands beside the words; a line end, a link or a sign holds nothing of the kind."""
    for child in inside:
        if isinstance(child, Node) and child.tag not in {"br", "a", "sup"}:
            yield from (node for node in child.every() if node.classes & ASIDE)


def _one(node: Node) -> Iterator[Media]:
    classes = node.classes
    if PICTURE in classes:
        yield from _pictures(node)
    elif FILM_GIF in classes or FILM in classes:
        film = node.value("descendant::source[contains(@src, '.mp4')]/@src") or node.value("descendant::*/@src")
        kind = MediaKind.GIF if FILM_GIF in classes else MediaKind.VIDEO
        yield Media(kind, safe_address(film), None, safe_address(node.value("descendant::video/@poster")))
    elif PREVIEW in classes:
        address = safe_address(node.value("descendant::a/@href"))
        title = next((each.line for each in node.all("descendant::strong")), "")
        picture = node.value("descendant::img/@src")
        poster = None if BROKEN in picture or BLANK in picture else safe_address(picture)
        yield Media(MediaKind.CARD, address, title or None, poster)


def _pictures(node: Node) -> Iterator[Media]:
    link = next(node.every("a"), None)
    for picture in node.every("img"):
        given = (link.get("href") if link else "", picture.get("data-src"), picture.get("src"))
        address = next((safe for each in given if each and BLANK not in each and (safe := safe_address(each))), None)
        alt = picture.get("alt").strip()
        yield Media(MediaKind.IMAGE, address, None if alt in {"", "Image"} else alt)


def _quotes(asides: Sequence[Node]) -> Iterator[Quote]:
    """A quoted post has an address, or in pages that a browser has worked on, an id."""
    for node in asides:
        if QUOTED not in node.classes:
            continue
        links = [found for each in node.all("descendant::a[@href]") if (found := STATUS.search(each.get("href")))]
        id_ = node.value("descendant::*/@data-tweet-id")
        if links:
            handle = links[-1]["handle"]
            author = Author(handle=handle, url=f"https://x.com/{handle}")
            yield Quote("", author, status_url(handle, links[-1]["id"]), unavailable=ONLY_ADDRESS)
        elif id_:
            yield Quote("", url=status_url(None, id_), unavailable=ONLY_ADDRESS)
