"""The count of posts that an unroller's page states, in any language of the lexicon: "9 tweets • 2 min read"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.lexicon import lexicon

COUNT: Final = re.compile(r"(?<!\d)(\d{1,4})(?!\d)")
MINUTES: Final = ("min", "分", "мин", "dk", "분", "دقيقة")
SIGNS: Final = re.compile(r"^[^\w]+|[^\w]+$")  # around a count, as a calendar's picture
PART: Final = re.compile(r"[•·,|—–/()]|\s{2,}")


def stated_count(page: LabelledText, indices: Iterable[int]) -> int | None:
    """The count in one of the lines; the minutes that reading takes are none."""
    for index in indices:
        for part in PART.split(page.line(index)):
            match = next(iter(reversed(list(COUNT.finditer(part)))), None)  # behind a year
            if match and "unroller_head" in lexicon().groups_of(SIGNS.sub("", part)) and not _is_time(part):
                return int(match[1])
    return None


def _is_time(part: str) -> bool:
    return any(word in part.casefold() for word in MINUTES)
