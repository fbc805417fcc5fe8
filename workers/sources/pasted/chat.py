"""A chat in which lines name who speaks and when: "[12:30, 3/2/2025] Name: words", "12/03/25, 9:41 - Name: words"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site
from workers.sources.pasted.author_run import author_run
from workers.sources.pasted.chat_lines import ChatLine, badged_names, is_encryption_notice, is_time_alone, parse_chat_line
from workers.sources.pasted.chat_messages import message_pieces
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.line_kinds import Kind
from workers.sources.pasted.numbered_pieces import numbered_pieces
from workers.sources.pasted.quoted_records import ANSWERED, answers
from workers.sources.pasted.splitting import line_blocks

FEWEST: Final = 2
MOST_SIGNATURES: Final = 5  # lines that count: a chat may be long
NEAR: Final = 20  # turns above, one of which may be answered
UNLIKELY: Final = 0.3  # how likely a line is words, below which it may be the program's
SHARE: Final = 0.1  # of the lines, that name who speaks


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said in one go: the line that names the person and the lines that follow it."""

    name: str
    words: str
    lines: tuple[int, ...]


def read_chat(page: LabelledText) -> Hypothesis | None:
    """The first speaker's messages as posts; None where the lines do not name speakers with a time."""
    turns = [turn for turn in _turns(page) if turn.words]
    if turns and is_encryption_notice(turns[0].words):
        turns = turns[1:]
    if len(turns) < FEWEST or len({turn.name for turn in turns}) > min(len(turns) - 1, len(turns) * 0.8 + 1):
        return None
    author = Author(turns[0].name)
    chosen = author_run([turn.name == author.name for turn in turns], [turn.words for turn in turns])
    posts = tuple(Post(text, author=author) for text in _texts(page, [turns[index] for index in chosen]))
    used = {line for index in chosen for line in turns[index].lines}
    reading = Reading(
        site=Site.PASTE,
        posts=posts,
        author=author,
        dropped=line_blocks(page.text, page.lines, [index for index in range(len(page.lines)) if index not in used]),
        posts_seen=len(posts),
    )
    others = frozenset(range(len(page.lines))) - used
    return Hypothesis(Builder.CHAT, reading, others, signatures=min(len(turns), MOST_SIGNATURES))


def _texts(page: LabelledText, turns: Sequence[Turn]) -> Iterator[str]:
    """What was said in each go, as the posts that the author numbered, or the messages."""
    texts = [turn.words for turn in turns]
    pieces_of = message_pieces(page, [turn.lines[:1] for turn in turns], texts, numbered_pieces(texts))
    for words, pieces in zip(texts, pieces_of, strict=True):
        yield from [words[piece.start : piece.end] for piece in pieces] or [words]


def _is_boilerplate(page: LabelledText, index: int) -> bool:
    """Whether a line below somebody's words is the program's: reactions, a count of answers, a date between two days."""
    is_page = page.facts[index].kind is not Kind.TEXT or bool(page.groups(index))
    return is_page and page.words_chances[index] < UNLIKELY


def _turns(page: LabelledText) -> list[Turn]:
    """What each person said in turn. Lines of the program itself, and what follows them, are nobody's."""
    parsed = [parse_chat_line(line) for line in page.line_texts]
    badged = list(badged_names(page.line_texts))
    signs = {line for index in badged for line in (index + 1, index + 2)}
    for index in badged:
        parsed[index] = ChatLine(page.line(index), "")
    if sum(line is not None and line.name is not None for line in parsed) < max(FEWEST, SHARE * len(parsed)):
        return []
    turns: list[Turn] = []
    current: Turn | None = None
    earlier: set[str] = set()
    for index, line in enumerate(parsed):
        earlier.add((line.words if line else page.line(index))[:ANSWERED])
        if line is None and any(answers(page.line(index), turn.name, earlier) for turn in turns[-NEAR:]):
            current = None  # what is answered below
        elif is_time_alone(page.line(index)):
            current = current and Turn(current.name, "", (index,))
        elif index in signs or (line is None and _is_boilerplate(page, index)):
            continue
        elif line is not None:
            current = Turn(line.name, line.words, (index,)) if line.name else None
        elif current is not None:
            above = "\n" * (1 + min(page.lines[index].above, 1))
            current = Turn(current.name, f"{current.words}{above}{page.line(index)}".strip(), (*current.lines, index))
            turns.pop()
        if current is not None:
            turns.append(current)
    return turns
