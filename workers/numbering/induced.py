"""Finds numbers in styles that no table has: "Lesson 2 of 5", "<3>", "2-", "Teil 2", "第2条", "IV.".

A style is what stands before and behind the number at one end of a line. One line proves nothing: `induced_rows` believes a
style only where its numbers rise through the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from workers.numbering.candidate import Candidate, Place, Strength
from workers.numbering.lines import Line
from workers.numbering.marker_search import with_markup, without_afterword
from workers.numbering.styles import (
    DECORATION,
    FIGURES,
    KEYCAPS,
    PART_WORDS,
    ROMAN,
    SYMBOLS,
    UNSEEN,
    keycap_number,
    roman_number,
)

HEAD: Final = 60  # code points at a line's start that are examined
TAIL: Final = 160  # and at its end, before pictures and addresses are taken off
MARKER_TAIL: Final = 32  # of what is left, the code points in which a trailing marker stands
WORD: Final = r"[^\W\d_]{1,16}"
OPENING: Final = r"[(\[{<«‹（【〈《「『#№§~=|\-–—]{0,3}[第제]?"
CLOSING: Final = r"[)\]}>»›）】〉》」』.:;,/／\\|~=\-–—・、．：…→➡➔➜➤▶►▸⇒\ufe0f]{0,3}"
COUNTER: Final = r"(?P<counter>つ目|番目|条|章|部|回|話|番|번째|번|부|장|편|点|點|節|項|篇|集|[ºª°])?"
BETWEEN: Final = r"(?P<between>[/／∕⁄|:]|(?:out\s)?of|von|de|sur|di|van|из|з|z|sa|av|af|til)"
TOTAL: Final = rf"(?:\s?{BETWEEN}\s?(?P<of>\d{{1,3}}|{ROMAN}|[nNxX?])(?![^\W_]))?"
DIGITS: Final = r"(?P<digits>\d{1,3})(?!\d|[.,]\d)"
LEADING: Final = re.compile(
    rf"(?P<word>(?:{WORD}[.:]?\s?){{0,2}}?)(?P<open>{OPENING})\s?"
    rf"(?:{DIGITS}|(?P<keycaps>{KEYCAPS})|(?<=[第其])(?P<han>[一二三四五六七八九十]{{1,3}})"
    rf"|(?P<roman>{ROMAN})(?![^\W_])|(?P<small>{ROMAN.lower()})(?=[.)]\s)|(?P<letter>[a-jA-J])(?=\)\s))"
    rf"{COUNTER}{TOTAL}(?P<close>\s?{CLOSING})(?!\S?\d)"
)
TRAILING: Final = re.compile(
    rf"(?:^|(?<=[\s.!?…。！？:)\]”\"'’{SYMBOLS}{UNSEEN}])|(?=[(\[{{<（【〈]))(?P<open>{OPENING})\s?"
    rf"(?:{DIGITS}|(?P<keycaps>{KEYCAPS})|(?P<roman>{ROMAN})(?![^\W_])){COUNTER}{TOTAL}\s?(?P<close>{CLOSING})$"
)
# The word before a trailing number belongs to the marker behind the end of a sentence, or where it names a post.
WORD_BEFORE: Final = re.compile(
    rf"(?:^|(?<=[.!?…:)\]”\"’|—–-]\s)|(?<=[。！？\n]))(?P<word>{WORD})\s?$|(?:^|(?<=\s))(?P<part>{PART_WORDS}|n[or]\.)\s?$",
    re.IGNORECASE,
)
NAMES_A_PART: Final = re.compile(rf"(?:{PART_WORDS})[.:]?", re.IGNORECASE)
# Each is in the head of every line that LEADING matches, and the last in the tail of every one that TRAILING does.
FARTHEST: Final = 56  # code points from where LEADING begins to its numeral: two words, their signs, and what opens a marker
LEADING_SIGN: Final = re.compile(r"[\d🔟XVI第其.)]")
LEADING_NUMERAL: Final = re.compile(r"[\d🔟第其]|[XVI](?![^\W_])|[xvi][.)]\s|[a-jA-J]\)\s")
TRAILING_NUMERAL: Final = re.compile(r"[\d🔟XVI]")
FAMILY: Final = "induced"


def induced_candidates(text: str, line: Line, index: int) -> Iterator[Candidate]:
    """What may be a number in some style at either end of a line. The family names the style."""
    yield from _leading(text, line, index)
    yield from _trailing(text, line, index)


def is_bare(candidate: Candidate) -> bool:
    """Whether nothing but the number itself is the marker: no sign, no word, no total."""
    return candidate.family.endswith(" bare")


def _leading(text: str, line: Line, index: int) -> Iterator[Candidate]:
    stop = min(line.end, line.start + HEAD)
    if not LEADING_SIGN.search(text, line.start, stop):
        return
    head = text[line.start : stop]
    decoration = DECORATION.match(head)
    at = decoration.end() if decoration else 0
    match = LEADING.match(head, at) if LEADING_NUMERAL.search(head, at, at + FARTHEST) else None
    if match is None or _continues_a_word(match):
        return
    alone = line.end - line.start <= HEAD and not head[match.end() :].strip("* ")
    marker = _candidate(match, Place.LEADING, line.start, index, alone)
    if marker and (alone or not _is_word(match, marker)):
        yield with_markup(head, marker, line.start)


def _is_word(match: re.Match[str], marker: Candidate) -> bool:
    """Whether a roman figure without signs may be a word ("I think")."""
    return is_bare(marker) and bool(match["roman"])


def _continues_a_word(match: re.Match[str]) -> bool:
    """Whether letters follow directly where no sign ends the marker: "1st", "3D", "2/3x"."""
    following = match.string[match.end() : match.end() + 1]
    return not match["close"] and not match["counter"] and not match["keycaps"] and following.isalnum()


def _trailing(text: str, line: Line, index: int) -> Iterator[Candidate]:
    offset = max(line.start, line.end - TAIL)
    if not TRAILING_NUMERAL.search(text, offset, line.end):
        return
    tail = without_afterword(text[offset : line.end])
    window = max(0, len(tail) - MARKER_TAIL)
    match = TRAILING.search(tail, window) if TRAILING_NUMERAL.search(tail, window) else None
    if match is None:
        return
    alone = offset == line.start and not tail[: match.start()].strip()
    marker = _candidate(match, Place.TRAILING, offset, index, alone)
    if marker is None:
        return
    if alone or not _is_word(match, marker):
        yield marker
    word = WORD_BEFORE.search(tail[: match.start()], max(0, match.start() - 20))
    if word:
        alone = offset == line.start and not tail[: word.start()].strip()
        family = f"{marker.family} after {word.group().strip().casefold()}"
        yield replace(marker, start=offset + word.start(), family=family, own_line=alone)


def _candidate(match: re.Match[str], place: Place, offset: int, line: int, alone: bool) -> Candidate | None:
    number = _number(match)
    of = _total(match["of"])
    if number is None or (of is not None and (of == 0 or number > 2 * of + 2)):
        return None
    word = match.groupdict().get("word", "").strip()
    total = match["of"] is not None
    return Candidate(
        number=number,
        of=of,
        place=place,
        family=_family(match, place, word),
        strength=Strength.PLAIN if total else Strength.WEAK,
        start=offset + match.end() - len(match.group().lstrip()),
        end=offset + len(match.string[: match.end()].rstrip()),
        line=line,
        endless=total and of is None,
        own_line=alone,
        spoken=_is_spoken(word) and not alone and not total and place is Place.LEADING,
    )


def _is_spoken(word: str) -> bool:
    """Whether words before a number belong to the sentence ("Regel 2: …"): they name no post and are no abbreviation."""
    return len(word) > 2 and not word.endswith(".") and not NAMES_A_PART.fullmatch(word)


def _family(match: re.Match[str], place: Place, word: str) -> str:
    kind = next(name for name in ("digits", "keycaps", "han", "roman", "small", "letter") if match.groupdict().get(name))
    signs = (word.casefold(), match["open"], match["counter"] or "", match["between"] or "", match["close"].strip())
    bare = "" if any(signs) or kind == "keycaps" else " bare"
    return " ".join((FAMILY, place, kind, *signs)).rstrip() + bare


def _number(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups["digits"]:
        return int(groups["digits"])
    if groups["keycaps"]:
        return keycap_number(groups["keycaps"])
    if groups.get("han"):
        return FIGURES.get(groups["han"])
    if groups.get("letter"):
        return ord(groups["letter"].lower()) - ord("a") + 1
    return roman_number(groups.get("roman") or groups["small"])


def _total(written: str | None) -> int | None:
    if written is None or written in "nNxX?":
        return None
    return int(written) if written.isdecimal() else roman_number(written)
