"""Compresses pages, styles, scripts and JSON for callers that accept gzip."""

from __future__ import annotations

import gzip
from typing import Final

from flask import Flask, Response, request

COMPRESSED: Final = frozenset(
    {"text/html", "text/css", "text/javascript", "text/plain", "application/json", "application/problem+json", "image/svg+xml"}
)
MIN_BYTES: Final = 1024
LEVEL: Final = 5


def install(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    """Leaves alone what is short, streamed, partial or encoded already."""
    if response.mimetype not in COMPRESSED:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or response.is_streamed or response.direct_passthrough or response.content_encoding:
        return response
    body = response.get_data()
    if len(body) < MIN_BYTES or not request.accept_encodings["gzip"]:
        return response
    response.set_data(gzip.compress(body, LEVEL, mtime=0))
    response.content_encoding = "gzip"
    return response
