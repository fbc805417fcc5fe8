"""A text cut into its posts, as tests compare it."""

from __future__ import annotations

from dataclasses import replace

from workers.numbering import Piece, Split, split, strip_marker


def cut(text: str, posts: int | None = None) -> Split:
    return split(text, posts)


def texts(text: str, posts: int | None = None) -> list[str]:
    """The words of each post, without its marker."""
    return [words for _, words in numbered_texts(text, posts)]


def numbered_texts(text: str, posts: int | None = None) -> list[tuple[int | None, str]]:
    """The number and the words of each post."""
    return [(piece.marker.number if piece.marker else None, _words(text, piece)) for piece in split(text, posts).pieces]


def _words(text: str, piece: Piece) -> str:
    words = text[piece.start : piece.end]
    if piece.marker is None:
        return words.strip()
    marker = replace(piece.marker, start=piece.marker.start - piece.start, end=piece.marker.end - piece.start)
    return strip_marker(words, marker)[0]
