"""Moves each tag in the margin of a laid-out document to the line on which its first evidence begins.

Style sheets cannot say that, so the lines of a point's tags are moved after the layout. They stay in their order, beside their
point: where the last ones would stand below it, all move up. On the page where a point is continued there are none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, Final

from workers.handouts.content.point_view import HandoutPoint

NOTE: Final = "sup"
"""The element of the letter before a tag; where there are several tags, each one's first line begins with it."""


def place_tags(article: Any, point: HandoutPoint) -> None:  # the first box of a point, of WeasyPrint
    """Moves the lines of a point's tags."""
    if not any(first_evidence(tag.tag) for tag in point.tags):
        return
    groups = tag_lines(article)
    lines = tuple(text_lines(article))
    if len(groups) != len(point.tags) or not lines:
        return
    ends = tuple(accumulate(letters for letters, _ in lines))
    offset = groups[0][0].position_y - lines[0][1]
    tops = [group[0].position_y for group in groups]
    heights = [sum(line.height for line in group) for group in groups]
    below = tops[0]
    for place, tag in enumerate(point.tags):
        before = letter_count(point.point.text[: first_evidence(tag.tag)])
        line = bisect_right(ends, before)
        line_top = lines[line][1] + offset if line < len(lines) else below
        tops[place] = max(line_top, below)
        below = tops[place] + heights[place]
    limit = article.position_y + article.height
    for place in reversed(range(len(groups))):
        limit = max(limit - heights[place], groups[place][0].position_y)
        tops[place] = min(tops[place], limit)
    for group, top in zip(groups, tops, strict=True):
        move = top - group[0].position_y
        for line in group if move > 0 else ():
            line.translate(0, move)


def first_evidence(tag: Any) -> int:
    """Where the first evidence of a tag begins, 0 for a tag without any."""
    return min((span.start for span in tag.evidence), default=0)


def letter_count(text: str) -> int:
    """Characters that are no white space, which a layout drops at the ends of lines."""
    return sum(map(len, text.split()))


def tag_lines(article: Any) -> Sequence[Sequence[Any]]:
    """The lines of the tags in a point's margin, by tag."""
    notes = next((box for box in map(unwrapped, article.children) if is_notes(box)), None)
    groups: list[list[Any]] = []
    for line in notes.children if notes else ():
        if not groups or (line.children and line.children[0].element_tag == NOTE):
            groups.append([])
        groups[-1].append(line)
    return groups


def is_notes(box: Any) -> bool:
    return box.element is not None and box.element.get("class") == "notes"


def unwrapped(box: Any) -> Any:
    """The box itself, where a placeholder stands for one with a position of its own."""
    return getattr(box, "_box", box)


def text_lines(article: Any) -> Iterator[tuple[int, float]]:
    """The lines of a point's own text: their letters, and where they stand."""
    for paragraph in article.children:
        if paragraph.element is not None and paragraph.element_tag == "p" and "dir" in paragraph.element.attrib:
            for line in paragraph.children:
                yield sum(letters_of(line)), line.position_y


def letters_of(box: Any) -> Iterator[int]:
    """The numbers of letters of the texts in a box, without superscripts, which are not the point's."""
    if box.element_tag == NOTE:
        return
    if hasattr(box, "text"):
        yield letter_count(box.text)
    for child in getattr(box, "children", ()):
        yield from letters_of(child)
