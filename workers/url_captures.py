"""Fetches a URL as a Capture, by the Source that takes the URL. Called by the pipeline, in a sandboxed child."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.addresses import recognise
from domain.errors import Failed, FetchFailed, FetchRefused, LimitExceeded, LoginRequired, PageChanged, Refused, UnsupportedSite
from domain.messages import Message, message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.reading import Site
from domain.url_parts import join_url
from workers.fetch import Fetcher
from workers.sources.hints import post_address
from workers.sources.source import AuthorOnOtherServer, FetchingSource, NotThisSite

# `<link rel="alternate" type="application/activity+json" href="…">`, with its attributes in any order
NOTE_LINK: Final = re.compile(rb"<link\b[^<>]{0,500}?application/activity\+json[^<>]{0,500}>", re.I)
CANONICAL_LINK: Final = re.compile(rb"<link\b[^<>]{0,500}?\brel=[\"']?canonical\b[^<>]{0,500}>", re.I)
HREF: Final = re.compile(rb"""\bhref\s*=\s*["']?([^"'\s<>]{1,2000})""", re.I)
HEAD_BYTES: Final = 200_000


def fetch_url(url: str, sources: Sequence[FetchingSource], fetcher: Fetcher, now: datetime) -> Capture:
    """Raises UnsupportedSite when no source can fetch the URL, and what the sources and the Fetcher raise."""
    address = recognise(url)
    capture = _fetch(address, sources, fetcher, now)
    post = _redirected_post(address, capture)
    if post:
        return _fetch(post, sources, fetcher, now)
    note = _linked_note(address, capture)
    try:
        return _fetch(note, sources, fetcher, now, follow_author=False) if note else capture
    except (Failed, Refused):
        return capture


def fetch_progress(url: str) -> Message:
    """Which host is asked first, for a person who waits."""
    address = recognise(url)
    return message("progress.wayback_machine") if address.archived else message("progress.host", host=address.host)


def _fetch(
    address: Address, sources: Sequence[FetchingSource], fetcher: Fetcher, now: datetime, *, follow_author: bool = True
) -> Capture:
    for source in sources:
        if source.takes(address):
            try:
                return source.fetch(address, fetcher, now)
            except NotThisSite:
                continue
            except AuthorOnOtherServer as author:
                return _fetch_from_author(author, sources, fetcher, now) if follow_author else author.fetch_copy()
    if address.kind is not Kind.PAGE and (address.archived or address.site is Site.MASTODON):
        # A saved copy is a page; and an address may have the form of the fediverse's without belonging to a server of it.
        return _fetch(replace(address, site=Site.WEB, kind=Kind.PAGE), sources, fetcher, now, follow_author=follow_author)
    raise UnsupportedSite("cannot_fetch", host=address.host)


def _fetch_from_author(
    author: AuthorOnOtherServer, sources: Sequence[FetchingSource], fetcher: Fetcher, now: datetime
) -> Capture:
    """Fetches from the author's server, or from the first one when that fails. What is gone at the author's is gone."""
    try:
        return _fetch(author.address, sources, fetcher, now, follow_author=False)
    except (FetchFailed, FetchRefused, LoginRequired, LimitExceeded, PageChanged, UnsupportedSite):
        return author.fetch_copy()


def _linked_note(address: Address, capture: Capture) -> Address | None:
    """The post of the fediverse that a page links to as its own source, whatever the page's address looks like."""
    link = NOTE_LINK.search(capture.body, 0, HEAD_BYTES) if address.kind is Kind.PAGE and not address.archived else None
    href = HREF.search(link[0]) if link else None
    try:
        note = recognise(join_url(capture.url or address.url, href[1].decode("utf-8", "replace"))) if href else None
    except Refused:
        return None
    return replace(note, site=Site.MASTODON, kind=Kind.POST) if note else None


def _redirected_post(address: Address, capture: Capture) -> Address | None:
    """The post that a short URL (t.co and the like) redirected to: its own site's source reads more than its page shows.

    The page of a share link (Threads) may name the post as its canonical address instead of redirecting to it.
    """
    if address.kind is not Kind.PAGE or capture.url is None:
        return None
    urls = [capture.url] if capture.url != address.url else []
    if address.site is not Site.WEB and (link := CANONICAL_LINK.search(capture.body, 0, HEAD_BYTES)):
        urls += [match[1].decode("utf-8", "replace") for match in [HREF.search(link[0])] if match]
    return next(filter(None, map(post_address, urls)), None)
