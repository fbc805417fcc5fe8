"""From an address to a Capture: the Source that takes the address asks its site. Called by the pipeline, confined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urljoin

from domain.addresses import recognise
from domain.errors import Failed, FetchFailed, FetchRefused, LimitExceeded, LoginRequired, PageChanged, UnsupportedSite
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.reading import Site
from workers.fetch import Fetcher
from workers.sources.source import AuthorOnOtherServer, FetchingSource, NotThisSite

# `<link rel="alternate" type="application/activity+json" href="…">`, with its attributes in any order
NOTE_LINK: Final = re.compile(rb"<link\b[^<>]{0,500}?application/activity\+json[^<>]{0,500}>", re.I)
HREF: Final = re.compile(rb"""\bhref\s*=\s*["']?([^"'\s<>]{1,2000})""", re.I)
HEAD: Final = 200_000
NOBODY: Final = "Threadsheet cannot fetch threads from {} by itself. Paste the thread's text, or use the extension on its page."


def fetched(url: str, sources: Sequence[FetchingSource], fetcher: Fetcher, now: datetime) -> Capture:
    """Raises UnsupportedSite when nobody can ask for it, and what the sources and the Fetcher raise."""
    address = recognise(url)
    capture = _asked(address, sources, fetcher, now)
    onward = _onward(address, capture)
    if onward:
        return _asked(onward, sources, fetcher, now)
    note = _note_behind(address, capture)
    try:
        return _asked(note, sources, fetcher, now, move=False) if note else capture
    except (Failed, UnsupportedSite):
        return capture


def asked_first(url: str) -> str:
    """The host that is asked first, for a person who waits."""
    address = recognise(url)
    return "the Wayback Machine" if address.archived else address.host


def _asked(
    address: Address, sources: Sequence[FetchingSource], fetcher: Fetcher, now: datetime, *, move: bool = True
) -> Capture:
    for source in sources:
        if source.takes(address):
            try:
                return source.fetch(address, fetcher, now)
            except NotThisSite:
                continue
            except AuthorOnOtherServer as elsewhere:
                return _at_home(elsewhere, sources, fetcher, now) if move else elsewhere.fetch_copy()
    if address.kind is not Kind.PAGE and (address.archived or address.site is Site.MASTODON):
        # A saved copy is a page; and only an answer tells that an address in the fediverse's form is no server's.
        return _asked(replace(address, site=Site.WEB, kind=Kind.PAGE), sources, fetcher, now, move=move)
    raise UnsupportedSite(NOBODY.format(address.host))


def _at_home(elsewhere: AuthorOnOtherServer, sources: Sequence[FetchingSource], fetcher: Fetcher, now: datetime) -> Capture:
    """From the thread's own site; when that cannot be asked, what the other one knows. What is gone at home is gone."""
    try:
        return _asked(elsewhere.address, sources, fetcher, now, move=False)
    except (FetchFailed, FetchRefused, LoginRequired, LimitExceeded, PageChanged, UnsupportedSite):
        return elsewhere.fetch_copy()


def _note_behind(address: Address, capture: Capture) -> Address | None:
    """The post of the fediverse that a page says it shows, whatever its own address looks like."""
    link = NOTE_LINK.search(capture.body, 0, HEAD) if address.kind is Kind.PAGE and not address.archived else None
    href = HREF.search(link[0]) if link else None
    try:
        found = recognise(urljoin(capture.url or address.url, href[1].decode("utf-8", "replace"))) if href else None
    except (ValueError, UnsupportedSite):
        return None
    return replace(found, site=Site.MASTODON, kind=Kind.POST) if found else None


def _onward(address: Address, capture: Capture) -> Address | None:
    """The post that a short address (t.co and its like) led to: its own site knows more of it than its page shows."""
    if address.kind is not Kind.PAGE or capture.url is None or capture.url == address.url:
        return None
    try:
        found = recognise(capture.url)
    except UnsupportedSite:
        return None
    return None if found.kind is Kind.PAGE else found
