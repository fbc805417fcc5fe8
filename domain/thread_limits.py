"""How much one thread may hold: told before anything is read where a text shows it, else once its posts are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.errors import LimitExceeded
from domain.shapes.post import Post

MAX_LINES: Final = 400_000
"""Lines of one text: a thread of 5,000 posts with 80 lines each. A text of nothing but line ends takes much memory."""


@dataclass(frozen=True, slots=True)
class ThreadLimits:
    """The most points that a thread may have, and characters in all of them."""

    points: int = 5_000
    characters: int = 2_000_000

    def check(self, posts: Sequence[Post]) -> None:
        """Raises LimitExceeded."""
        if len(posts) > self.points:
            raise LimitExceeded("points", count=len(posts), limit=self.points)
        characters = sum(len(post.text) for post in posts)
        if characters > self.characters:
            raise LimitExceeded("characters", count=characters, limit=self.characters)
