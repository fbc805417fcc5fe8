"""Reads a post as Thread Reader writes it in HTML: text with links of its own, and what was shown beside the text.

Used by the sources that read its pages, whole or with their body pasted into another page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from bs4 import Tag
from bs4.element import PageElement

from domain.bare_urls import safe_address
from domain.messages import message
from domain.shapes.post import Author, Media, MediaKind, Post, Quote, SpanKind
from workers.sources.parsing.html_page import attribute, class_names, one_line
from workers.sources.parsing.html_text import OMITTED, Inline, text_and_spans
from workers.sources.x.post import status_url
from workers.sources.x.snowflake import posted_at_from_id

# Parts that do not belong to the text of the post.
PERMALINK = "tw-permalink"  # the sign at its end that links to it; in pasted bodies all that separates posts beside <hr>
QUOTED = "entity-embed"  # a quoted post: only its address, or "External Tweet loading…" (2018)
PICTURE = "entity-image"
VIDEO, GIF = "entity-video", "entity-video-gif"
PREVIEW = "entity-url-preview"  # the card of a link
ATTACHMENTS = frozenset({PERMALINK, QUOTED, PICTURE, VIDEO, GIF, PREVIEW})
# Parts of the text.
LINK = "entity-url"  # shows a shortened address, or nothing when a card follows; where it leads is in `href`
MENTION, HASHTAG = "entity-mention", "entity-hashtag"

NOT_LOADED = "1px.png"  # stands in `src` of a picture that is loaded later; then `data-src` has the address
BROKEN = "sticky-note-regular.png"  # stands for a card's picture that was gone
STATUS = re.compile(r"(?:twitter|x)\.com/(?P<handle>\w{1,50})/status(?:es)?/(?P<id>\d{1,20})")
ELLIPSIS = re.compile(r"(?:…|\.\.\.)$")
ONLY_ADDRESS = message("quote_unavailable.only_address")


def parse_post(content: Sequence[PageElement], id_: str | None, author: Author) -> Post:
    """The post in a sequence of tags and strings; its date is in its id."""
    text, spans = text_and_spans(content, _text_element)
    attachments = list(_attachments(content))
    return Post(
        text=text,
        id=id_,
        url=status_url(author.handle, id_) if id_ else None,
        author=author,
        posted_at=posted_at_from_id(id_),
        spans=spans,
        media=tuple(media for tag in attachments for media in _media(tag)),
        quote=next(_quotes(attachments), None),
    )


def _text_element(tag: Tag) -> Inline | None:
    classes = class_names(tag)
    if classes & ATTACHMENTS:
        return OMITTED
    if tag.name == "img":
        return Inline(attribute(tag, "alt")) if "emoji" in attribute(tag, "class") else OMITTED
    return _link(tag, classes) if tag.name == "a" and attribute(tag, "href") else None


def _link(tag: Tag, classes: Set[str]) -> Inline | None:
    """A link is written in full; one with a text of its own keeps that."""
    text, href = one_line(tag), attribute(tag, "href").strip()
    if MENTION in classes or text.startswith("@"):
        return Inline(text, SpanKind.MENTION, href)
    if HASHTAG in classes or text.startswith("#"):
        return Inline(text, SpanKind.HASHTAG, href)
    url = safe_address(href)
    if url is None:
        return None
    beginning = ELLIPSIS.sub("", text)
    if LINK in classes or beginning.removeprefix("www.") in url:
        return Inline(url, SpanKind.LINK, url, spaced=LINK in classes)
    return Inline(text, SpanKind.LINK, url)


def _attachments(content: Sequence[PageElement]) -> Iterator[Tag]:
    """What stands beside the text; a line end, a link or a sign holds nothing of the kind."""
    for child in content:
        if isinstance(child, Tag) and child.name not in {"br", "a", "sup"}:
            yield from (tag for tag in (child, *child.find_all(True)) if class_names(tag) & ATTACHMENTS)


def _media(tag: Tag) -> Iterator[Media]:
    classes = class_names(tag)
    if PICTURE in classes:
        yield from _pictures(tag)
    elif GIF in classes or VIDEO in classes:
        source = tag.select_one("source[src*='.mp4']") or tag.find(src=True)
        poster = safe_address(attribute(tag.find("video", poster=True), "poster"))
        yield Media(MediaKind.GIF if GIF in classes else MediaKind.VIDEO, safe_address(attribute(source, "src")), None, poster)
    elif PREVIEW in classes:
        yield _card(tag)


def _card(tag: Tag) -> Media:
    title, picture = tag.find("strong"), attribute(tag.find("img", src=True), "src")
    return Media(
        MediaKind.CARD,
        safe_address(attribute(tag.find("a", href=True), "href")),
        (one_line(title) or None) if title else None,
        None if BROKEN in picture or NOT_LOADED in picture else safe_address(picture),
    )


def _pictures(tag: Tag) -> Iterator[Media]:
    link = tag if tag.name == "a" else tag.find("a")
    for picture in (tag,) if tag.name == "img" else tag.find_all("img"):
        candidates = (attribute(link, "href"), attribute(picture, "data-src"), attribute(picture, "src"))
        url = next((url for candidate in candidates if NOT_LOADED not in candidate and (url := safe_address(candidate))), None)
        alt = attribute(picture, "alt").strip()
        yield Media(MediaKind.IMAGE, url, None if alt in {"", "Image"} else alt)


def _quotes(attachments: Sequence[Tag]) -> Iterator[Quote]:
    """A quoted post has an address, or in pages that a browser has worked on, an id."""
    for tag in attachments:
        if QUOTED not in class_names(tag):
            continue
        statuses = [match for link in tag.find_all("a", href=True) if (match := STATUS.search(attribute(link, "href")))]
        id_ = attribute(tag.find(None, {"data-tweet-id": True}), "data-tweet-id")
        if statuses:
            handle = statuses[-1]["handle"]
            author = Author(handle=handle, url=f"https://x.com/{handle}")
            yield Quote("", author, status_url(handle, statuses[-1]["id"]), unavailable=ONLY_ADDRESS)
        elif id_:
            yield Quote("", url=status_url(None, id_), unavailable=ONLY_ADDRESS)
