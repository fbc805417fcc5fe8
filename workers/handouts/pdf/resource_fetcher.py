"""Resolves the only addresses that WeasyPrint may load: data URLs, and our own media by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from weasyprint.urls import URLFetcher, URLFetcherResponse  # type: ignore[import-untyped]

MEDIA = "media:"
NO_MEDIA: Mapping[str, bytes] = {}


class ResourceFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Answers `data:` and `media:NAME`; everything else is empty, since an exception could end the rendering."""

    def __init__(self, media: Callable[[str], bytes | None] = NO_MEDIA.get) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.media = media
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The response for an address, empty where it is not allowed."""
        if url.startswith(MEDIA):
            body = self.media(url.removeprefix(MEDIA))
            if body is not None:
                return URLFetcherResponse(url, body)
        elif url[:5].lower() == "data:":
            try:
                return super().fetch(url, headers)
            except (OSError, ValueError):
                pass
        self.refused.append(url[:200])
        return URLFetcherResponse(url, b"")
