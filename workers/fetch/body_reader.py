"""Reads a response's body, decoding and counting it as it comes: a small body that decompresses to a large one is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from typing import Final

import httpcore2
import httpx2

from domain.errors import FetchFailed, LimitExceeded
from workers.fetch.response import Response

MAX_CODINGS: Final = 1  # no honest server compresses twice


def read(response: httpcore2.Response, url: str, host: str, max_bytes: int) -> Response:
    """Raises LimitExceeded above `max_bytes` decoded bytes, FetchFailed for what cannot be decoded."""
    headers = httpx2.Headers(response.headers)
    _check_headers(headers, host, max_bytes)
    body = bytearray()
    for piece in _decode(response, headers, host):
        body += piece
        if len(body) > max_bytes:
            raise _too_large(host, max_bytes)
    media_type, charset = _parse_content_type(headers.get("content-type"))
    lower_case = {name.lower(): value for name, value in headers.items()}
    return Response(url, response.status, bytes(body), media_type, charset, lower_case)


def _decode(response: httpcore2.Response, headers: httpx2.Headers, host: str) -> Iterator[bytes]:
    stream = response.iter_stream()
    try:
        yield from httpx2.Response(response.status, headers=headers, stream=_Stream(stream)).iter_bytes()
    except httpx2.DecodingError as error:
        raise FetchFailed("cannot_decode", host=host) from error


class _Stream(httpx2.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces


def _check_headers(headers: httpx2.Headers, host: str, max_bytes: int) -> None:
    codings = [
        coding for coding in headers.get("content-encoding", "").split(",") if coding.strip().lower() not in {"", "identity"}
    ]
    if len(codings) > MAX_CODINGS:
        raise FetchFailed("encoded_twice", host=host)
    length = headers.get("content-length", "")
    if not codings and length.isdigit() and int(length) > max_bytes:
        raise _too_large(host, max_bytes)


def _too_large(host: str, max_bytes: int) -> LimitExceeded:
    size = f"{max_bytes // 2**20} MB" if max_bytes >= 2**20 else f"{max_bytes // 1024} KB"
    return LimitExceeded("response_size", host=host, size=size)


def _parse_content_type(content_type: str | None) -> tuple[str | None, str | None]:
    """Media type and charset."""
    if not content_type:
        return None, None
    message = Message()
    message["Content-Type"] = content_type
    charset = message.get_param("charset")
    return message.get_content_type(), charset if isinstance(charset, str) else None
