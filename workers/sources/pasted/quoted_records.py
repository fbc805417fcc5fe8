"""Posts quoted inside others, and lines that repeat what is answered: parts of a page that look like records of their own."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from typing import Final

from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.line_kinds import Kind
from workers.sources.pasted.record import Record

ANSWERED: Final = 24  # code points of a post by which it is known above an answer to it
TIMES: Final = frozenset({Kind.DATE, Kind.CLOCK})


def with_quotes(page: LabelledText, records: Sequence[Record]) -> Iterator[Record]:
    """The records, of which none is a post quoted inside the one before."""
    place = 0
    while place < len(records):
        record = records[place]
        if _quotes_next(page, records, place):
            quoted = records[place + 1]
            record = replace(record, quoted=quoted, below=(*quoted.header, *quoted.words, *quoted.below))
            place += 1
        yield record
        place += 1


def _quotes_next(page: LabelledText, records: Sequence[Record], place: int) -> bool:
    """Whether the next record stands inside this one: a stranger's, and what belongs below this post's words is below its own.

    Behind it the author goes on, whose other posts mostly have something below; or the time of the post in focus, which is
    the first, stands below it.
    """
    record, following = records[place], records[place + 1 : place + 3]
    if not following or record.below or not record.words or record.same_person(following[0]):
        return False
    if not (following[0].words and following[0].below):
        return False
    if place == 0 and any(page.facts[index].kind in TIMES for index in following[0].below):
        return not any(page.facts[index].kind in TIMES for index in record.header)
    if len(following) < 2 or not following[1].same_person(record):
        return False
    others = [bool(other.below) for other in records if other is not record and other.same_person(record)]
    return sum(others) * 2 > len(others)  # in a chat few messages have anything below


def without_answered(page: LabelledText, records: Sequence[Record]) -> Iterator[Record]:
    """The records without the line of a post that is answered below: "@Name", then the beginning of what Name wrote."""
    earlier: set[str] = set()
    for record in records:
        last = page.line(record.words[-1]) if record.words else ""
        earlier.update(page.line(index)[:ANSWERED] for index in record.words[:-1])
        if last.startswith("@") and any(answers(last, other.name, earlier) for other in records):
            record = replace(record, words=record.words[:-1], below=(*record.below, record.words[-1]))
        earlier.add(last[:ANSWERED])
        yield record


def answers(line: str, name: str | None, earlier: Container[str]) -> bool:
    """Whether a line repeats what somebody wrote; `earlier` has the beginnings of lines above."""
    return name is not None and line.startswith(f"@{name} ") and line[len(name) + 2 :][:ANSWERED] in earlier
