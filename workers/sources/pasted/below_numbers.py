"""Lines of a site's below the line that ends with a post's number, where an author's numbers end the other posts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from workers.numbering.closing import is_attached
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.record import Record

FEWEST: Final = 2  # posts that end with a number
NUMBER: Final = re.compile(r"(?<![\d/])\d{1,3}\s?/\s?\d{1,3}[)\]]?$")
LONGEST_NUMBER: Final = 10  # code points at a line's end, in which it is searched


def without_parts_below(page: LabelledText, records: Sequence[Record]) -> Iterator[Record]:
    """The first person's records without notes, places and other parts of the site's below the number; hashtags stay."""
    last_lines = [_last_with_number(page, record) if record.same_person(records[0]) else None for record in records]
    ends = [last == len(record.words) for last, record in zip(last_lines, records, strict=True)]
    for record, last, is_end in zip(records, last_lines, ends, strict=True):
        if last is None or is_end or sum(ends) < FEWEST:
            yield record
        else:
            yield replace(record, words=record.words[:last], below=tuple(sorted((*record.below, *record.words[last:]))))


def _last_with_number(page: LabelledText, record: Record) -> int | None:
    """How many of a record's words stand down to the line that ends with a number, and to hashtags and addresses below it."""
    lines = [page.line(index) for index in record.words]
    numbered = [place for place, line in enumerate(lines) if NUMBER.search(line, max(0, len(line) - LONGEST_NUMBER))]
    if not numbered:
        return None
    stop = numbered[-1] + 1
    while stop < len(lines) and is_attached(lines[stop]):
        stop += 1
    return stop
