"""Lines among the points that are doubted for where they stand: behind a page's lines, or at the end of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.line_kinds import Kind
from workers.sources.pasted.place import Place
from workers.sources.pasted.records import MARKED

HEADER: Final = frozenset({Label.NAME, Label.HANDLE, Label.META})
OF_POINTS: Final = frozenset({Place.POINT, Place.MARKER})
FEWEST_BETWEEN: Final = 2  # lines of the page
FEWEST_OF_FOOT: Final = 2
BUTTON: Final = 24  # code points of a button
SHORT: Final = 40  # code points of a line that may be a button
UNLIKELY: Final = 0.8


def behind_page_lines(page: LabelledText, places: Sequence[Place], one_header: bool) -> Iterator[int]:
    """Lines of a post that goes on behind lines of the page, with no header between: words of somebody without a name.

    A page of one header has no other between its posts: what looks like one is somebody else's.
    """
    between = 0
    begun = False
    for index, place in enumerate(places):
        is_header = page.labels[index] in HEADER and place not in OF_POINTS
        if is_header and not one_header:
            begun, between = False, 0
        elif is_header:
            between = FEWEST_BETWEEN
        elif place in OF_POINTS:
            if begun and between >= FEWEST_BETWEEN and not MARKED.match(page.line(index)):
                yield index
            begun, between = True, 0
        else:
            between += 1


def foot_of_plain_text(page: LabelledText, inside: Sequence[bool]) -> Iterator[int]:
    """Short lines at the end of a plain text which the labels take for a page's foot."""
    last = next((index for index in range(len(inside) - 1, -1, -1) if inside[index]), -1)
    foot = []
    while last >= 0 and inside[last] and _may_be_button(page, last):
        foot.append(last)
        last -= 1
    if len(foot) >= FEWEST_OF_FOOT:
        yield from foot


def foot_above_page(page: LabelledText, inside: Sequence[bool]) -> Iterator[int]:
    """Several lines as short as buttons at the end of the last post, where the page goes on: perhaps its foot begins there."""
    last = next((index for index in range(len(inside) - 1, -1, -1) if inside[index]), -1)
    foot: list[int] = []
    while last + len(foot) + 1 < len(inside) and inside[last] and _is_short_as_button(page, last):
        foot.append(last)
        last -= 1
    if len(foot) >= FEWEST_OF_FOOT:
        yield from foot


def _is_short_as_button(page: LabelledText, index: int) -> bool:
    line = page.line(index)
    begins = line[0].isalpha() and not line[0].islower()
    return len(line) <= BUTTON and page.facts[index].kind is Kind.TEXT and line[-1].isalnum() and begins


def _may_be_button(page: LabelledText, index: int) -> bool:
    return len(page.line(index)) <= SHORT and page.words_chances[index] < UNLIKELY
