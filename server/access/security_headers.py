"""The security headers of every response: what a browser may do with it, and that no cache stores it."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response

PAGES: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with none at all a browser sends our own forms with `Origin: null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": PAGES,
    "Cache-Control": "no-store",
}


def install(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    """Keeps what a view has set itself."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    return response
