"""Records of a copied page: each a header (name, handle, date), the words under it, and what follows them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from domain.shapes.post import Author
from domain.shapes.reading import Site
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.line_facts import BARE_HANDLE, BIDI, HANDLE, Kind

HEADER: Final = frozenset({Label.NAME, Label.HANDLE, Label.META})
ANY_HANDLE: Final = re.compile(r"(?<!\S)@(?P<handle>[\w.-]{1,60}(?:@[\w-]+(?:\.[\w-]+)+)?)")
MAIL_SENDER: Final = re.compile(r"(?:[^\W\d_][^\d:<>]{0,20}:\s)?(?P<name>[^<>]{1,60}?)\s*<[^<>\s]+@[^<>\s]+>")
CLOCK_TIME: Final = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
TIME_BEFORE: Final = re.compile(rf"^\[?{CLOCK_TIME}\]?\s+")
TIME_BEHIND: Final = re.compile(r"(?:\s+[—–·•|/-]\s|\s{2,}|,?\s+[\[(]?(?=\d)).*$")
RETURNS: Final = 3  # times that a bare name stands above words, before it is taken for one
DRESS: Final = frozenset({Kind.HANDLE, Kind.DATE, Kind.AGE, Kind.CLOCK})
LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Record:
    """One post of a copied page by the indices of its lines. `below` are the lines behind its words."""

    header: tuple[int, ...]
    words: tuple[int, ...]
    below: tuple[int, ...]
    name: str | None
    handle: str | None

    @property
    def is_named(self) -> bool:
        """Whether its header names somebody: a handle, or a name with a letter in it."""
        return bool(self.handle) or any(character.isalpha() for character in self.name or "")

    def same_person(self, other: Record) -> bool:
        """Whether two records are one person's: by the handle, which may lack its host, else by the name."""
        if self.handle and other.handle:
            short, long = sorted((self.handle.casefold(), other.handle.casefold()), key=len)
            return short == long or long.startswith((f"{short}@", f"{short}."))
        return (self.name or "") == (other.name or "") != ""


def records_of(page: LabelledText) -> tuple[tuple[int, ...], tuple[Record, ...]]:
    """The lines above the first record, and the records in order. Every line is in exactly one of them."""
    starts = list(_starts(page))
    if not starts:
        return tuple(range(len(page.labels))), ()
    bounds = [*starts, len(page.labels)]
    records = (_record(page, start, stop) for start, stop in pairwise(bounds))
    return tuple(range(starts[0])), tuple(_with_speakers(records))


def _with_speakers(records: Iterable[Record]) -> Iterator[Record]:
    """The records; one whose header is a time alone is by whoever wrote the one before."""
    before: Record | None = None
    for record in records:
        if before is not None and record.name is None and record.handle is None:
            record = replace(record, name=before.name, handle=before.handle)
        yield record
        before = record


def _starts(page: LabelledText) -> Iterator[int]:
    """Where headers begin: a run of header lines with a name or a handle among them, or, behind such a one, a time alone."""
    labels, named, index = page.labels, False, 0
    while index < len(labels):
        if labels[index] not in HEADER:
            index += 1
            continue
        stop = index
        while stop < len(labels) and labels[stop] in HEADER:
            stop += 1
        names = [place for place in range(index, stop) if labels[place] is Label.NAME]
        if names or Label.HANDLE in labels[index:stop]:
            yield index
            yield from names[1:]  # a second name begins a record of its own, whose words are missing
            named = True
        elif named and stop - index == 1 and page.facts[index].kind is Kind.CLOCK:
            yield index
        index = stop


def _record(page: LabelledText, start: int, stop: int) -> Record:
    labels = page.labels
    header_stop = next((index for index in range(start, stop) if labels[index] not in HEADER), stop)
    header = tuple(range(start, header_stop))
    words = [index for index in range(header_stop, stop) if labels[index] is Label.WORDS and not says(page, index, "media")]
    below = sorted(set(range(header_stop, stop)).difference(words))
    return Record(header, tuple(words), tuple(below), *_person(page, header))


def _person(page: LabelledText, header: Sequence[int]) -> tuple[str | None, str | None]:
    """Name and handle by the lines of a header."""
    name, handle = _labelled(page, header, Label.NAME), _labelled(page, header, Label.HANDLE)
    if name and handle is None:
        return _name_and_handle(name, alone=page.facts[header[0]].kind is Kind.HANDLE)
    bare = (handle or "").removeprefix("@")
    return name, bare if HANDLE.fullmatch(f"@{bare}") and any(map(str.isalnum, bare)) else None


def _labelled(page: LabelledText, header: Sequence[int], label: Label) -> str | None:
    """The first line of a header that has a label, without marks of direction."""
    return next((BIDI.sub("", page.line(index)).strip() for index in header if page.labels[index] is label), None)


def _name_and_handle(line: str, alone: bool) -> tuple[str | None, str | None]:
    """A name line that holds more: "Name @handle · 3h", "Name — 03/02/2025 20:11", "From: Name <mail>", or a handle alone."""
    if sender := MAIL_SENDER.fullmatch(line):
        return sender["name"], None
    if alone or HANDLE.fullmatch(line):
        return None, line.removeprefix("@")
    if match := ANY_HANDLE.search(line):
        return line[: match.start()].strip() or None, match["handle"]
    return _without_time(line)[:LONGEST_NAME], None


def _without_time(line: str) -> str:
    """A chat's name line without the time in front of the name or behind it."""
    if not any(character.isdigit() for character in line):
        return line.removesuffix(":")
    name = TIME_BEHIND.sub("", TIME_BEFORE.sub("", line))
    return name.strip(" <>:,") or line


def records_with_words(page: LabelledText) -> tuple[Record, ...]:
    """The records that have words; those of a menu, a side bar or relevant people have none."""
    _, records = records_of(page)
    named = tuple(record for record in records if record.words and record.is_named)
    return named if _is_dressed(page, named) else ()


def _is_dressed(page: LabelledText, records: Sequence[Record]) -> bool:
    """Whether any header has what only a site prints (a handle, a date, an age, a sender), or a name that returns.

    A short first line alone may be anything: a title, a word of the author's.
    """
    names = Counter(record.name for record in records if record.name and not any(map(str.isdigit, record.name)))
    return max(names.values(), default=0) >= RETURNS or any(
        record.handle
        or any(page.facts[index].kind in DRESS or MAIL_SENDER.fullmatch(page.line(index)) for index in record.header)
        for record in records
    )


def author_lines(page: LabelledText, record: Record) -> tuple[int, ...]:
    """The lines of a record's header that name its author."""
    return tuple(index for index in record.header if page.labels[index] in (Label.NAME, Label.HANDLE))[:2]


def joined_text(page: LabelledText, indices: Sequence[int]) -> str:
    """Lines with the blank lines between them, at most one."""
    pieces: list[str] = []
    for place, index in enumerate(indices):
        pieces += ["\n" * (1 + min(page.lines[index].above, 1)) if place else "", page.line(index)]
    return "".join(pieces)


def says(page: LabelledText, index: int, group: str) -> bool:
    """Whether a line is one of a group of the lexicon."""
    return group in groups_of(page, index)


def groups_of(page: LabelledText, index: int) -> frozenset[str]:
    """The groups of the lexicon that a line belongs to."""
    return page.groups(index)


def author_of(records: Sequence[Record]) -> Author:
    """Name and handle of the first record; the longest form of the handle that any of the person's records shows."""
    first = records[0]
    handles = [record.handle for record in records if record.handle and record.same_person(first)]
    handle = max(handles, key=len) if handles else None
    name = first.name
    if handle is None and name and all(record.name and BARE_HANDLE.fullmatch(record.name) for record in records):
        handle = name
    return Author(BIDI.sub("", name).rstrip(" /|•·(") or None if name else None, handle)


def site_of(page: LabelledText, records: Sequence[Record]) -> Site:
    """Which site's page this is, by the form of its handles; PASTE where nothing tells."""
    handles = [record.handle for record in records if record.handle]
    if any("@" in handle for handle in handles):
        return Site.MASTODON
    if handles and all("." in handle for handle in handles):
        return Site.BLUESKY
    if handles and any(page.facts[index].kind is Kind.DOT for record in records for index in record.header):
        return Site.X
    if not handles and all(record.name and BARE_HANDLE.fullmatch(record.name) for record in records):
        return Site.THREADS
    return Site.PASTE
