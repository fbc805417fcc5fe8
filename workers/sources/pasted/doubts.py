"""Doubts about the points of a paste: lines inside them that are a page's labels, counts or names (api.md 15)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from types import MappingProxyType
from typing import Final

from domain.excerpt import excerpt
from domain.messages import Message, message
from domain.shapes.post import Post
from domain.shapes.reading import Reading
from workers.sources.pasted.doubtful_places import behind_page_lines, foot_above_page, foot_of_plain_text
from workers.sources.pasted.doubtful_posts import WRITTEN, doubtful_posts
from workers.sources.pasted.hypothesis import MADE_BY_LABELS, Builder
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.lexicon import lexicon
from workers.sources.pasted.labelling.line_kinds import Kind
from workers.sources.pasted.line_keys import line_key
from workers.sources.pasted.place import Place
from workers.sources.pasted.records import MARKED, groups_of

COUNTED: Final = frozenset({Builder.FORM, Builder.UNROLLER, Builder.COUNTED})
SENTENCE: Final = 28  # code points of a line that is more than a button; half as many in scripts without spaces
UNSURE: Final = 0.4  # how likely a line is words, below which it is doubted in a reading that the labels made
UNSURE_LAST: Final = 0.8  # the same of the last line of a record: below it cards, notes and counts begin
UNSURE_OF_FORM: Final = 0.1  # the same in a text of a known form
UNSURE_TITLE: Final = 0.85  # the same of the first line below an unroller's head, where it does not end as a sentence does
SHORT_TITLE: Final = 60
UNSURE_OPEN: Final = 0.9  # the same of a last line that does not end as a sentence does, and of another one that does
UNLIKELY: Final = 0.2  # how likely a line is an author's words, below which a page's own label is none of them
SURELY_NOT: Final = 0.02
PAGE_GROUPS: Final = frozenset(
    {
        "count",
        "button",
        "heading",
        "hidden",
        "wall",
        "advert",
        "translation",
        "edited",
        "replying",
        "unroller_head",
        "unroller_foot",
    }
)
PAGE_KINDS: Final = frozenset({Kind.COUNT, Kind.COUNT_WORDS, Kind.HANDLE, Kind.DATE, Kind.CLOCK, Kind.AGE, Kind.PERCENT})
SURELY_PAGES: Final = PAGE_KINDS - {Kind.COUNT_WORDS}  # "2. Consistency" is an author's, too
UNLIKELY_NAME: Final = 0.1
CLOSED: Final = re.compile(r"[.!?…。！？:;)»\"”’👇🧵]\W*$")
CLOSING: Final = 40  # code points at a line's end, in which that is searched
CLOCK: Final = re.compile(r"\d{1,2}[:.]\d{2}(?!\d)")
# A time in a last line without a sentence's end, a poll's share, a count in brackets or behind a sign.
COUNTED_END: Final = re.compile(
    r"\d{1,2}:\d{2}(?!\d)(?:.*[^.!?…)”\"])?$|\d\s?%$|\(\d[\d.,\s]*[KMkm]?\)$|^[^\w\s]{1,4}\s\d{1,4}$"
)
BRACKETED_TIME: Final = re.compile(r"\[\d{1,2}:\d{2}")
TIMES: Final = frozenset({Kind.DATE, Kind.CLOCK, Kind.AGE})
SHORT_COUNT: Final = re.compile(r"\d[\d.,]*\s[^\W\d_]{1,4}\.?")
FULL_HANDLE: Final = re.compile(r"\W?@[\w.-]{1,60}@[\w-]+(?:\.[\w-]+)+\W?")
INTERFACE: Final = PAGE_GROUPS | {"image"}
INSIDE: Final = frozenset({Place.POINT, Place.MARKER})
MOST_BOILERPLATE: Final = 3.0  # lines, by what the labels expect
MOST: Final = 3  # that are told
FOOTS: Final = MappingProxyType({Builder.PLAIN: foot_of_plain_text, Builder.UNROLLER: foot_above_page})


def doubts_about(page: LabelledText, reading: Reading, places: Sequence[Place], builder: Builder) -> Iterator[Message]:
    """One for each of the first lines or posts among the points that may be a page's own, or somebody else's."""
    conversation = builder is Builder.CONVERSATION
    posts = doubtful_posts(reading, conversation)
    positions = _positions(reading.posts)
    counted = builder in COUNTED and reading.declared == len(reading.posts)
    doubted = (index for index in _lines(page, places, builder) if not (counted and _is_sentence(page, index)))
    lines = ((positions.get(line_key(line)), line) for line in map(page.line, doubted))
    doubts = ((position, text) for position, text in chain(posts, lines) if position)
    for position, text in islice(doubts, MOST):
        yield message("perhaps_furniture", position=position, excerpt=excerpt(text))


def _lines(page: LabelledText, places: Sequence[Place], builder: Builder) -> Iterator[int]:
    """The lines inside points that may be none of the author's."""
    by_labels = builder in MADE_BY_LABELS
    by_records = by_labels and builder is not Builder.UNROLLER
    unsure = UNSURE if by_labels or is_full_of_boilerplate(page, places) else UNSURE_OF_FORM if builder is Builder.FORM else 0.0
    inside = [place in INSIDE for place in places]
    title = inside.index(True) if builder is Builder.UNROLLER and True in inside else -1
    resumed = frozenset(behind_page_lines(page, places, builder is Builder.UNROLLER)) if by_labels else frozenset()
    foot = frozenset(FOOTS[builder](page, inside)) if builder in FOOTS else frozenset()
    for index, place in enumerate(places):
        if place is not Place.POINT:
            continue
        last = index + 1 == len(inside) or not inside[index + 1]
        if (
            _is_pages(page, index)
            or index in resumed
            or index in foot
            or _is_unsure(page, index, unsure)
            or (by_labels and _is_interface(page, index))
            or (by_records and _is_unsure_by_place(page, index, last))
            or (index == title and _is_title(page, index))
            or (builder is Builder.UNROLLER and _may_be_foot(page, index, last))
            or (not by_labels and (_is_name(page, index) or _is_edge(page, index)))
        ):
            yield index


def _is_sentence(page: LabelledText, index: int) -> bool:
    """Whether a line is a whole sentence: where a page's count is met, the labels need not be sure of it."""
    line = page.line(index)
    is_long = len(line) >= SENTENCE or (len(line) * 2 >= SENTENCE and " " not in line)
    return (
        is_long
        and page.facts[index].kind is Kind.TEXT
        and not page.groups(index)
        and CLOSED.search(line[-CLOSING:]) is not None
    )


def is_full_of_boilerplate(page: LabelledText, places: Sequence[Place]) -> bool:
    """Whether the labels take several lines inside points for a page's own: a copied page that was read as a plain text."""
    inside = [index for index, place in enumerate(places) if place is Place.POINT]
    if not any(page.facts[index].kind in SURELY_PAGES or groups_of(page, index) & PAGE_GROUPS for index in inside):
        return False  # an author's own headings look like names
    return sum(1 - page.words_chances[index] for index in inside) > MOST_BOILERPLATE


def _is_unsure(page: LabelledText, index: int, unsure: float) -> bool:
    """Whether a line may be none of the author's. One that begins with a number of the author's is."""
    return page.words_chances[index] < unsure and not MARKED.match(page.line(index))


def _is_unsure_by_place(page: LabelledText, index: int, last: bool) -> bool:
    """Whether a line may be the page's where it stands: cards, notes and counts begin at the end of a record."""
    if WRITTEN.search(page.line(index)):
        return False
    doubted = page.words_chances[index] < UNSURE_OPEN
    if last:
        counted = COUNTED_END.search(page.line(index)[-CLOSING:]) is not None
        return page.words_chances[index] < UNSURE_LAST or ((doubted and _is_open(page, index)) or counted)
    return doubted and not _is_open(page, index)


def _may_be_foot(page: LabelledText, index: int, last: bool) -> bool:
    """Whether a line of an unroller's page may be a button of its foot."""
    return page.words_chances[index] < (UNSURE_OPEN if last else UNSURE_LAST) and _is_open(page, index)


def _is_title(page: LabelledText, index: int) -> bool:
    """Whether the first line below an unroller's head may be the title or a button: short, or unlikely, and no sentence."""
    doubted = len(page.line(index)) < SHORT_TITLE or page.words_chances[index] < UNSURE_TITLE
    return doubted and _is_open(page, index)


def _is_open(page: LabelledText, index: int) -> bool:
    """Whether a line is prose that does not end as a sentence does, and holds no number of the author's."""
    line = page.line(index)
    return (
        page.facts[index].kind is Kind.TEXT
        and not line.startswith("#")
        and not CLOSED.search(line, max(0, len(line) - CLOSING))
        and not MARKED.match(line)
        and not WRITTEN.search(line)
    )


def _is_interface(page: LabelledText, index: int) -> bool:
    """Whether a line is one of the sites' own texts, perhaps in brackets, or nothing but a time, a count or an address."""
    line = page.line(index)
    if page.facts[index].kind in TIMES or SHORT_COUNT.fullmatch(line) or FULL_HANDLE.fullmatch(line):
        return not MARKED.match(line)
    bare = line.strip("()[]")
    groups = groups_of(page, index) | (lexicon().groups_of(bare) if bare != line else frozenset())
    return bool(groups & INTERFACE)


def _is_name(page: LabelledText, index: int) -> bool:
    """Whether a line names who speaks, in a text that was read as a plain one: with a time, or the same as others."""
    if page.labels[index] is not Label.NAME or page.words_chances[index] >= UNLIKELY_NAME:
        return False
    return CLOCK.search(page.line(index)) is not None or page.line_counts[page.line(index)] > 1


def _is_edge(page: LabelledText, index: int) -> bool:
    """Whether a plain text's first or last line is a time with a name, or reactions: what a chat has above and below words."""
    if index == 0 and BRACKETED_TIME.match(page.line(index)):
        return _is_open(page, index)
    if index not in (0, len(page.lines) - 1) or page.words_chances[index] >= UNLIKELY_NAME:
        return False
    return COUNTED_END.search(page.line(index)[-CLOSING:]) is not None


def _is_pages(page: LabelledText, index: int) -> bool:
    """Whether a line inside a point is a label of the page, a count or a name: by its words or kind, and by its label."""
    chance, label = page.words_chances[index], page.labels[index]
    if chance < UNLIKELY and groups_of(page, index) & PAGE_GROUPS:
        return True
    if chance >= SURELY_NOT:
        return False
    named = label is Label.NAME and index + 1 < len(page.labels) and page.labels[index + 1] in (Label.HANDLE, Label.META)
    return named or (page.facts[index].kind in PAGE_KINDS and label is not Label.WORDS)


def _positions(posts: Sequence[Post]) -> dict[str, int]:
    """The position of the first post that holds a line, by the line's key."""
    positions: dict[str, int] = {}
    for position, post in enumerate(posts, 1):
        for part in post.text.split("\n"):
            positions.setdefault(line_key(part), position)
    return positions
