"""Reads what a host sends, decoded and counted as it comes: a small answer that swells to a large one ends at the limit."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from typing import Final

import httpcore2
import httpx2

from domain.errors import FetchFailed, LimitExceeded
from workers.fetch.response import Response

MOST_CODINGS: Final = 1  # no honest server packs twice


def read(response: httpcore2.Response, url: str, host: str, most: int) -> Response:
    """Raises LimitExceeded above `most` decoded bytes, FetchFailed for what cannot be decoded."""
    headers = httpx2.Headers(response.headers)
    _check_size(headers, host, most)
    body = bytearray()
    for piece in _decoded(response, headers, host):
        body += piece
        if len(body) > most:
            raise _too_large(host, most)
    media_type, charset = _kind(headers.get("content-type"))
    named = {name.lower(): value for name, value in headers.items()}
    return Response(url, response.status, bytes(body), media_type, charset, named)


def _decoded(response: httpcore2.Response, headers: httpx2.Headers, host: str) -> Iterator[bytes]:
    stream = response.iter_stream()
    try:
        yield from httpx2.Response(response.status, headers=headers, stream=_Stream(stream)).iter_bytes()
    except httpx2.DecodingError as error:
        raise FetchFailed(f"What {host} sent cannot be unpacked.") from error


class _Stream(httpx2.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces


def _check_size(headers: httpx2.Headers, host: str, most: int) -> None:
    codings = [
        coding for coding in headers.get("content-encoding", "").split(",") if coding.strip().lower() not in {"", "identity"}
    ]
    if len(codings) > MOST_CODINGS:
        raise FetchFailed(f"What {host} sent is packed more than once.")
    length = headers.get("content-length", "")
    if not codings and length.isdigit() and int(length) > most:
        raise _too_large(host, most)


def _too_large(host: str, most: int) -> LimitExceeded:
    size = f"{most // 2**20} MB" if most >= 2**20 else f"{most // 1024} KB"
    return LimitExceeded(f"What {host} sent is larger than {size}.")


def _kind(content_type: str | None) -> tuple[str | None, str | None]:
    if not content_type:
        return None, None
    message = Message()
    message["Content-Type"] = content_type
    charset = message.get_param("charset")
    return message.get_content_type(), charset if isinstance(charset, str) else None
