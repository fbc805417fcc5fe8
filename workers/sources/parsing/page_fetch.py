"""A page of the web as a Capture, asked for through the Fetcher. Used by the sources whose sites are read as pages."""

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
UNSAID: Final = MediaType.HTML  # what a page is that does not say
NO_PAGE: Final = "At this address stands no page with words, but a file of another kind ({})."


def page_at(url: str, fetcher: Fetcher, now: datetime, canonical: str | None = None) -> Capture:
    """What stands at `url`, to be known by its canonical address; without one, by the address that answered.

    Raises what the Fetcher raises, and NotAThread for a picture, a film or the like.
    """
    answer = fetcher.get(url, accept=HTML)
    kind = KINDS.get(answer.media_type, None) if answer.media_type else UNSAID
    if kind is None:
        raise NotAThread(NO_PAGE.format(answer.media_type))
    return Capture(answer.body, Via.FETCH, kind, now, canonical or answer.url)
