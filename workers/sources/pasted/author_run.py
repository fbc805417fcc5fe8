"""Which posts of a conversation are the thread: its author's unbroken run, and numbered ones behind strangers' posts too."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

from workers.numbering.posts import numbers_in
from workers.sources.pasted.numbered_pieces import numbered_pieces

FEWEST: Final = 2  # numbered posts that make a thread


def author_run(own: Sequence[bool], texts: Sequence[str], behind_others: Set[int] = frozenset()) -> list[int]:
    """The indices of the thread among posts of which `own` says whether the first post's author wrote them.

    `behind_others` are posts directly above which somebody stands who is not among them: a site's note, or a person.
    """
    mine = [index for index, is_own in enumerate(own) if is_own]
    run = next((index for index, is_own in enumerate(own) if not is_own), len(own))
    numbered = _numbered(mine, [texts[index] for index in mine])
    if len(numbered) < FEWEST:
        return [index for index in mine if index < run]
    # What follows the last number directly closes the thread; behind a stranger's post it is an answer.
    behind = range(numbered[-1] + 1, len(own))
    end = next((index for index in behind if not own[index] or index in behind_others), len(own))
    return [index for index in mine if index < end and (index < run or index in numbered or numbered[-1] < index)]


def _numbered(mine: Sequence[int], texts: Sequence[str]) -> list[int]:
    """Those of the indices under whose header a number of the author's stands, of one post or of several."""
    posts = [
        (index, text[piece.start : piece.end] if piece else text)
        for index, text, pieces in zip(mine, texts, numbered_pieces(texts), strict=True)
        for piece in pieces or (None,)
    ]
    markers = numbers_in([text for _, text in posts])
    return sorted({index for (index, _), marker in zip(posts, markers, strict=True) if marker})
