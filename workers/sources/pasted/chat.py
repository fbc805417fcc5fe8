"""A chat's export in which each line names who speaks: "[12:30, 3/2/2025] Name: words", "12/03/25, 9:41 - Name: words"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site
from workers.numbering import split
from workers.numbering.candidate import Strength
from workers.numbering.posts import numbers_in
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.splitting import line_blocks

TIMED: Final = re.compile(
    r"\u200e?(?:\[(?P<inside>[^\]\n]{4,32})\]|(?P<bare>[\d./-]{6,12},?\s\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[APap]\.?[Mm]\.?)?|\d{1,2}:\d{2}(?:\s?[AP]M)?)(?:\s?[-–—])?)\s*"
    r"(?P<name>[^:\n]{1,48}?):\s(?P<words>.*)"
)
FEWEST: Final = 2
MOST_SIGNATURES: Final = 5  # lines that count: a chat may be long
SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said in one go: the line that names the person and the lines that follow it."""

    name: str
    words: str
    lines: tuple[int, ...]


def read_chat(page: LabelledText) -> Hypothesis | None:
    """The first speaker's messages as posts; None where the lines do not name speakers with a time."""
    turns = _turns(page)
    if len(turns) < FEWEST or len({turn.name for turn in turns}) > len(turns) * 0.8 + 1:
        return None
    author = Author(turns[0].name)
    own = [index for index, turn in enumerate(turns) if turn.name == author.name]
    run = next((index for index, turn in enumerate(turns) if turn.name != author.name), len(turns))
    markers = numbers_in([turns[index].words for index in own])
    numbered = [index for index, marker in zip(own, markers, strict=True) if marker]
    chosen = numbered if len(numbered) > 1 else [index for index in own if index < run]
    posts = tuple(Post(text, author=author) for index in chosen for text in _texts(turns[index].words))
    used = {line for index in chosen for line in turns[index].lines}
    reading = Reading(
        site=Site.PASTE,
        posts=posts,
        author=author,
        dropped=line_blocks(page.text, page.lines, [index for index in range(len(page.lines)) if index not in used]),
        posts_seen=len(posts),
    )
    others = frozenset(line for index, turn in enumerate(turns) if index not in chosen for line in turn.lines)
    return Hypothesis(Builder.CHAT, reading, others, signatures=min(len(turns), MOST_SIGNATURES))


def _texts(words: str) -> list[str]:
    pieces = split(words).pieces
    if sum(piece.marker is not None and piece.marker.strength is not Strength.WEAK for piece in pieces) < 2:
        return [words]
    return [words[piece.start : piece.end] for piece in pieces]


def _timed(line: str) -> re.Match[str] | None:
    """The parts of a line that begins with a time and a name, which has a letter in it."""
    match = TIMED.fullmatch(line)
    return match if match and any(character.isalpha() for character in match["name"]) else None


def _turns(page: LabelledText) -> list[Turn]:
    matches = [_timed(page.line(index)) for index in range(len(page.lines))]
    if sum(match is not None for match in matches) < max(FEWEST, SHARE * len(page.lines) / 2):
        return []
    turns: list[Turn] = []
    for index, match in enumerate(matches):
        if match:
            turns.append(Turn(match["name"].strip(), match["words"].strip(), (index,)))
        elif turns:
            last = turns[-1]
            turns[-1] = Turn(last.name, f"{last.words}\n{page.line(index)}".strip(), (*last.lines, index))
    return turns
