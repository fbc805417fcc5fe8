"""Threads saved as Markdown with a heading for each post that has nothing but its number: `## 1`, `### Tweet 2/9`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from domain.shapes.post import Author, Marker, Post
from domain.shapes.reading import Reading, Site
from workers.numbering.twin_markers import without_twin_markers
from workers.sources.parsing.markdown_text import parse_markdown
from workers.sources.pasted.form import CERTAIN
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.splitting import line_blocks

HEADING: Final = re.compile(
    r"#{1,6}[ \t]+(?:(?:Tweet|Post|Part|Thread)[ \t]*)?#?(?P<number>\d{1,3})"
    r"(?:[ \t]*(?:/|of)[ \t]*(?P<of>\d{1,3}))?[ \t]*[:.)]?",
    re.IGNORECASE,
)
RULE: Final = re.compile(r"(?:[-*_][ \t]*){3,}")
THREAD_BY: Final = re.compile(
    r"#{1,6}[ \t]+.{0,40}?\bby[ \t]+(?P<name>[^@\n()]{0,60}?)[ \t]*\(?@(?P<handle>\w{1,50})\)?[ \t]*", re.IGNORECASE
)
FEWEST: Final = 2


def read_numbered_headings(page: LabelledText) -> Hypothesis | None:
    """The posts under headings that count up from 0 or 1; None where there are no such headings."""
    headings = [(index, match) for index in range(len(page.lines)) if (match := HEADING.fullmatch(page.line(index)))]
    numbers = [int(match["number"]) for _, match in headings]
    if len(numbers) < FEWEST or numbers[0] > 1 or any(after != before + 1 for before, after in pairwise(numbers)):
        return None
    ends = [*(index for index, _ in headings[1:]), _end(page, headings[-1][0])]
    author = _author(page, headings[0][0])
    posts: list[Post] = []
    inside: set[int] = set()
    for (index, match), end in zip(headings, ends, strict=True):
        lines = [line for line in range(index + 1, end) if not RULE.fullmatch(page.line(line))]
        inside.update(lines)
        posts.append(replace(_post(page, lines), author=author, marker=_marker(match)))
    if not all(post.text or post.media for post in posts):
        return None
    left_out = [index for index in range(len(page.lines)) if index not in inside]
    reading = Reading(
        site=Site.PASTE,
        posts=without_twin_markers(posts),
        author=author,
        markers_known=True,
        dropped=line_blocks(page.text, page.lines, left_out),
        posts_seen=len(posts),
    )
    return Hypothesis(Builder.EXPORT, reading, frozenset(left_out), CERTAIN)


def _end(page: LabelledText, last: int) -> int:
    """Where the last post ends: at a rule line below it, behind which the tool's own words stand, or with the text."""
    rules = (index for index in range(last + 2, len(page.lines)) if RULE.fullmatch(page.line(index)))
    return next(rules, len(page.lines))


def _post(page: LabelledText, lines: Sequence[int]) -> Post:
    if not lines:
        return Post("")
    parsed = parse_markdown(page.text[page.lines[lines[0]].start : page.lines[lines[-1]].end])
    return Post(parsed.text.strip(), spans=parsed.spans, media=parsed.media)


def _marker(match: re.Match[str]) -> Marker:
    return Marker(int(match["number"]), int(match["of"]) if match["of"] else None)


def _author(page: LabelledText, first: int) -> Author:
    """The author in a heading above the posts: `# Thread by Name (@handle)`."""
    matches = (THREAD_BY.fullmatch(page.line(index)) for index in range(first))
    match = next(filter(None, matches), None)
    return Author(match["name"].strip() or None, match["handle"]) if match else Author()
