"""The entries of a feed, in RSS 2.0 and 1.0 or Atom. An address of a page leads to the feed that the page names."""

from __future__ import annotations

from typing import Final

from lxml import etree

from domain.addresses import recognise
from domain.errors import NotAThread, Refused
from domain.excerpt import excerpt
from domain.shapes.follow import AuthorThreads, Follow, FoundThread
from domain.url_parts import join_url
from workers.fetch import Fetcher, Response
from workers.sources.parsing.decoding import printable
from workers.sources.parsing.html_page import attribute, parse_html

ACCEPT: Final = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5"
MAX_BYTES: Final = 8 * 2**20
MOST: Final = 500
"""Entries of a feed that are looked at, from its top."""
TITLE: Final = 120
FEED_LINK: Final = ", ".join(f'link[rel~="alternate"][type="application/{kind}+xml"]' for kind in ("atom", "rss"))


def list_threads(follow: Follow, fetcher: Fetcher) -> AuthorThreads:
    """Raises NotAThread for what is no feed, and what the Fetcher raises."""
    response = fetcher.get(follow.account or follow.handle, accept=ACCEPT, max_bytes=MAX_BYTES)
    feed = parse_feed(response)
    if feed is None and (address := _linked_feed(response)):
        response = fetcher.get(address, accept=ACCEPT, max_bytes=MAX_BYTES)
        feed = parse_feed(response)
    if feed is None:
        raise NotAThread("no_feed")
    return feed


def parse_feed(response: Response) -> AuthorThreads | None:
    """The entries that have the address of a thread; None for what is no feed. Reads what is damaged as far as it goes."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(response.body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or _name(root) not in {"rss", "RDF", "feed"}:
        return None
    title = next((_text(child) for top in (root, *list(root)[:1]) for child in top if _name(child) == "title"), "")
    entries = [element for element in root.iter() if _name(element) in {"item", "entry"}][:MOST]
    threads = {thread.name: thread for entry in entries if (thread := _entry(entry, response.url))}
    return AuthorThreads(response.url, title or None, tuple(threads.values()))


def _entry(entry: etree._Element, base: str) -> FoundThread | None:
    children = {name: [child for child in entry if _name(child) == name] for name in ("id", "guid", "link", "title")}
    url = next((join_url(base, href) for link in children["link"] if (href := _href(link))), None)
    if url is None:
        url = next((_text(guid) for guid in children["guid"] if guid.get("isPermaLink") != "false"), "")
    try:
        address = recognise(url)
    except Refused:
        return None
    name = next((text for child in (*children["id"], *children["guid"]) if (text := _text(child))), address.url)
    title = next(map(_text, children["title"]), "")
    return FoundThread(name[:2000], url, name[:2000], excerpt(title, TITLE))


def _href(link: etree._Element) -> str:
    """The address of an entry: Atom's `alternate` link, or the text of RSS's."""
    return (link.get("href") or _text(link)) if link.get("rel", "alternate") == "alternate" else ""


def _linked_feed(response: Response) -> str | None:
    """The feed that a page names for itself."""
    if "html" not in (response.media_type or ""):
        return None
    head = parse_html(response.body[:200_000].decode("utf-8", "replace"))
    links = head.select(FEED_LINK)
    return next((join_url(response.url, attribute(link, "href")) for link in links), None)


def _name(element: etree._Element) -> str:
    """The local name; "" for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element: etree._Element) -> str:
    return " ".join(printable("".join(map(str, element.itertext()))).split())
