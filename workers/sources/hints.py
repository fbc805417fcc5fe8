"""Applies what a person stated about a Capture (address, author, date); it takes precedence over the Capture's own content."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.addresses import post_or_none
from domain.shapes.address import Address
from domain.shapes.capture import Capture
from domain.shapes.post import Author
from domain.shapes.reading import Reading, Site

HANDLE = re.compile(r"@(?P<handle>[\w.]{1,64}(?:@[\w.-]{1,200})?)")
PROFILES = {
    Site.X: "https://x.com/{}",
    Site.BLUESKY: "https://bsky.app/profile/{}",
    Site.THREADS: "https://www.threads.com/@{}",
}


def apply_hints(reading: Reading, capture: Capture) -> Reading:
    """The Reading with the hints' address, author and date; a stated author replaces the author of the author's posts too."""
    hints = capture.hints
    url = hints.url or reading.url or capture.url
    address = post_address(url)
    from_address = author_from_address(address) if address else None
    default = reading.author if reading.author != Author() or from_address is None else from_address
    author = parse_author(hints.author, default)
    return replace(
        reading,
        url=url,
        site=address.site if address and reading.site is Site.PASTE else reading.site,
        focus=reading.focus or (address.post_id if address else None),
        author=author,
        posts=tuple(replace(post, author=author) if post.author == reading.author else post for post in reading.posts),
        posted_at=hints.posted_at or reading.posted_at,
    )


def parse_author(text: str | None, default: Author) -> Author:
    """Parses an author as people write one: `Sam Higham`, `@sambhigham`, or both. `default` for an empty text."""
    if not text or not text.strip():
        return default
    match = HANDLE.search(text)
    name = (text[: match.start()] + text[match.end() :] if match else text).strip(" \t\n()-–—,·/|•") or None
    handle = match["handle"] if match else None
    if handle is None and name == default.name:
        return default
    same_handle = handle is not None and handle == default.handle
    return Author(name or (default.name if same_handle else None), handle, default.url if same_handle else None)


def post_address(url: str | None) -> Address | None:
    """The Address of a post or thread; None for every other text. Never raises."""
    return post_or_none(url or "")


def requested_post(capture: Capture) -> Address | None:
    """The post whose address a person named for this Capture, or at which it was captured."""
    return post_address(capture.hints.url or capture.url)


def author_from_address(address: Address) -> Author | None:
    """The author whose handle is in the address of a post."""
    profile = PROFILES.get(address.site)
    if address.handle is None or profile is None:
        return None
    return Author(handle=address.handle, url=profile.format(address.handle))
