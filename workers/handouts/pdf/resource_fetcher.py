"""All that a handout may load while it is rendered: what it carries itself (data:) and archived media by id."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from weasyprint.urls import URLFetcher, URLFetcherResponse  # type: ignore[import-untyped]

MEDIA = "media:"
NOTHING: Mapping[str, bytes] = {}


class HouseFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Answers `data:` and `media:ID`; everything else is empty, because a refusal by exception can end a whole rendering."""

    def __init__(self, media: Callable[[str], bytes | None] = NOTHING.get) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.media = media
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The bytes behind an address, or none."""
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
