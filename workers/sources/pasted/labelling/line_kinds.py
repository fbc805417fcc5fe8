"""What a line is by its characters alone: a count, a date, a handle ..., or text."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from workers.sources.pasted.labelling.lexicon import Lexicon

LONGEST_BOILERPLATE: Final = 160  # code points; longer lines are words
LONGEST_TIME: Final = 64  # code points of a line that may be a date, a count or a handle
LONGEST_AGE: Final = 24
NUMBER: Final = r"\d[\d.,٫٬'’\u00a0\u202f ]*"
UNITS: Final = (
    r"[KkMmBbNtE]|mila?|mln|Mio\.?|mi|Tsd\.?|тыс\.?|тис\.?|млн|ألف|مليون|万|億|千|亿|만|천|tn|tys\.?|tis\.?|χιλ\.?|rb|jt"
)
COUNT: Final = re.compile(rf"{NUMBER}\s?(?:{UNITS})?\+?")
COUNT_WORDS: Final = re.compile(rf"(?:{COUNT.pattern}\s?[^\W\d_][^\d.!?]{{0,24}}|[^\W\d_][^\d.!?]{{0,18}}\s{COUNT.pattern})")
HANDLE: Final = re.compile(r"@[\w.-]{1,60}(?:@[\w-]+(?:\.[\w-]+)+)?")
DOT: Final = re.compile(r"[·•∙・|,.\-–—/…]{1,3}")
DOMAIN: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,12}(?:/\S*)?", re.IGNORECASE)
ICON: Final = re.compile(r"^[^\w\s@#.]{1,3}\s")  # before a link card's domain
URL: Final = re.compile(r"https?://\S+")
PERCENT: Final = re.compile(r"\d{1,3}(?:[.,]\d+)?\s?%")
RULE: Final = re.compile(r"(?:[-*_=~•·–—⸻]\s*){3,80}|[—⸻]|--")
CLOCK: Final = re.compile(r"\d{1,2}[:.hH]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\.?|\s(?:Uhr|uur))?")
NUMERIC_DATE: Final = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{2,4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日"
    r"|\d{4}년 \d{1,2}월 \d{1,2}일|\d{1,2}월 \d{1,2}일"
)
WORD: Final = re.compile(r"[^\W\d_]+")
DIGIT: Final = re.compile(r"\d")
DIGITS: Final = re.compile(r"\d+")
LETTER_OR_DIGIT: Final = re.compile(r"[^\W_]")
# Reactions as chats write them, at times with their count: ":tada:", "👍 4".
REACTION: Final = re.compile(r":[\w+-]{2,40}:(?:\s?\d{1,4})?|[^\w\s!-~©®°–—•·…]{1,6}\s?\d{1,4}")


class Kind(StrEnum):
    """What a line is by its characters alone."""

    COUNT = "count"
    COUNT_WORDS = "count_words"
    DATE = "date"
    CLOCK = "clock"
    AGE = "age"
    DOT = "dot"
    HANDLE = "handle"
    DOMAIN = "domain"
    URL = "url"
    PERCENT = "percent"
    RULE = "rule"
    SYMBOLS = "symbols"
    TEXT = "text"


WHOLE_LINE: Final = ((Kind.PERCENT, PERCENT), (Kind.COUNT, COUNT), (Kind.HANDLE, HANDLE), (Kind.URL, URL))


def kind_of(text: str, lexicon: Lexicon) -> Kind:
    """The kind of a line of at most LONGEST_BOILERPLATE characters; longer ones are TEXT."""
    if len(text) > LONGEST_BOILERPLATE:
        return Kind.TEXT
    if RULE.fullmatch(text) and not DOT.fullmatch(text):
        return Kind.RULE
    if len(text) > LONGEST_TIME:
        return Kind.URL if URL.fullmatch(text) else Kind.TEXT
    if DOT.fullmatch(text):
        return Kind.DOT
    if REACTION.fullmatch(text):
        return Kind.SYMBOLS
    for kind, pattern in WHOLE_LINE:
        if pattern.fullmatch(text):
            return kind
    has_digit = DIGIT.search(text) is not None
    if has_digit and (dated := _time_kind(text, lexicon)):
        return dated
    if DOMAIN.fullmatch(ICON.sub("", text)) and not text[0].isdigit():
        return Kind.DOMAIN
    if has_digit and COUNT_WORDS.fullmatch(text):
        return Kind.COUNT_WORDS
    return Kind.TEXT if LETTER_OR_DIGIT.search(text) else Kind.SYMBOLS


def _time_kind(text: str, lexicon: Lexicon) -> Kind | None:
    """DATE, CLOCK or AGE where a short line holds nothing else but a few small words."""
    bare = text.strip("·•, \u00a0")
    clock, numeric = CLOCK.search(bare), NUMERIC_DATE.search(bare)
    rest = NUMERIC_DATE.sub(" ", CLOCK.sub(" ", bare))
    names = [word.casefold() for word in WORD.findall(rest)]
    others = [name for name in names if name not in lexicon.months]
    small = len(others) <= 4 and sum(map(len, others)) <= 14
    if small and (numeric or (len(others) < len(names) and DIGIT.search(rest))):
        return Kind.DATE
    if clock and small and len(rest.strip(" ·•,-–—")) <= 12:
        return Kind.CLOCK
    numbers = DIGITS.findall(bare)
    aged = len(numbers) == 1 and len(numbers[0]) <= 3 and len(bare) <= LONGEST_AGE and names
    return Kind.AGE if aged and all(name in lexicon.age_words for name in names) else None
