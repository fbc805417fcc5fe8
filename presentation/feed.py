"""Threads as an Atom feed (RFC 4287), complete: every point is in the entry. Pages are linked as RFC 5005 says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from domain.bare_urls import safe_address
from domain.shapes.thread import Point, Role, Thread
from presentation.exports.identifiers import guid
from presentation.exports.plain import printable
from presentation.markup import to_html
from presentation.messages import load_messages
from presentation.timestamps import rfc3339

ATOM: Final = "http://www.w3.org/2005/Atom"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What a feed says about itself. `links` are the addresses of its pages by their relation; `id` names the feed for ever."""

    id: str
    title: str
    links: Mapping[str, str]


def atom(head: FeedHead, threads: Sequence[Thread], base_url: str) -> bytes:
    """The feed of these threads, in this order."""
    feed = Element("feed", {"xmlns": ATOM})
    _text(feed, "id", f"urn:uuid:{guid('feed', head.id).lower()}")
    _text(feed, "title", head.title)
    _text(feed, "updated", rfc3339(max(map(_updated_at, threads), default=EPOCH)) or "")
    for relation, address in head.links.items():
        type_ = "text/html" if relation == "alternate" else "application/atom+xml"
        SubElement(feed, "link", {"rel": relation, "type": type_, "href": printable(address)})
    _text(feed, "generator", load_messages().shared.product)
    for thread in threads:
        feed.append(_entry(thread, base_url))
    return str(tostring(feed, encoding="unicode", xml_declaration=False)).encode()


def _entry(thread: Thread, base_url: str) -> Element:
    version, entry = thread.version, Element("entry")
    _text(entry, "id", f"urn:uuid:{guid('thread', thread.id).lower()}")
    _text(entry, "title", version.title or load_messages().shared.untitled)
    author = SubElement(entry, "author")
    _text(author, "name", version.author.name or version.author.handle or load_messages().shared.unknown_author)
    if address := safe_address(version.author.url):
        _text(author, "uri", address)
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{base_url}/threads/{thread.id}"})
    if address := safe_address(version.url):
        SubElement(entry, "link", {"rel": "via", "href": printable(address)})
    _text(entry, "published", rfc3339(version.posted_at or thread.archived_at or EPOCH) or "")
    _text(entry, "updated", rfc3339(_updated_at(thread)) or "")
    for term in dict.fromkeys(tag.name for point in version.points for tag in point.tags):
        SubElement(entry, "category", {"term": printable(term)})
    content = SubElement(entry, "content", {"type": "html"})
    if version.language:
        content.set("xml:lang", version.language)
    content.text = printable("\n".join(part for point in version.points for part in _point_html(point)))
    return entry


def _updated_at(thread: Thread) -> datetime:
    made_at = next((line.made_at for line in thread.versions if line.version == thread.number), None)
    return made_at or thread.archived_at or EPOCH


def _point_html(point: Point) -> Iterator[str]:
    """Number, text, quote and what stands beside it. Pictures are named, not loaded: a reader's program asks nobody else."""
    number = f"<strong>{point.number}.</strong> " if point.role is Role.POINT and point.number is not None else ""
    yield f"<div>{number}{to_html(point.text, point.spans)}</div>"
    if point.quote:
        name = point.quote.author.name or point.quote.author.handle
        yield f"<blockquote>{escape(name) + ': ' if name else ''}{to_html(point.quote.text)}</blockquote>"
    for media in point.media:
        if media.alt:
            yield f"<p><em>{escape(media.alt)}</em></p>"


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = printable(text)
