"""Builds a Hypothesis from a language model's Outline: its ranges of lines, cut out of the text itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from domain.messages import Message, message
from domain.shapes.outline import Outline, PartLabel
from domain.shapes.post import Author, Post
from domain.shapes.reading import Reading, Site
from workers.sources.hints import parse_author
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.splitting import line_blocks

LONGEST_NAME: Final = 80


def read_outline(page: LabelledText, outline: Outline | None) -> Hypothesis | None:
    """The Hypothesis of an Outline; None where there is none, or it is one of another text."""
    if outline is None or outline.failure or outline.lines != len(page.lines):
        return None
    author = _author(page, outline)
    posts = tuple(Post(text=_text(page, ranges), author=author) for ranges in _posts(outline))
    used = {index for ranges in _posts(outline) for lines in ranges for index in lines}
    named = {index for part in outline.parts if part.label is PartLabel.AUTHOR for index in range(part.first - 1, part.last)}
    others = {index for part in outline.parts if part.label is PartLabel.OTHER for index in range(part.first - 1, part.last)}
    left_out = [index for index in range(len(page.lines)) if index not in used and not (index in named and author != Author())]
    reading = Reading(
        site=Site.PASTE,
        posts=posts,
        author=author,
        dropped=line_blocks(page.text, page.lines, left_out),
        posts_seen=len(posts),
    )
    return Hypothesis(Builder.MODEL, reading, frozenset(others))


def outline_reasons(outline: Outline | None, best: Hypothesis) -> Iterator[Message]:
    """What became of asking a model: it failed, its reading was chosen, agrees with the one that was, or was outweighed."""
    if outline is None:
        return
    if outline.failure:
        yield message("outline_failed", model=outline.model, why=outline.failure)
    elif best.builder is Builder.MODEL:
        yield message("read_as.model", model=outline.model)
    else:
        count = sum(part.label is PartLabel.POST for part in outline.parts)
        same = best.reading is not None and len(best.reading.posts) == count
        yield message("outline.same" if same else "outline.other", model=outline.model, count=count)


def _posts(outline: Outline) -> list[list[range]]:
    """The ranges of lines of each post. Lines that go on with a post before the first one begin it."""
    posts: list[list[range]] = []
    for part in outline.parts:
        lines = range(part.first - 1, part.last)
        if part.label is PartLabel.POST or (part.label is PartLabel.MORE and not posts):
            posts.append([lines])
        elif part.label is PartLabel.MORE:
            posts[-1].append(lines)
    return posts


def _text(page: LabelledText, ranges: Sequence[range]) -> str:
    """The words of the ranges as they stand, blank lines between them kept within each."""
    pieces = (page.text[page.lines[lines[0]].start : page.lines[lines[-1]].end].strip() for lines in ranges)
    return "\n".join(pieces)


def _author(page: LabelledText, outline: Outline) -> Author:
    """The author from the lines so labelled, the first two of them: a name and a handle."""
    indices = [index for part in outline.parts if part.label is PartLabel.AUTHOR for index in range(part.first - 1, part.last)]
    words = " ".join(page.line(index) for index in indices[:2])
    return parse_author(words, Author()) if words and len(words) <= 2 * LONGEST_NAME else Author()
