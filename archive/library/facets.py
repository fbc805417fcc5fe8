"""Counts what the threads of a list have: sites, authors, themes, verdicts, labels, years, codebooks."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, select

from archive.library.tables import library, library_authors, library_themes
from archive.tables import labels
from domain.shapes.library import Facets, FacetValue

MAX_VALUES: Final = 200
"""Values of a facet; the most frequent ones."""
_FEW: Final = ("site", "verdict", "codebook_id", "year")
"""Columns of few values, counted together."""


def count_facets(connection: Connection, where: ColumnElement[bool]) -> Facets:
    """The facets of all threads that the condition holds for, the most frequent value first, years latest first."""
    counters: dict[str, Counter[str]] = {name: Counter() for name in _FEW}
    for *values, count in connection.execute(_grouped(where, *_FEW)):
        for name, value in zip(_FEW, values, strict=True):
            if value is not None:
                counters[name][str(value)] += count
    families, themes = _count_themes(connection, where)
    return {
        "site": _values(counters["site"]),
        "author": _count_authors(connection, where),
        "family": _values(families),
        "theme": _values(themes),
        "verdict": _values(counters["verdict"]),
        "label": _count_labels(connection, where),
        "year": tuple(FacetValue(year, count) for year, count in sorted(counters["year"].items(), reverse=True)),
        "codebook": _values(counters["codebook_id"]),
    }


def _grouped(where: ColumnElement[bool], *names: str) -> Select[Any]:
    columns = [library.c[name] for name in names]
    return select(*columns, func.count()).where(where).group_by(*columns)


def _values(counts: Counter[str]) -> tuple[FacetValue, ...]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(FacetValue(value, count) for value, count in ordered[:MAX_VALUES])


def _count_themes(connection: Connection, where: ColumnElement[bool]) -> tuple[Counter[str], Counter[str]]:
    """Counts threads by family and by `family/theme`."""
    names = {str(row.id): (row.family, row.theme) for row in connection.execute(select(library_themes))}
    families: dict[str, int] = defaultdict(int)
    themes: dict[str, int] = defaultdict(int)
    for ids, count in connection.execute(_grouped(where, "themes")).all():
        numbers = ids.split()
        for number in numbers:
            themes[number] += count
        for family in {names[number][0] for number in numbers}:
            families[family] += count
    return Counter(families), Counter({"/".join(names[number]): count for number, count in themes.items() if names[number][1]})


def _count_authors(connection: Connection, where: ColumnElement[bool]) -> tuple[FacetValue, ...]:
    """Counts by handle, or by name where there is none. An author with several names has the most frequent one."""
    counted = _grouped(where, "author_id").order_by(func.count().desc(), library.c.author_id).limit(MAX_VALUES).subquery()
    query = select(library_authors.c.handle, library_authors.c.name, counted.c[1]).join(
        counted, counted.c.author_id == library_authors.c.id
    )
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for handle, name, count in connection.execute(query.order_by(counted.c[1].desc(), library_authors.c.id)):
        if value := handle or name:
            counts[value] += count
            names.setdefault(value, name)
    return tuple(FacetValue(item.value, item.count, names[item.value] or None) for item in _values(counts))


def _count_labels(connection: Connection, where: ColumnElement[bool]) -> tuple[FacetValue, ...]:
    joined = select(labels.c.name, func.count()).join(library, library.c.thread_id == labels.c.thread_id)
    rows = connection.execute(joined.where(where).group_by(labels.c.name))
    return _values(Counter({name: count for name, count in rows}))  # noqa: C416 - rows are no pairs to the type checker
