"""Records of a copied page: each a header (name, handle, date), the words under it, and what follows them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final
from weakref import WeakKeyDictionary

from domain.shapes.post import Author
from domain.shapes.reading import Site
from workers.sources.pasted.header_names import MAIL_SENDER, bare_handle, name_and_handle, without_time
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.lexicon import lexicon
from workers.sources.pasted.labelling.line_facts import BARE_HANDLE, BIDI
from workers.sources.pasted.labelling.line_kinds import ICON, Kind
from workers.sources.pasted.quoted_records import with_quotes, without_answered
from workers.sources.pasted.record import Record

HEADER: Final = frozenset({Label.NAME, Label.HANDLE, Label.META})
FULL_HEADER: Final = 4  # lines that stand above words on a site's page alone
WRITTEN: Final = r"\d{1,3}/(?:\d{1,3})?[)\]]?\s+"
# An author's number and words behind it; behind the handles of those who are answered even few words, but no time.
MARKED: Final = re.compile(
    rf"\W{{0,2}}{WRITTEN}\S.{{8,}}|(?:@[\w.-]{{1,60}}\s+){{1,20}}(?!.*\d[:.]\d\d)\W{{0,2}}{WRITTEN}[^\W\d_]"
)
THREAD_BY: Final = re.compile(
    r"^(?:Thread by|Thread von|Fil de|Hilo de|Fio de|Discussione di|Thread di|Draad van)\s+(?=\S)", re.IGNORECASE
)
RETURNS: Final = 3  # times that a bare name stands above words, before it is taken for one
DRESS: Final = frozenset({Kind.HANDLE, Kind.DATE, Kind.AGE, Kind.CLOCK})
NO_WORDS: Final = frozenset({"media", "hashtag"})  # groups of lines for those who listen, or in a picture's place


_RECORDS: Final[WeakKeyDictionary[LabelledText, tuple[tuple[int, ...], tuple[Record, ...]]]] = WeakKeyDictionary()


def records_of(page: LabelledText) -> tuple[tuple[int, ...], tuple[Record, ...]]:
    """The lines above the first record, and the records in order: every line is in exactly one. Found once for a page."""
    if page not in _RECORDS:
        _RECORDS[page] = _find_records(page)
    return _RECORDS[page]


def _find_records(page: LabelledText) -> tuple[tuple[int, ...], tuple[Record, ...]]:
    starts = list(_starts(page))
    if not starts:
        return tuple(range(len(page.labels))), ()
    bounds = [*starts, len(page.labels)]
    records = (_record(page, start, stop) for start, stop in pairwise(bounds))
    spoken = list(_with_speakers(records))
    return tuple(range(starts[0])), tuple(without_answered(page, list(with_quotes(page, spoken))))


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
        if not _is_header(page, index):
            index += 1
            continue
        stop = index
        while stop < len(labels) and _is_header(page, stop):
            stop += 1
        names = [place for place in range(index, stop) if labels[place] is Label.NAME]
        if names or Label.HANDLE in labels[index:stop]:
            yield index
            yield from names[1:]  # a second name begins a record of its own, whose words are missing
            named = True
        elif named:
            yield from [place for place in range(index, stop) if page.facts[place].kind is Kind.CLOCK][-1:]
        index = stop


def _is_header(page: LabelledText, index: int) -> bool:
    """Whether a line belongs above a post's words. An author's number begins words, whatever the label says."""
    return page.labels[index] in HEADER and not MARKED.match(page.line(index))


def _record(page: LabelledText, start: int, stop: int) -> Record:
    labels = page.labels
    header_stop = next((index for index in range(start, stop) if not _is_header(page, index)), stop)
    header = tuple(range(start, header_stop))
    first = next((index for index in range(header_stop, stop) if labels[index] is Label.WORDS), stop)
    page_stop = next((index for index in range(first + 1, stop) if _is_page(labels, index) or _is_card(page, index)), stop)
    body = [index for index in range(header_stop, page_stop) if labels[index] is Label.WORDS]
    if header_stop < page_stop and labels[header_stop] in HEADER:
        body.insert(0, header_stop)
    words = [index for index in body if not groups_of(page, index) & NO_WORDS]
    below = sorted(set(range(header_stop, stop)).difference(words))
    return Record(header, tuple(words), tuple(below), *_person(page, header))


def _is_page(labels: Sequence[Label], index: int) -> bool:
    """Whether the page itself goes on from a line: it and the one above are a menu's, a side bar's or the foot's."""
    return labels[index] is Label.PAGE and labels[index - 1] is Label.PAGE


def _is_card(page: LabelledText, index: int) -> bool:
    """Whether a link card begins with a line: a sign, then a domain alone. An author's own link has no sign, or a path."""
    line = page.facts[index].text
    return page.facts[index].kind is Kind.DOMAIN and ICON.match(line) is not None and "/" not in line


def _person(page: LabelledText, header: Sequence[int]) -> tuple[str | None, str | None]:
    """Name and handle by the lines of a header."""
    name, lines = next(_labelled(page, header, Label.NAME), None), list(_labelled(page, header, Label.HANDLE))
    handle = next(filter(None, map(bare_handle, lines)), None)
    if handle or not (name or lines):
        return name, handle
    alone = bool(name) and page.facts[header[0]].kind is Kind.HANDLE
    return name_and_handle(name or lines[0], alone)  # what stands in a handle's place may be a name, or both on one line


def _labelled(page: LabelledText, header: Sequence[int], label: Label) -> Iterator[str]:
    """The lines of a header that have a label, without marks of direction."""
    return (BIDI.sub("", page.line(index)).strip() for index in header if page.labels[index] is label)


def records_with_words(page: LabelledText) -> tuple[Record, ...]:
    """The records that have words; those of a menu, a side bar or relevant people have none."""
    _, records = records_of(page)
    named = tuple(record for record in records if record.is_named and not _is_empty(page, record))
    return named if _is_dressed(page, named) else ()


def _is_empty(page: LabelledText, record: Record) -> bool:
    """Whether a record has no words but those of the interface."""
    return all(groups_of(page, index) for index in record.words)


def _is_dressed(page: LabelledText, records: Sequence[Record]) -> bool:
    """Whether any header has what only a site prints (a handle, a date, an age, a sender), or a name that returns.

    A short first line alone may be anything: a title, a word of the author's.
    """
    names = Counter(record.name for record in records if record.name and not any(map(str.isdigit, record.name)))
    if len(records) >= RETURNS and all(_introduces(page, record) for record in records):
        return True
    return max(names.values(), default=0) >= RETURNS or any(
        record.handle
        or len(record.header) >= FULL_HEADER
        or any(page.facts[index].kind in DRESS or MAIL_SENDER.fullmatch(page.line(index)) for index in record.header)
        or any(_is_timed_name(page, index) for index in record.header)
        for record in records
    )


def _introduces(page: LabelledText, record: Record) -> bool:
    """Whether a header is a name with a colon alone, as in a script: "Mira:"."""
    return len(record.header) == 1 and page.line(record.header[0]).endswith((":", "："))


def _is_timed_name(page: LabelledText, index: int) -> bool:
    """Whether a line names somebody beside a time, as chats do: "Mira — 9:41", "[10:02] Jon"."""
    line = page.line(index)
    return page.labels[index] is Label.NAME and not MARKED.match(line) and without_time(line) is not None


def author_lines(page: LabelledText, record: Record) -> tuple[int, ...]:
    """The lines of a record's header that name its author."""
    return tuple(index for index in record.header if page.labels[index] in (Label.NAME, Label.HANDLE))[:2]


def joined_text(page: LabelledText, indices: Sequence[int]) -> str:
    """Lines with the blank lines between them, at most one."""
    pieces: list[str] = []
    for place, index in enumerate(indices):
        pieces += ["\n" * (1 + min(page.lines[index].above, 1)) if place else "", _without_hashtag_word(page.line(index))]
    return "".join(pieces)


def _without_hashtag_word(line: str) -> str:
    """A line of hashtags without the word for those who listen that stands before the next: "#harbour hashtag"."""
    words, _, last = line.rpartition(" ")
    return words.rstrip() if words.startswith("#") and "hashtag" in lexicon().groups_of(last) else line


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
    names = Counter(record.name for record in records if record.same_person(first))
    name = names.most_common(1)[0][0] if first.handle else first.name  # what stands above a handle once may be a button
    if handle is None and name and all(record.name and BARE_HANDLE.fullmatch(record.name) for record in records):
        handle = name
    return Author(_bare_name(name) if name else None, handle)


def _bare_name(name: str) -> str | None:
    """A name without marks of direction, a site's sign behind it, and an unroller's words before it."""
    return THREAD_BY.sub("", BIDI.sub("", name)).rstrip(" /|•·(✓✔☑\ufe0f") or None


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
