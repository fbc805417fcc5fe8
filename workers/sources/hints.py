"""What a person said about a Capture goes before what its bytes say. Used by the sources at the end of reading."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.addresses import recognise
from domain.errors import Refused
from domain.shapes.address import Address, Kind
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
    """The Reading with a person's URL, author and date over its own; an author named there is the posts' author too."""
    hints = capture.hints
    url = hints.url or reading.url or capture.url
    address = post_address(url)
    known = author_from_address(address) if address else None
    author = parse_author(hints.author, reading.author if reading.author != Author() or known is None else known)
    return replace(
        reading,
        url=url,
        site=address.site if address and reading.site is Site.PASTE else reading.site,
        focus=reading.focus or (address.post_id if address else None),
        author=author,
        posts=tuple(replace(post, author=author) if post.author == reading.author else post for post in reading.posts),
        posted_at=hints.posted_at or reading.posted_at,
    )


def parse_author(words: str | None, otherwise: Author) -> Author:
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


def post_address(url: str | None) -> Address | None:
    """What an address leads to when it is a post's or a thread's; nothing that a person writes here is refused."""
    try:
        address = recognise(url or "")
    except Refused:
        return None
    return None if address.kind is Kind.PAGE else address


def author_from_address(address: Address) -> Author | None:
    """Whose post it is, as far as its address says."""
    profile = PROFILES.get(address.site)
    if address.handle is None or profile is None:
        return None
    return Author(handle=address.handle, url=profile.format(address.handle))
