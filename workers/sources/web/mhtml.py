"""A page that a browser saved as a single file (MHTML): the page is one part of a MIME message, its pictures are the others.

Format: RFC 2557; Chromium adds `Snapshot-Content-Location`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes
from email.message import Message as MimeMessage
from typing import Final

from domain.bare_urls import safe_address
from domain.errors import NotAThread
from domain.shapes.capture import Capture, MediaType
from domain.shapes.reading import Reading, Site
from workers.sources.source import Source

HEAD: Final = 8000  # bytes in which the message's own header stands
HEADER: Final = re.compile(rb"\s*(?:[\w-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,60}")
RELATED: Final = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)


class Mhtml:
    """A page saved as "Webpage, Single File" (MHTML), read by the source that reads the page.

    `sources` are those of HTML.
    """

    name = "mhtml"
    site = Site.WEB

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources

    def claims(self, capture: Capture) -> bool:
        header = HEADER.match(capture.body[:HEAD]) if capture.media_type is MediaType.TEXT else None
        return header is not None and RELATED.search(header.group()) is not None

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread when there is no page in the file, and what the page's source raises."""
        page = _page(capture)
        return next(source for source in self._sources if source.claims(page)).read(page)


def _page(capture: Capture) -> Capture:
    """The page as a Capture of its own, at the address that it was saved from."""
    archive = message_from_bytes(capture.body.lstrip())
    location = safe_address(_header(archive, "Snapshot-Content-Location") or _header(archive, "Content-Location"))
    pages = list(_html_parts(archive))
    if not pages:
        raise NotAThread("mhtml_without_page")
    part = next((part for part in pages if location and _header(part, "Content-Location") == location), pages[0])
    url = capture.url or location or safe_address(_header(part, "Content-Location"))
    return replace(capture, body=_decoded(part), media_type=MediaType.HTML, url=url)


def _html_parts(archive: MimeMessage) -> Iterator[MimeMessage]:
    return (part for part in archive.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"})


def _header(part: MimeMessage, name: str) -> str:
    return str(part.get(name, "")).strip()


def _decoded(part: MimeMessage) -> bytes:
    """The part's bytes; as UTF-8 where the message names another charset."""
    payload = part.get_payload(decode=True)
    body = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        return body if charset in {"utf-8", "us-ascii"} else body.decode(charset, "replace").encode()
    except LookupError:
        return body
