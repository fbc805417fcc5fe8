"""Posts of a small thread, and of those who talk under it."""

from __future__ import annotations

from dataclasses import replace

from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site

MIRA = Author("Mira Holm", "mira_holm")
INES = Author("Ines Okafor", "ines")


def post(identity: int, reply_to: int | None = None, text: str | None = None, author: Author = MIRA, **changes: object) -> Post:
    words = f"Point {chr(64 + identity)} of it." if text is None else text
    defaults = Post(words, str(identity), author=author, reply_to=None if reply_to is None else str(reply_to))
    return replace(defaults, **changes)  # type: ignore[arg-type]


def reading(*posts: Post, focus: int | None = None, **changes: object) -> Reading:
    defaults = {"site": Site.X, "linked": True, "focus": None if focus is None else str(focus), "posts_seen": len(posts)}
    return Reading(posts=posts, **{**defaults, **changes})  # type: ignore[arg-type]
