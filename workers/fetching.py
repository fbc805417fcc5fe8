"""From an address to a Capture: the Source that takes the address asks its site. Called by the pipeline, confined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from archive.addresses import recognise
from archive.errors import FetchFailed, FetchRefused, LimitExceeded, LoginRequired, PageChanged, UnsupportedSite
from archive.shapes.address import Address, Kind
from archive.shapes.capture import Capture
from workers.door import Door
from workers.sources.source import Elsewhere, FetchingSource, NotHere

NOBODY: Final = "Threadsheet cannot fetch threads from {} by itself. Paste the thread's text, or use the extension on its page."


def fetched(url: str, sources: Sequence[FetchingSource], door: Door, now: datetime) -> Capture:
    """Raises UnsupportedSite when nobody can ask for it, and what the sources and the Door raise."""
    address = recognise(url)
    capture = _asked(address, sources, door, now)
    onward = _onward(address, capture)
    return _asked(onward, sources, door, now) if onward else capture


def asked_first(url: str) -> str:
    """The host that is asked first, for a person who waits."""
    address = recognise(url)
    return "the Wayback Machine" if address.archived else address.host


def _asked(address: Address, sources: Sequence[FetchingSource], door: Door, now: datetime, *, move: bool = True) -> Capture:
    for source in sources:
        if source.takes(address):
            try:
                return source.fetch(address, door, now)
            except NotHere:
                continue
            except Elsewhere as elsewhere:
                return _at_home(elsewhere, sources, door, now) if move else elsewhere.here()
    raise UnsupportedSite(NOBODY.format(address.host))


def _at_home(elsewhere: Elsewhere, sources: Sequence[FetchingSource], door: Door, now: datetime) -> Capture:
    """From the thread's own site; when that cannot be asked, what the other one knows. What is gone at home is gone."""
    try:
        return _asked(elsewhere.address, sources, door, now, move=False)
    except (FetchFailed, FetchRefused, LoginRequired, LimitExceeded, PageChanged, UnsupportedSite):
        return elsewhere.here()


def _onward(address: Address, capture: Capture) -> Address | None:
    """The post that a short address (t.co and its like) led to: its own site knows more of it than its page shows."""
    if address.kind is not Kind.PAGE or capture.url is None or capture.url == address.url:
        return None
    try:
        found = recognise(capture.url)
    except UnsupportedSite:
        return None
    return None if found.kind is Kind.PAGE else found
