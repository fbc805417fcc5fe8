"""The author's name and handle on a line of their own above the first post: `Name / @handle`, `Name (@handle)`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from domain.shapes.post import Author
from domain.shapes.reading import Reading

HEADING: Final = re.compile(
    r"(?:[Tt]hread by |[Bb]y )?(?P<name>[^\n@()|/•·:]{1,60}?)\s*(?:[/|•·–—-]\s*|\()"
    r"@(?P<handle>[\w.]{2,64}(?:@[\w.-]{3,200})?)\)?\s*:?"
)
MOST_WORDS: Final = 5  # of a name


BOLD: Final = re.compile(r"\*\*(?P<name>[^\n@*]{1,60})\*\*\s*[(·•/|-]?\s*@(?P<handle>[\w.]{2,64}(?:@[\w.-]{3,200})?)\)?\s*:?")


def take_author_heading(reading: Reading) -> Reading:
    """The Reading without a first post that only names its author, unless an author is known already."""
    first = reading.posts[0] if len(reading.posts) > 1 else None
    text = first.text.strip() if first and not first.marker else ""
    match = HEADING.fullmatch(text) or BOLD.fullmatch(text)
    if match is None or not _is_name(match["name"]) or reading.author not in (Author(), Author(handle=match["handle"])):
        return reading
    author = Author(match["name"].strip() or None, match["handle"])
    return replace(
        reading,
        author=author,
        posts=tuple(replace(post, author=author) if post.author == reading.author else post for post in reading.posts[1:]),
        holes=tuple(replace(hole, after=max(hole.after - 1, -1)) for hole in reading.holes),
        posts_seen=None if reading.posts_seen is None else reading.posts_seen - 1,
        guessed=reading.guessed and len(reading.posts) > 2,
    )


def _is_name(words: str) -> bool:
    """Whether words can be a person's name: few, and none of them in small letters alone."""
    parts = words.split()
    return len(parts) <= MOST_WORDS and not any(part[0].islower() and len(part) > 3 for part in parts)
