"""Parses dates as pages print them: a day, a month's name in any language of the lexicon, and a year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Final

from workers.sources.pasted.labelling.lexicon import languages

YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
DAY: Final = re.compile(r"(?<![\d:.])(?P<day>0?[1-9]|[12]\d|3[01])(?![\d:%])")
NUMERIC: Final = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?[-年./]\s?(?P<month>\d{1,2})\s?[-月./]\s?(?P<day>\d{1,2})(?!\d)")
CLOCK: Final = re.compile(r"\d{1,2}[:.hH]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?")
WORD: Final = re.compile(r"[^\W\d_]+")


def parse_date(printed: str) -> datetime | None:
    """The day at midnight UTC; None for a date without a year, or in figures whose order nobody knows."""
    numeric = NUMERIC.search(printed)
    if numeric:
        return _day(int(numeric["year"]), int(numeric["month"]), int(numeric["day"]))
    year = YEAR.search(printed)
    month = next((number for word in WORD.findall(printed) if (number := months().get(word.casefold()))), None)
    if year is None or month is None:
        return None
    day = DAY.search(CLOCK.sub(" ", printed[: year.start()] + " " + printed[year.end() :]))
    return _day(int(year.group()), month, int(day["day"])) if day else None


def _day(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


@cache
def months() -> Mapping[str, int]:
    """The number of a month by its names; those that are different months in two languages are left out."""
    numbers: dict[str, set[int]] = {}
    for language in languages().values():
        for names in (language.months, language.months_short):
            for number, name in enumerate(names, 1):
                numbers.setdefault(name.casefold().rstrip("."), set()).add(number)
    return MappingProxyType({name: next(iter(months)) for name, months in numbers.items() if len(months) == 1})
