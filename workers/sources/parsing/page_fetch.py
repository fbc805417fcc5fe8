"""Fetches a web page as a Capture. Used by the sources whose sites are read as pages."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.errors import NotAThread
from domain.shapes.capture import Capture, MediaType, Via
from workers.fetch import Fetcher

HTML: Final = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8"
KINDS: Final = {
    "text/html": MediaType.HTML,
    "application/xhtml+xml": MediaType.HTML,
    "text/plain": MediaType.TEXT,
    "text/markdown": MediaType.TEXT,
    "application/json": MediaType.JSON,
    "application/activity+json": MediaType.JSON,
}
DEFAULT_KIND: Final = MediaType.HTML  # of a response without a media type


def fetch_page(url: str, fetcher: Fetcher, now: datetime, canonical: str | None = None) -> Capture:
    """The page at `url`. The Capture has the `canonical` address, or without one the address that answered.

    Raises what the Fetcher raises, and NotAThread for a picture, a video or the like.
    """
    response = fetcher.get(url, accept=HTML)
    kind = KINDS.get(response.media_type) if response.media_type else DEFAULT_KIND
    if kind is None:
        raise NotAThread("media_type", media_type=response.media_type or "")
    return Capture(response.body, Via.FETCH, kind, now, canonical or response.url)
