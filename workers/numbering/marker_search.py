"""Finds everything in a text that looks like a marker; `selection` decides which ones are the author's numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workers.numbering.candidate import Candidate, Continuation, Strength
from workers.numbering.lines import Line
from workers.numbering.styles import (
    AFTERWORD,
    ANY_LEADING,
    DECORATION,
    FIGURES,
    HEAD,
    KEYCAPS,
    LAST,
    LEADING,
    MARKUP,
    MAX_MARKER,
    MIN_TALLY,
    READS_ON,
    SYMBOL,
    TAIL,
    TALLY,
    TRAILING,
    WORDS,
    Style,
    keycap_number,
)

KEYCAP = re.compile(KEYCAPS)
DIGIT = re.compile(r"\d")


def leading_candidate(text: str, line: Line, index: int) -> Candidate | None:
    """A marker at the start of a line, after 🧵 and the like."""
    head = text[line.start : min(line.end, line.start + HEAD)]
    decoration = DECORATION.match(head)
    at = decoration.end() if decoration else 0
    if not ANY_LEADING.match(head, at):
        return None
    for style in LEADING:
        match = style.pattern.match(head, at)
        if match and not _is_tally(match, head):
            alone = not text[line.start + match.end() : line.end].strip()
            marker = _candidate(style, match, line.start, index, alone)
            return marker and with_markup(head, replace(marker, continuation=_continuation(head, match.end())), line.start)
    return None


def _continuation(head: str, end: int) -> Continuation:
    """How the line continues after a marker that ends at `end`."""
    match = READS_ON.match(head, end)
    if match is None:
        return Continuation.SENTENCE
    return Continuation.SHARE if match["share"] else Continuation.LOWER


def with_markup(head: str, marker: Candidate, offset: int) -> Candidate:
    """The marker with the Markdown signs that belong to it: those of "**1/** Words", not those of "**1/ Words**"."""
    start, end = marker.start - offset, marker.end - offset
    before = len(head[:start].rstrip(MARKUP))
    signs = head[before:start]
    bold = "**" if signs.endswith("**") else "*" if signs.endswith("*") else ""
    if not signs.strip() or not head.startswith(bold, end):
        return marker
    return replace(marker, start=offset + before, end=offset + end + len(bold), own_line=not head[end:].strip("* "))


def trailing_candidate(text: str, line: Line, index: int) -> Candidate | None:
    """A marker at the end of a line, before pictures, arrows and addresses."""
    offset = max(line.start, line.end - TAIL)
    if not DIGIT.search(text, offset, line.end):
        return None
    tail = without_afterword(text[offset : line.end])
    if not LAST.search(tail, max(0, len(tail) - 1)):
        return None
    for style in TRAILING:
        match = style.pattern.search(tail, max(0, len(tail) - MAX_MARKER))
        if match and not (style.strength is Strength.PLAIN and _is_tally(match, text[offset : line.end])):
            alone = offset == line.start and not tail[: match.start()].strip()
            return _candidate(style, match, offset, index, alone)
    return None


def find_candidates(text: str, lines: Sequence[Line]) -> Iterator[Candidate]:
    """The candidates at both ends of every line, in the order of the text."""
    for index, line in enumerate(lines):
        for candidate in (leading_candidate(text, line, index), trailing_candidate(text, line, index)):
            if candidate:
                yield candidate


def _is_tally(match: re.Match[str], line: str) -> bool:
    """Whether it counts days or the like ("28/100 #100DaysOfCode")."""
    total = match.groupdict().get("of") or ""
    return total.isdecimal() and int(total) >= MIN_TALLY and TALLY.match(line, match.end()) is not None


def without_afterword(tail: str) -> str:
    """The end of a line without the pictures, arrows, addresses and hashtags that may follow a trailing marker."""
    while True:
        tail = _without_symbols(tail)
        before, _, last = tail.rpartition(" ")
        if not AFTERWORD.fullmatch(last):
            return tail
        tail = before


def _without_symbols(tail: str) -> str:
    end = len(tail)
    while end and SYMBOL.match(tail, end - 1):
        end -= 1
    return tail[:end]


def _number(groups: Mapping[str, str | None]) -> int | None:
    """The number that a marker's digits, figure or word stand for; None for a figure that stands for none."""
    word, figure = groups.get("word"), groups.get("figure")
    if word:
        return WORDS[word.lower()]
    if figure:
        return FIGURES.get(figure) or (keycap_number(figure) if KEYCAP.match(figure) else None)
    return int(groups["number"] or 0)


def _candidate(style: Style, match: re.Match[str], offset: int, line: int, alone: bool) -> Candidate | None:
    groups = match.groupdict()
    total = groups.get("of")
    number = _number(groups)
    if number is None:
        return None
    of = int(total) if total and total.isdecimal() else None
    if of is not None and (of == 0 or number > 2 * of + 2):
        return None
    return Candidate(
        number=number,
        of=of,
        place=style.place,
        family=style.family,
        strength=style.strength,
        start=offset + match.start(),
        end=offset + match.end(),
        line=line,
        endless=total is not None and of is None,
        own_line=alone,
        spoken=style.spoken,
    )
