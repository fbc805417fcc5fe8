"""Counts what the threads of a list have: sites, authors, themes, verdicts, labels, years, codebooks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, Connection, Text, cast, func, not_, select, type_coerce

from archive.library.ordering import Selection
from archive.library.tables import library, library_authors, library_themes
from archive.tables import labels
from domain.shapes.library import Facets, FacetValue

MAX_VALUES: Final = 200
"""Values of a facet; the most frequent ones."""
_COLUMNS: Final = ("site", "verdict", "codebook_id", "year", "themes", "author_id")
_BETWEEN: Final = "\n"
_FEW: Final = _COLUMNS[:4]
"""Columns of few values, which an index counts together."""
Counters = Mapping[str, Counter[str]]
"""How many threads have each value, by column."""


def count_facets(connection: Connection, selection: Selection) -> Facets:
    """The facets of the threads that are asked for, the most frequent value first, years latest first."""
    counters = _count(connection, selection)
    families, themes = _count_themes(connection, counters["themes"])
    return {
        "site": _values(counters["site"]),
        "author": _count_authors(connection, counters["author_id"]),
        "family": _values(families),
        "theme": _values(themes),
        "verdict": _values(counters["verdict"]),
        "label": _count_labels(connection, selection),
        "year": tuple(
            FacetValue(year, number) for year, number in sorted(counters["year"].items(), reverse=True) if number > 0
        ),
        "codebook": _values(counters["codebook_id"]),
    }


def _count(connection: Connection, selection: Selection) -> Counters:
    """Reads the rows that the condition holds for, or those that it does not hold for, whichever are fewer."""
    if selection.count * 2 <= selection.total:
        return _read(connection, selection.where)
    counters = _count_all(connection)
    if selection.count < selection.total:
        for name, others in _read(connection, not_(selection.where)).items():
            counters[name].subtract(others)
    return counters


def _count_all(connection: Connection) -> Counters:
    """Counts all threads, which takes no more than the indexes."""
    counters: Counters = {name: Counter() for name in _COLUMNS}
    for names in (_FEW, ("themes",), ("author_id",)):
        columns = [type_coerce(library.c[name], Text) for name in names]
        for *values, number in connection.execute(select(*columns, func.count()).group_by(*columns)):
            for name, value in zip(names, values, strict=True):
                if value is not None:
                    counters[name][str(value)] += number
    return counters


def _read(connection: Connection, where: ColumnElement[bool]) -> Counters:
    """Has the database join the values of each column to one text: fetching as many rows takes twice as long."""
    joined = (func.aggregate_strings(cast(library.c[name], Text), _BETWEEN) for name in _COLUMNS)
    texts = connection.execute(select(*joined).where(where)).one()
    return {name: Counter(text.split(_BETWEEN) if text is not None else ()) for name, text in zip(_COLUMNS, texts, strict=True)}


def _values(counts: Counter[str]) -> tuple[FacetValue, ...]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(FacetValue(value, count) for value, count in ordered[:MAX_VALUES] if count > 0)


def _count_themes(connection: Connection, by_ids: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """Counts threads by family and by `family/theme`."""
    names = {str(row.id): (row.family, row.theme) for row in connection.execute(select(library_themes))}
    families: dict[str, int] = defaultdict(int)
    themes: dict[str, int] = defaultdict(int)
    for ids, count in by_ids.items():
        numbers = ids.split()
        for number in numbers:
            themes[number] += count
        for family in {names[number][0] for number in numbers}:
            families[family] += count
    return Counter(families), Counter({"/".join(names[number]): count for number, count in themes.items() if names[number][1]})


def _count_authors(connection: Connection, by_id: Counter[str]) -> tuple[FacetValue, ...]:
    """Counts by handle, or by name where there is none. An author with several names has the most frequent one."""
    frequent = sorted(by_id.items(), key=lambda pair: (-pair[1], int(pair[0])))[:MAX_VALUES]
    query = select(library_authors).where(library_authors.c.id.in_([int(id_) for id_, _ in frequent]))
    people = {str(row.id): row for row in connection.execute(query)}
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for id_, count in frequent:
        if value := people[id_].handle or people[id_].name:
            counts[value] += count
            names.setdefault(value, people[id_].name)
    return tuple(FacetValue(item.value, item.count, names[item.value] or None) for item in _values(counts))


def _count_labels(connection: Connection, selection: Selection) -> tuple[FacetValue, ...]:
    """Reads the labels of each thread, or looks for the thread of each label, whichever are fewer."""
    of_label = library.c.thread_id == labels.c.thread_id
    if selection.count < connection.execute(select(func.count()).select_from(labels)).scalar_one():
        query = select(labels.c.name, func.count()).join(library, of_label).where(selection.where)
    else:
        number = func.count().filter(library.c.id.is_not(None), selection.where)
        query = select(labels.c.name, number).join(library, of_label, isouter=True)
    return _values(Counter(dict(map(tuple, connection.execute(query.group_by(labels.c.name))))))
