"""Counts what the threads of a list have: sites, authors, themes, verdicts, labels, years, codebooks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Text, func, not_, select, type_coerce

from archive.columns import EnumText
from archive.library.tables import library, library_authors, library_themes
from archive.tables import labels
from domain.shapes.library import Facets, FacetValue

MAX_VALUES: Final = 200
"""Values of a facet; the most frequent ones."""
_COLUMNS: Final = ("site", "verdict", "codebook_id", "year", "themes", "author_id")
_FEW: Final = _COLUMNS[:4]
"""Columns of few values, which an index counts together."""
Counters = Mapping[str, Counter[Any]]
"""How many threads have each value, by column."""


def count_facets(connection: Connection, where: ColumnElement[bool], count: int) -> Facets:
    """The facets of the `count` threads that the condition holds for, the most frequent value first, years latest first."""
    counters = _count(connection, where, count)
    families, themes = _count_themes(connection, counters["themes"])
    return {
        "site": _values(counters["site"]),
        "author": _count_authors(connection, counters["author_id"]),
        "family": _values(families),
        "theme": _values(themes),
        "verdict": _values(counters["verdict"]),
        "label": _count_labels(connection, where),
        "year": tuple(
            FacetValue(str(year), number) for year, number in sorted(counters["year"].items(), reverse=True) if number > 0
        ),
        "codebook": _values(counters["codebook_id"]),
    }


def _count(connection: Connection, where: ColumnElement[bool], count: int) -> Counters:
    """Reads the rows that the condition holds for, or those that it does not hold for, whichever are fewer."""
    total = connection.execute(select(func.count()).select_from(library)).scalar_one()
    if count * 2 <= total:
        return _read(connection, where)
    counters = _count_all(connection)
    if count < total:
        for name, others in _read(connection, not_(where)).items():
            counters[name].subtract(others)
    return counters


def _count_all(connection: Connection) -> Counters:
    """Counts all threads, which takes no more than the indexes."""
    counters: Counters = {name: Counter() for name in _COLUMNS}
    for names in (_FEW, ("themes",), ("author_id",)):
        columns = _plain(names)
        for *values, number in connection.execute(select(*columns, func.count()).group_by(*columns)):
            for name, value in zip(names, values, strict=True):
                if value is not None:
                    counters[name][value] += number
    return counters


def _read(connection: Connection, where: ColumnElement[bool]) -> Counters:
    rows = connection.execute(select(*_plain(_COLUMNS)).where(where)).all()
    columns = zip(*rows, strict=True) if rows else ((),) * len(_COLUMNS)
    counters = {name: Counter(column) for name, column in zip(_COLUMNS, columns, strict=True)}
    counters["year"].pop(None, None)
    return counters


def _plain(names: Sequence[str]) -> list[ColumnElement[Any]]:
    """The columns without the conversion to enums, which would cost half of the time."""
    columns = [library.c[name] for name in names]
    return [type_coerce(column, Text) if isinstance(column.type, EnumText) else column for column in columns]


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


def _count_authors(connection: Connection, by_id: Counter[int]) -> tuple[FacetValue, ...]:
    """Counts by handle, or by name where there is none. An author with several names has the most frequent one."""
    frequent = sorted(by_id.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_VALUES]
    query = select(library_authors).where(library_authors.c.id.in_([id_ for id_, _ in frequent]))
    people = {row.id: row for row in connection.execute(query)}
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for id_, count in frequent:
        if value := people[id_].handle or people[id_].name:
            counts[value] += count
            names.setdefault(value, people[id_].name)
    return tuple(FacetValue(item.value, item.count, names[item.value] or None) for item in _values(counts))


def _count_labels(connection: Connection, where: ColumnElement[bool]) -> tuple[FacetValue, ...]:
    joined = select(labels.c.name, func.count()).join(library, library.c.thread_id == labels.c.thread_id)
    rows = connection.execute(joined.where(where).group_by(labels.c.name))
    return _values(Counter({name: count for name, count in rows}))  # noqa: C416 - rows are no pairs to the type checker
