"""What a person said about a Capture goes before what its bytes say. Used by the sources at the end of reading."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.shapes.capture import Capture
from archive.shapes.post import Author
from archive.shapes.reading import Reading, Site

HANDLE = re.compile(r"@(?P<handle>[\w.]{1,64}(?:@[\w.-]{1,200})?)")
X_STATUS = re.compile(
    r"https?://(?:www\.|mobile\.|m\.)?(?:x|twitter|fxtwitter|vxtwitter|fixupx|fixvx)\.com/(?P<handle>\w{1,50})/status/(?P<id>\d{1,20})",
    re.I,
)


def hinted(reading: Reading, capture: Capture) -> Reading:
    """The Reading with a person's URL, author and date over its own; an author named there is the posts' author too."""
    hints = capture.hints
    url = hints.url or reading.url or capture.url
    known = x_author(url)
    author = told(hints.author, reading.author if reading.author != Author() or known is None else known)
    return replace(
        reading,
        url=url,
        site=Site.X if known and reading.site is Site.PASTE else reading.site,
        focus=reading.focus or _x_id(url),
        author=author,
        posts=tuple(replace(post, author=author) if post.author == reading.author else post for post in reading.posts),
        posted_at=hints.posted_at or reading.posted_at,
    )


def told(words: str | None, otherwise: Author) -> Author:
    """An author as people write one: `Sam Higham`, `@sambhigham`, or both."""
    if not words or not words.strip():
        return otherwise
    found = HANDLE.search(words)
    name = (words[: found.start()] + words[found.end() :] if found else words).strip(" \t\n()-–—,·") or None
    handle = found["handle"] if found else None
    if handle is None and name == otherwise.name:
        return otherwise
    same = handle is not None and handle == otherwise.handle
    return Author(name or (otherwise.name if same else None), handle, otherwise.url if same else None)


def x_author(url: str | None) -> Author | None:
    """Whose post an address of X is, as far as the address says."""
    found = X_STATUS.match(url or "")
    if not found or found["handle"].lower() in {"i", "web"}:
        return None
    return Author(handle=found["handle"], url=f"https://x.com/{found['handle']}")


def _x_id(url: str | None) -> str | None:
    found = X_STATUS.match(url or "")
    return found["id"] if found else None
