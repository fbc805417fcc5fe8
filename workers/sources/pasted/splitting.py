"""Splits a pasted text into posts and accounts for every line of it. Used by the sources that read text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.messages import Message, message
from domain.shapes.post import Media, MediaKind, Post
from domain.shapes.reading import Hole
from workers.numbering import Piece, Place, Split, mark_post, split
from workers.numbering.lines import Line, count_lines, lines_of
from workers.numbering.twin_markers import without_twin_markers
from workers.sources.thread_reader.boilerplate import PICTURES

PICTURE_WORD_PATTERN = "(?:Image|GIF|Video|图像|画像)"
PICTURE_WORD = re.compile(PICTURE_WORD_PATTERN)
PICTURE_WORDS = re.compile(rf"(?:(?:^|\s+){PICTURE_WORD_PATTERN}+)+\s*$")
JOINED_PICTURE_WORDS = re.compile(rf"(?:^|\s+){PICTURE_WORD_PATTERN}{{2,20}}\s*$")  # "ImageImage": no author writes that
WINDOW = 200  # code points at a post's end in which the words for pictures stand
SECOND_THREAD = message("second_thread")
ONE_LINE = message("one_line")
PASTED_TWICE = message("pasted_twice")


@dataclass(frozen=True, slots=True)
class SplitText:
    """The posts of a text.

    `rest` is the range of another thread after them, `other_thread` its blocks; `separators` are lines that only separate
    posts; `reasons` and `holes` say what has to be reported about the text.
    """

    posts: tuple[Post, ...]
    numbered: bool
    rest: tuple[int, int] | None = None
    separators: tuple[str, ...] = ()
    other_thread: tuple[str, ...] = ()
    reasons: tuple[Message, ...] = ()
    holes: tuple[Hole, ...] = ()


def split_into_posts(text: str, posts: int | None = None, pictures: bool = False) -> SplitText:
    """Splits a text that is all an author's.

    `posts` is the number of posts that a page states. `pictures` says that a word "Image" at a post's end stands for a picture;
    after a trailing marker it always does.
    """
    result = split(text, posts)
    split_posts = without_twin_markers([_post(text, piece, pictures) for piece in result.pieces])
    rest = None if result.rest is None else (result.rest, len(text))
    lost = count_lost_lines(text, result)
    return SplitText(
        posts=split_posts,
        numbered=result.numbered,
        rest=rest,
        separators=tuple(text[start:end].strip() for start, end in _separators(result)),
        other_thread=blocks_between(text, *rest) if rest else (),
        reasons=tuple(_reasons(text, result)),
        holes=(Hole(len(split_posts) - 1, None, message("lines_lost", count=lost)),) if lost else (),
    )


def count_lost_lines(text: str, result: Split) -> int:
    """How many lines that are not blank are in no piece, no separator and not after them. Not 0 only by a fault of ours."""
    in_pieces = sum(count_lines(text[piece.start : piece.end]) for piece in result.pieces)
    in_rest = count_lines(text[result.rest :]) if result.rest is not None else 0
    return count_lines(text) + result.unfolded - in_pieces - in_rest - len(_separators(result))


def _separators(result: Split) -> list[tuple[int, int]]:
    """The ranges of separators between the posts, without those of the other thread."""
    return [rule for rule in result.rules if result.rest is None or rule[0] < result.rest]


def line_blocks(text: str, lines: Sequence[Line], indices: Iterable[int]) -> tuple[str, ...]:
    """The lines at `indices`, unchanged; lines that follow each other without a blank line form one block."""
    blocks: list[list[str]] = []
    previous = None
    for index in indices:
        line = text[lines[index].start : lines[index].end].strip()
        if previous is not None and index == previous + 1 and not lines[index].above:
            blocks[-1].append(line)
        else:
            blocks.append([line])
        previous = index
    return tuple("\n".join(block) for block in blocks)


def blocks_between(text: str, start: int, end: int) -> tuple[str, ...]:
    """All blocks of `text[start:end]`."""
    part = text[start:end]
    lines = lines_of(part)
    return line_blocks(part, lines, range(len(lines)))


def _post(text: str, piece: Piece, pictures: bool) -> Post:
    """The post of a piece with its marker; words for pictures at its end become media."""
    post_text = text[piece.start : piece.end]
    marker = piece.marker
    trailing = marker is not None and marker.place is Place.TRAILING
    after_marker = marker.end - piece.start if marker and trailing else 0
    window = max(after_marker, len(post_text) - WINDOW)
    match = (PICTURE_WORDS if pictures or trailing else JOINED_PICTURE_WORDS).search(post_text[window:])
    media: tuple[Media, ...] = ()
    if match:
        media = tuple(Media(MediaKind(PICTURES[word.lower()])) for word in PICTURE_WORD.findall(match.group()))
        post_text = post_text[: window + match.start()].rstrip()
    end = min(marker.end - piece.start, len(post_text)) if marker else 0
    return mark_post(Post(post_text, media=media), marker and replace(marker, start=marker.start - piece.start, end=end))


def _reasons(text: str, result: Split) -> Iterator[Message]:
    if result.unfolded:
        yield ONE_LINE
    if result.rest is not None:
        first, second = text[: result.rest].split(), text[result.rest :].split()
        yield PASTED_TWICE if first == second else SECOND_THREAD
