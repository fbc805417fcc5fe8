"""A ThreadChoice: one of several threads that a Capture holds (a feed, an archive), of which a person picks one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.shapes.post import Post
from domain.text_folding import fold

FIRST_WORDS = 80  # code points


@dataclass(frozen=True, slots=True)
class ThreadChoice:
    """A thread as a list names it. `id` and `url` are those of its first post; `posts` counts the author's posts."""

    id: str
    url: str | None
    handle: str | None
    first_words: str
    posts: int
    posted_at: datetime | None

    @classmethod
    def of(cls, chain: Sequence[Post]) -> ThreadChoice:
        """The choice that stands for the posts of one author's chain, in order."""
        first = chain[0]
        words = " ".join(first.text.split())
        excerpt = words if len(words) <= FIRST_WORDS else words[: FIRST_WORDS - 1].rsplit(" ", 1)[0] + "…"
        return cls(first.id or "", first.url, first.author.handle, excerpt, len(chain), first.posted_at)

    @property
    def address(self) -> str:
        """What a person names this thread by."""
        return self.url or self.id


@dataclass(frozen=True, slots=True)
class ChoiceFilter:
    """Threads whose first words or year have all the words of `q`, and that have at least so many posts."""

    q: str = ""
    least_posts: int = 0

    @property
    def is_set(self) -> bool:
        return bool(self.q.strip()) or self.least_posts > 1

    def passes(self, thread: ThreadChoice) -> bool:
        text = fold(f"{thread.posted_at.year if thread.posted_at else ''} {thread.first_words}")
        return thread.posts >= self.least_posts and all(word in text for word in fold(self.q).split())
