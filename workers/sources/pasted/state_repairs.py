"""States of lines that the form of the page decides, whatever the labels say of each line alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import Final

from workers.sources.pasted.chat_lines import HEADED, badged_names
from workers.sources.pasted.header_names import without_time
from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.line_facts import LineFacts, form_of
from workers.sources.pasted.labelling.line_kinds import Kind

TIMES: Final = frozenset({Kind.DATE, Kind.CLOCK})
BELOW_HANDLE: Final = frozenset({Kind.DOT, Kind.DATE, Kind.CLOCK, Kind.AGE})
FEWEST_STAMPED: Final = 3
FEWEST_TIMES: Final = 2
FEWEST_BUTTONS: Final = 3  # in a row
QUOTE_HEADER: Final = "attached.quote_header"
PAGE_FOOT: Final = "page.foot"
PAGE_HEAD: Final = "page.head"
HEAD_LINES: Final = 8  # of a clip, in which its properties stand
LONGEST_PROPERTY: Final = 300
PROPERTY: Final = re.compile(r"[^\W\d_][\w -]{1,16}:\s(?:(?P<url>https?://\S+)|.*\d.*)")
QUOTE_WORDS: Final = "attached.quote"
HEADERS: Final = frozenset({Label.NAME.value, QUOTE_HEADER})
LEADING: Final = re.compile(r"\W{0,2}\d{1,3}/(?P<of>\d{1,3})(?![\d/])")
TRAILING: Final = re.compile(r"(?<![\d/])\d{1,3}/(?P<of>\d{1,3})\W{0,2}$")
LONGEST_TRAILING: Final = 9  # code points, so that a long line is not searched from each place to its end
LETTER: Final = re.compile(r"[^\W\d_]")
ABOVE_WORDS: Final = frozenset({Label.META.value, Label.HANDLE.value})
SENTENCE: Final = 28  # code points of a line that is more than a button
ENDS: Final = (".", "!", "?", "…", ":", "🧵", "👇")
HASHTAGS: Final = re.compile(r"(?:#\w+\s*)+")


def state_repairs(facts: Sequence[LineFacts], states: Sequence[str], unrollers: Set[int]) -> Mapping[int, str]:
    """The state of each line of which the page's form says another than its own; `unrollers` are lines of an unroller's."""
    nobody = {
        index: PAGE_FOOT for index in unrollers if index < len(states) and states[index] in (Label.NAME.value, QUOTE_HEADER)
    }
    return {
        **dict(_stamped_names(facts)),
        **dict(_names(facts, states)),
        **dict(_names_above_times(facts, states)),
        **dict(_times_alone(facts, states)),
        **dict(_hashtags(facts, states)),
        **dict(_returning_authors(facts, states)),
        **dict(_properties(facts)),
        **dict(_numbered_words(facts, states)),
        **dict(_first_words(facts, states)),
        **dict(_like_trailers(facts, states)),
        **dict(_badged_names(facts)),
        **nobody,
    }


def _names(facts: Sequence[LineFacts], states: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines with a time that have the form of lines that name people: "Mira Holm — 9:41" for "Jon — 10:02"."""
    timed = [index for index, line in enumerate(facts) if line.kind in TIMES or "timed" in line.tokens]
    forms = {index: form_of(facts[index].text) for index in timed}
    names = {form for index, form in forms.items() if "a" in form and states[index] == Label.NAME.value}
    named = any(states[index] == Label.NAME.value and facts[index].kind in TIMES for index in timed)
    for index, form in forms.items():
        if form in names or (named and _names_beside_time(facts[index], states[index])):
            yield index, Label.NAME.value


def _names_above_times(facts: Sequence[LineFacts], states: Sequence[str]) -> Iterator[tuple[int, str]]:
    """A short line above a time and words, below a post's reactions, where all names stand directly above a time."""
    below = [facts[index + 1].kind for index in range(len(facts) - 1) if states[index] == Label.NAME.value]
    if not below or any(kind is not Kind.CLOCK for kind in below):
        return
    for index in range(1, len(facts) - 2):
        line = facts[index]
        is_timed = facts[index + 1].kind is Kind.CLOCK and states[index + 2].startswith(Label.WORDS.value)
        is_short = line.kind is Kind.TEXT and len(line.text) < SENTENCE and not line.groups and line.text[0].isupper()
        if is_timed and is_short and states[index - 1 : index + 1] == [Label.TRAILER.value] * 2:
            yield index, Label.NAME.value


def _names_beside_time(line: LineFacts, state: str) -> bool:
    """Whether a line that was taken for a time alone names somebody, too."""
    return state == Label.META.value and line.kind in TIMES and without_time(line.text) is not None


def _first_words(facts: Sequence[LineFacts], states: Sequence[str]) -> Iterator[tuple[int, str]]:
    """A sentence that follows a header and stands above words: the foot of a page does not."""
    for index in range(1, len(facts) - 1):
        line = facts[index]
        is_between = states[index - 1] in ABOVE_WORDS and states[index + 1].startswith(Label.WORDS.value)
        is_sentence = line.kind is Kind.TEXT and len(line.text) >= SENTENCE and line.text.endswith(ENDS)
        if is_between and is_sentence and states[index] in (PAGE_FOOT, PAGE_HEAD) and not line.groups:
            yield index, Label.WORDS.value


def _like_trailers(facts: Sequence[LineFacts], states: Sequence[str]) -> Iterator[tuple[int, str]]:
    """A row of buttons above a header, most words of which are those of rows below other posts."""
    rows = [set(line.text.split()) for line, state in zip(facts, states, strict=True) if state == Label.TRAILER.value]
    rows = [row for row in rows if len(row) >= FEWEST_BUTTONS]
    if len(rows) < FEWEST_TIMES:
        return
    for index in range(len(facts) - 1):
        if states[index].startswith(Label.WORDS.value) and states[index + 1] == Label.NAME.value:
            words = set(facts[index].text.split())
            if len(words) >= FEWEST_BUTTONS and sum(len(words & row) * 5 >= len(words) * 4 for row in rows) >= FEWEST_TIMES:
                yield index, Label.TRAILER.value


def _badged_names(facts: Sequence[LineFacts]) -> Iterator[tuple[int, str]]:
    """A chat's header on three lines: the name, the sign of a program or a club, and a dash with the time."""
    for index in badged_names([line.text for line in facts]):
        yield index, Label.NAME.value
        yield index + 1, Label.META.value
        yield index + 2, Label.META.value
        if index + 3 < len(facts) and facts[index + 3].kind is Kind.TEXT and not facts[index + 3].groups:
            yield index + 3, Label.WORDS.value


def _times_alone(facts: Sequence[LineFacts], states: Sequence[str]) -> Iterator[tuple[int, str]]:
    """A time between somebody's words, where times stand in headers: the same person goes on."""
    clocks = [index for index, line in enumerate(facts) if line.kind is Kind.CLOCK and without_time(line.text) is None]
    if sum(states[index] == Label.META.value for index in clocks) < FEWEST_TIMES:
        return
    for index in clocks:
        beside = (index - 1, index + 1)
        if all(0 <= place < len(facts) and states[place].startswith(Label.WORDS.value) for place in beside):
            yield index, Label.META.value


def _stamped_names(facts: Sequence[LineFacts]) -> Iterator[tuple[int, str]]:
    """Lines that name somebody beside a dash and a time, of which several stand above other lines: "Mira — 03/02/2025 9:41"."""
    matches = ((index, HEADED.fullmatch(line.text)) for index, line in enumerate(facts))
    stamped = [index for index, match in matches if match and match["dashed"]]
    apart = all(other - one > 1 for one, other in pairwise(stamped))
    return ((index, Label.NAME.value) for index in stamped if apart and len(stamped) >= FEWEST_STAMPED)


def _numbered_words(facts: Sequence[LineFacts], states: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines with a number of the author's, whose total other lines of words have as well."""
    found = ((index, _total(line.text)) for index, line in enumerate(facts) if "/" in line.text)
    totals = [(index, total) for index, total in found if total]
    words = Counter(total for index, total in totals if states[index].startswith(Label.WORDS.value))
    for index, total in totals:
        if words[total] > 1 and facts[index].kind is Kind.TEXT and not states[index].startswith(Label.WORDS.value):
            yield index, Label.WORDS.value


def _total(line: str) -> str | None:
    """The total of a number at either end of a line of words: "3/12 So…" and "So… 3/12" have 12."""
    leading = LEADING.match(line)
    if leading and LETTER.search(line, leading.end()):
        return leading["of"]
    trailing = TRAILING.search(line, max(0, len(line) - LONGEST_TRAILING))
    return trailing["of"] if trailing and LETTER.search(line, 0, trailing.start()) else None


def _properties(facts: Sequence[LineFacts]) -> Iterator[tuple[int, str]]:
    """Properties that a clip has at its top, an address among them: "URL: https://...", "Created: April 4"."""
    lines = [PROPERTY.fullmatch(line.text[:LONGEST_PROPERTY]) for line in facts[:HEAD_LINES]]
    addressed = next((index for index, match in enumerate(lines) if match and match["url"]), None)
    if addressed is None:
        return
    first = next((index + 1 for index in range(addressed, -1, -1) if lines[index] is None), 0)
    stop = next((index for index in range(addressed, len(lines)) if lines[index] is None), len(lines))
    yield from ((index, PAGE_HEAD) for index in range(first, stop))


def _hashtags(facts: Sequence[LineFacts], states: Sequence[str]) -> Iterator[tuple[int, str]]:
    """An author's hashtags below the word for those who listen, which stands above each of them."""
    for index in range(1, len(facts)):
        if "hashtag" in facts[index - 1].groups and HASHTAGS.match(facts[index].text) and Label.WORDS.value in states[:index]:
            yield index, Label.WORDS.value


def _returning_authors(facts: Sequence[LineFacts], states: Sequence[str]) -> Iterator[tuple[int, str]]:
    """A header that stands above a post elsewhere, where counts below the post before show that it is quoted nowhere."""
    headers: set[tuple[str, str]] = set()
    counted = False
    index = 0
    while index + 1 < len(facts):
        pair = facts[index].text, facts[index + 1].text
        if states[index] == Label.NAME.value and facts[index + 1].kind is Kind.HANDLE:
            headers.add(pair)
            counted = False
        elif counted and pair in headers and states[index] == QUOTE_HEADER:
            yield from _own_header(facts, states, index)
            counted = False
        counted = counted or facts[index].kind is Kind.COUNT
        index += 1


def _own_header(facts: Sequence[LineFacts], states: Sequence[str], index: int) -> Iterator[tuple[int, str]]:
    """The states of a header at `index`, and of the words below it."""
    yield index, Label.NAME.value
    yield index + 1, Label.HANDLE.value
    place = index + 2
    while place < len(facts) and facts[place].kind in BELOW_HANDLE:
        yield place, Label.META.value
        place += 1
    while place < len(facts) and states[place] == QUOTE_WORDS:
        yield place, Label.WORDS.value
        place += 1
