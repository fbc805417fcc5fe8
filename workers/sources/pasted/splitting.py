"""A pasted text cut into posts, with every line of it accounted for. Used by the sources that read text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.messages import Message
from domain.shapes.post import Media, MediaKind, Post
from domain.shapes.reading import Hole
from workers.numbering import Piece, Place, Split, mark_post, split
from workers.numbering.lines import Line, lines_of
from workers.sources.thread_reader.boilerplate import PICTURES

WORD = "(?:Image|GIF|Video|图像|画像)"
PICTURE_WORD = re.compile(WORD)
PICTURE_WORDS = re.compile(rf"(?:(?:^|\s+){WORD}+)+\s*$")
GLUED_WORDS = re.compile(rf"(?:^|\s+){WORD}{{2,20}}\s*$")  # "ImageImage" is nobody's word, wherever it stands
WINDOW = 200  # code points at a post's end in which the words for pictures stand
SECOND_THREAD = Message(
    "second_thread", "After the last point the numbers begin again: what follows is another thread and was left out."
)
ONE_LINE = Message("one_line", "The text had lost its line ends; it was cut where the author's numbers stand.")
REPEATED = Message("pasted_twice", "The same text stands there twice; the second one was left out.")


@dataclass(frozen=True, slots=True)
class Cut:
    """The posts of a text, where in it another thread stands after them, and what has to be said about that.

    `rules` are the lines that only separated posts, `other` the blocks of the other thread.
    """

    posts: tuple[Post, ...]
    numbered: bool
    rest: tuple[int, int] | None = None
    rules: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    reasons: tuple[Message, ...] = ()
    holes: tuple[Hole, ...] = ()


def cut(text: str, posts: int | None = None, pictures: bool = False) -> Cut:
    """Cut `text`, all of it an author's.

    `posts` is how many a page says there are. `pictures` is True where a last word "Image" stands for a picture; after a
    trailing marker it always does.
    """
    found = split(text, posts)
    made = tuple(_post(text, piece, pictures) for piece in found.pieces)
    rest = None if found.rest is None else (found.rest, len(text))
    lost = lines_lost(text, found)
    return Cut(
        posts=made,
        numbered=found.numbered,
        rest=rest,
        rules=tuple(text[start:end].strip() for start, end in _rules(found)),
        other=blocks_between(text, *rest) if rest else (),
        reasons=tuple(_told(text, found)),
        holes=(Hole(len(made) - 1, None, _lost(lost)),) if lost else (),
    )


def lines_lost(text: str, found: Split) -> int:
    """How many lines that are not blank are in no piece, no rule and not after them: 0, or there is a fault in us."""
    kept = sum(len(lines_of(text[piece.start : piece.end])) for piece in found.pieces)
    rest = len(lines_of(text[found.rest :])) if found.rest is not None else 0
    return len(lines_of(text)) + found.unfolded - kept - rest - len(_rules(found))


def _rules(found: Split) -> list[tuple[int, int]]:
    """Those between the posts; what stands behind them, in another thread, is its own."""
    return [rule for rule in found.rules if found.rest is None or rule[0] < found.rest]


def blocks(text: str, lines: Sequence[Line], indices: Iterable[int]) -> tuple[str, ...]:
    """The lines at `indices`, word for word; those that follow each other directly in one block."""
    made: list[list[str]] = []
    before = None
    for index in indices:
        line = text[lines[index].start : lines[index].end].strip()
        if before is not None and index == before + 1 and not lines[index].above:
            made[-1].append(line)
        else:
            made.append([line])
        before = index
    return tuple("\n".join(block) for block in made)


def blocks_between(text: str, start: int, end: int) -> tuple[str, ...]:
    """All blocks of `text[start:end]`."""
    part = text[start:end]
    lines = lines_of(part)
    return blocks(part, lines, range(len(lines)))


def _post(text: str, piece: Piece, pictures: bool) -> Post:
    words = text[piece.start : piece.end]
    marker = piece.marker
    trailing = marker is not None and marker.place is Place.TRAILING
    floor = marker.end - piece.start if marker and trailing else 0
    window = max(floor, len(words) - WINDOW)
    found = (PICTURE_WORDS if pictures or trailing else GLUED_WORDS).search(words[window:])
    media: tuple[Media, ...] = ()
    if found:
        media = tuple(Media(MediaKind(PICTURES[word.lower()])) for word in PICTURE_WORD.findall(found.group()))
        words = words[: window + found.start()].rstrip()
    own = marker and replace(marker, start=marker.start - piece.start, end=min(marker.end - piece.start, len(words)))
    return mark_post(Post(words, media=media), own)


def _told(text: str, found: Split) -> Iterator[Message]:
    if found.unfolded:
        yield ONE_LINE
    if found.rest is not None:
        yield _about_rest(text, found)


def _about_rest(text: str, found: Split) -> Message:
    assert found.rest is not None
    first, second = text[: found.rest].split(), text[found.rest :].split()
    return REPEATED if first == second else SECOND_THREAD


def _lost(count: int) -> Message:
    return Message("lines_lost", f"{count} lines of the text could not be placed. This is a fault of Threadsheet's.")
