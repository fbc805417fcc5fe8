"""Lines of chats that name who speaks and when, in the forms of exports and windows: WhatsApp, Telegram, Teams, IRC."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

MERIDIEM: Final = (
    r"(?:[AaPp]\.?[\s\u00a0\u202f]?[Mm]\b\.?|[صم]\b|오전|오후|上午|下午|午前|午後|凌晨|晚上|[πμ]\.?μ\.?|vorm\.|nachm\.)"
)
CLOCK: Final = rf"(?:{MERIDIEM}\s?)?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:[\s\u00a0\u202f]?{MERIDIEM})?"
DATE: Final = r"(?:\d{1,4}(?:[./-]\s?)\d{1,2}(?:[./-]\s?)\d{1,4}\.?|\d{2,4}年\d{1,2}月\d{1,2}日)"
# Inside brackets anything short that has a clock time in it may stand: "7 Mar 2025 at 20:11:03", "Yesterday 10:39".
BRACKETED: Final = r"\[(?=[^\]\n]*\d{1,2}[:.]\d{2})(?:[^\]\n]{4,40})\]"
STAMP: Final = rf"(?:{BRACKETED}|{DATE},?\s{CLOCK}(?:\s?[-–—]|,)?|{CLOCK}(?:\s?[-–—])?)"
NAME: Final = r"[^:<>\[\]\n]{1,48}?"
MARKS: Final = "\u200e\u200f\ufeff"
SAID: Final = re.compile(rf"{STAMP}\s*(?:<(?P<nick>{NAME})>\s(?P<line>.*)|(?P<name>{NAME})\s?:(?:\s(?P<words>.*)|$))")
HEADED: Final = re.compile(
    rf"{BRACKETED}\s+(?P<behind>{NAME})|(?P<before>{NAME}),\s{BRACKETED}:?"
    rf"|(?P<dashed>{NAME})\s[—–]\s(?:[^\n—–]{{2,24}}\s)?{CLOCK}"
)
TIME_ALONE: Final = re.compile(rf"\[{CLOCK}\]")
DASHES: Final = ("—", "–")
DASHED_TIME: Final = re.compile(rf"[—–]\s(?:[^\n—–]{{2,24}}\s)?{CLOCK}")
BADGE: Final = re.compile(r"[A-ZÀ-Þ0-9]{2,6}|\[[^\]\n]{1,6}\]")  # of a program, of a club
NOTICED: Final = re.compile(rf"(?:{BRACKETED}|{DATE},?\s{CLOCK})(?:\s?[-–—])?\s+\S.*")
OMITTED: Final = re.compile(r"<[^<>\n]{3,60}>")
ENCRYPTED: Final = re.compile(
    r"end[- ]to[- ]end|ende[- ]zu[- ]ende|extremo a extremo|bout en bout|ponta a ponta|crittografia end|сквозн|端到端|端對端"
    r"|エンドツーエンド|종단간|uçtan uca|ende[- ]til[- ]ende|totalsträck|päästä päähän|تامًا بين الطرفين",
    re.IGNORECASE,
)  # what programs say above the first message
LONGEST_NOTICE: Final = 260
NUMBER: Final = re.compile(r"\+\d[\d\s()-]{5,}")


@dataclass(frozen=True, slots=True)
class ChatLine:
    """Who begins to speak in a line, and the words on it. Without a name it is the program's own line."""

    name: str | None
    words: str


def parse_chat_line(line: str) -> ChatLine | None:
    """The speaker and the words of a line; None where it begins nothing."""
    bare = line.strip(MARKS + " \u202a\u202c\u2068\u2069")
    if match := SAID.fullmatch(bare):
        name, words = match["nick"] or match["name"], match["line"] or match["words"] or ""
        if _is_name(name):
            return ChatLine(None if _is_notice(words) else name.strip(MARKS + " ~"), words.strip())
    if (match := HEADED.fullmatch(bare)) and _is_name(name := match["behind"] or match["before"] or match["dashed"]):
        return ChatLine(name.strip(), "")
    return ChatLine(None, "") if NOTICED.fullmatch(bare) else None


def is_dashed_header(line: str) -> bool:
    """Whether a line is a header, or the end of one, with a dash before the time: "Mira — Today at 9:41"."""
    match = HEADED.fullmatch(line)
    return (
        (match is not None and match["dashed"] is not None) or DASHED_TIME.fullmatch(line) is not None or line.strip() in DASHES
    )


def is_time_alone(line: str) -> bool:
    """Whether a line is a time in brackets: whoever spoke goes on."""
    return TIME_ALONE.fullmatch(line) is not None


def badged_names(lines: Sequence[str]) -> Iterator[int]:
    """The lines that name somebody above a sign of what they are, and a dash with the time on the line below that."""
    for index in range(len(lines) - 2):
        if BADGE.fullmatch(lines[index + 1]) and DASHED_TIME.fullmatch(lines[index + 2]) and _is_name(lines[index]):
            yield index


def is_encryption_notice(words: str) -> bool:
    """Whether a message is what programs write above the first one, under the name of whom the chat is with."""
    return len(words) <= LONGEST_NOTICE and ENCRYPTED.search(words) is not None


def _is_name(name: str) -> bool:
    return any(character.isalpha() for character in name) or NUMBER.fullmatch(name.strip()) is not None


def _is_notice(words: str) -> bool:
    """Whether the program says it: a mark of direction stands in front, or it is in angle brackets."""
    return words.startswith(tuple(MARKS)) or OMITTED.fullmatch(words.strip()) is not None
