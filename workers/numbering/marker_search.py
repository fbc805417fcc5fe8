"""Everything in a text that looks like a marker. Nothing is believed yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workers.numbering.candidate import Candidate, Onward, Strength
from workers.numbering.lines import Line
from workers.numbering.styles import (
    AFTERWORD,
    DECORATION,
    FIGURES,
    HEAD,
    LAST,
    LEADING,
    LONGEST,
    MARKUP,
    READS_ON,
    SHORTEST_TALLY,
    SYMBOL,
    TAIL,
    TALLY,
    TRAILING,
    WORDS,
    Style,
)


def leading_candidate(text: str, line: Line, index: int) -> Candidate | None:
    """What stands at the start of a line, after 🧵 and the like."""
    head = text[line.start : min(line.end, line.start + HEAD)]
    decoration = DECORATION.match(head)
    at = decoration.end() if decoration else 0
    for style in LEADING:
        found = style.pattern.match(head, at)
        if found and not _tallies(found, head):
            marker = _marker(style, found, line.start, index, own=not text[line.start + found.end() : line.end].strip())
            return marker and _with_markup(head, replace(marker, onward=_onward(head, found.end())), line.start)
    return None


def _onward(head: str, end: int) -> Onward:
    """What the words behind a marker begin with, on its line."""
    found = READS_ON.match(head, end)
    if found is None:
        return Onward.SENTENCE
    return Onward.SHARE if found["share"] else Onward.LOWER


def _with_markup(head: str, marker: Candidate, offset: int) -> Candidate:
    """The marker with the heading's or the bold's signs that are its own: those of "**1/** Words", not of "**1/ Words**"."""
    start, end = marker.start - offset, marker.end - offset
    before = len(head[:start].rstrip(MARKUP))
    signs = head[before:start]
    bold = "**" if signs.endswith("**") else "*" if signs.endswith("*") else ""
    if not signs.strip() or not head.startswith(bold, end):
        return marker
    return replace(marker, start=offset + before, end=offset + end + len(bold), own_line=not head[end:].strip("* "))


def trailing_candidate(text: str, line: Line, index: int) -> Candidate | None:
    """What stands at the end of a line, before pictures, arrows and addresses."""
    offset = max(line.start, line.end - TAIL)
    tail = _without_afterword(text[offset : line.end])
    if not LAST.search(tail, max(0, len(tail) - 1)):
        return None
    for style in TRAILING:
        found = style.pattern.search(tail, max(0, len(tail) - LONGEST))
        if found and not (style.strength is Strength.PLAIN and _tallies(found, text[offset : line.end])):
            own = offset == line.start and not tail[: found.start()].strip()
            return _marker(style, found, offset, index, own)
    return None


def candidates(text: str, lines: Sequence[Line]) -> Iterator[Candidate]:
    """Of every line, both ends, in the order of the text."""
    for index, line in enumerate(lines):
        for found in (leading_candidate(text, line, index), trailing_candidate(text, line, index)):
            if found:
                yield found


def _tallies(found: re.Match[str], line: str) -> bool:
    total = found.groupdict().get("of") or ""
    return total.isdecimal() and int(total) >= SHORTEST_TALLY and TALLY.match(line, found.end()) is not None


def _without_afterword(tail: str) -> str:
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
    """The number that a marker's figures or its word mean; None for figures that mean none."""
    word, figure = groups.get("word"), groups.get("figure")
    if word:
        return WORDS[word.lower()]
    return FIGURES.get(figure) if figure else int(groups["number"] or 0)


def _marker(style: Style, found: re.Match[str], offset: int, line: int, own: bool) -> Candidate | None:
    groups = found.groupdict()
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
        start=offset + found.start(),
        end=offset + found.end(),
        line=line,
        endless=total is not None and of is None,
        own_line=own,
        spoken=style.spoken,
    )
