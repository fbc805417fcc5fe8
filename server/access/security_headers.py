"""The security headers of every response: what a browser may do with it, and that no cache stores it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from flask import Flask, Response, current_app, request

View = TypeVar("View", bound=Callable[..., object])
CONTENTS: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'"
)
PAGES: Final = f"{CONTENTS}; frame-ancestors 'none'"
FRAMED: Final = f"{CONTENTS}; frame-ancestors 'self'"
ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with none at all a browser sends our own forms with `Origin: null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def framed(view: View) -> View:
    """Lets pages of ours show any answer of the decorated view in a frame: a file, that it is being made, why it cannot be."""
    view.framed = True  # type: ignore[attr-defined]  # read back by `_add`
    return view


def install(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    """Keeps what a view has set itself."""
    view = current_app.view_functions.get(request.endpoint or "")
    response.headers.setdefault("Content-Security-Policy", FRAMED if getattr(view, "framed", False) else PAGES)
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    return response
