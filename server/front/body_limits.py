"""How long the body of a request may be, by its view, and which requests are answered in a process of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from domain.errors import TooLarge
from domain.settings import Settings

View = TypeVar("View", bound=Callable[..., object])
Limit = Callable[[Settings], int]

SMALL: Final = 64 << 10
"""Bytes of a login, a token, a pairing, a tag."""
USUAL: Final = 1 << 20
"""Bytes for a view that names no limit."""
ENVELOPE: Final = 1 << 20
"""Bytes beside a capture itself: field names, an address, a form's boundaries."""
ADDRESSES: Final = 16 << 20
"""Bytes of addresses to import, and of all else that a form has beside its files."""
FILES: Final = "multipart/form-data"
INLINE: Final = 256 << 10
"""Longer bodies are parsed in a process of their own."""


def body_limit(limit: int | Limit) -> Callable[[View], View]:
    """Limits the bodies that the decorated view receives, in bytes."""

    def mark(view: View) -> View:
        view.body_limit = limit if callable(limit) else lambda _: limit  # type: ignore[attr-defined]  # read by `BodyLimits`
        return view

    return mark


def isolated(view: View) -> View:
    """Answers all requests with a body for the decorated view in a process of its own: it parses formats of strangers."""
    view.isolated = True  # type: ignore[attr-defined]  # read by `BodyLimits`
    return view


def streamed(view: View) -> View:
    """Lets the decorated view receive files of any size in its own process: they are on disk, and nothing parses them there."""
    view.streamed = True  # type: ignore[attr-defined]  # read by `BodyLimits`
    return view


def import_size(settings: Settings) -> int:
    """An imported file, and what a form has beside it."""
    return settings.import_max_bytes + ENVELOPE


def capture_size(settings: Settings) -> int:
    """Twice a capture, since JSON needs more bytes for quotes, line ends and other scripts."""
    return 2 * settings.max_capture_bytes + ENVELOPE


class BodyLimits:
    """The limits of an application's views."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app, self._settings = app, settings

    def limit(self, method: str, path: str) -> int:
        """The most bytes of a body that are read for this request."""
        view = self._view(method, path)
        if view is None:
            return SMALL
        limit: Limit | None = getattr(view, "body_limit", None)
        return limit(self._settings) if limit else USUAL

    def refusal(self, method: str, path: str) -> TooLarge:
        """The error for a body over the limit."""
        limit = getattr(self._view(method, path), "body_limit", None)
        if limit is capture_size:
            return TooLarge("capture", most=self._settings.max_capture_mb)
        if limit is import_size:
            return TooLarge("import", most=self._settings.import_max_mb)
        return TooLarge()

    def field_limit(self, method: str, path: str) -> int:
        """The most bytes of the fields of a form, files apart."""
        return ADDRESSES if getattr(self._view(method, path), "streamed", False) else self.limit(method, path)

    def needs_isolation(self, method: str, path: str, length: int, content_type: str) -> bool:
        """Whether the request is answered in a process of its own."""
        if content_type.lower().startswith(FILES) and getattr(self._view(method, path), "streamed", False):
            return False
        return length > INLINE or (length > 0 and getattr(self._view(method, path), "isolated", False))

    def _view(self, method: str, path: str) -> Callable[..., object] | None:
        try:
            endpoint, _ = self._app.url_map.bind("localhost").match(path, method=method)
        except (HTTPException, RequestRedirect):
            return None
        return self._app.view_functions.get(endpoint)
