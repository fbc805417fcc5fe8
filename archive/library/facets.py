"""Counts what the threads of a list have: sites, authors, themes, verdicts, labels, years, codebooks."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Text, cast, func, literal, select, union_all

from archive.library.tables import library, library_authors, library_themes
from archive.tables import labels
from domain.shapes.library import Facets, FacetValue

MAX_VALUES: Final = 200
"""Values of a facet; the most frequent ones."""
_COLUMNS: Final = ("site", "verdict", "year", "codebook_id", "author_id", "themes")


def count_facets(connection: Connection, where: ColumnElement[bool]) -> Facets:
    """The facets of all threads that the condition holds for, the most frequent value first, years latest first."""
    columns = (library.c.id, library.c.thread_id, *(library.c[name] for name in _COLUMNS))
    listed = select(*columns).where(where).cte("listed").prefix_with("MATERIALIZED", dialect="postgresql")
    counts = [
        select(literal(name).label("facet"), cast(listed.c[name], Text).label("value"), func.count().label("count"))
        .where(listed.c[name].is_not(None))
        .group_by(listed.c[name])
        for name in _COLUMNS
    ]
    labelled = select(literal("label"), labels.c.name, func.count()).join(listed, listed.c.thread_id == labels.c.thread_id)
    counters: dict[str, Counter[str]] = {name: Counter() for name in (*_COLUMNS, "label")}
    for facet, value, count in connection.execute(union_all(*counts, labelled.group_by(labels.c.name))):
        counters[facet][value] = count
    families, themes = _count_themes(connection, counters["themes"])
    return {
        "site": _values(counters["site"]),
        "author": _count_authors(connection, counters["author_id"]),
        "family": _values(families),
        "theme": _values(themes),
        "verdict": _values(counters["verdict"]),
        "label": _values(counters["label"]),
        "year": tuple(FacetValue(year, count) for year, count in sorted(counters["year"].items(), reverse=True)),
        "codebook": _values(counters["codebook_id"]),
    }


def _values(counts: Counter[str]) -> tuple[FacetValue, ...]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(FacetValue(value, count) for value, count in ordered[:MAX_VALUES])


def _count_themes(connection: Connection, rows: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """Counts threads by family and by `family/theme`."""
    names = {row.id: (row.family, row.theme) for row in connection.execute(select(library_themes))}
    families: Counter[str] = Counter()
    themes: Counter[str] = Counter()
    for ids, count in rows.items():
        pairs = [names[int(id_)] for id_ in ids.split()]
        families.update(dict.fromkeys({family for family, _ in pairs}, count))
        themes.update(dict.fromkeys((f"{family}/{theme}" for family, theme in pairs), count))
    return families, themes


def _count_authors(connection: Connection, rows: Counter[str]) -> tuple[FacetValue, ...]:
    """Counts by handle, or by name where there is none. An author with several names has the most frequent one."""
    common = [(int(id_), count) for id_, count in rows.most_common(MAX_VALUES)]
    authors = connection.execute(select(library_authors).where(library_authors.c.id.in_([id_ for id_, _ in common])))
    by_id: dict[int, Any] = {row.id: row for row in authors}
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for id_, count in common:
        author = by_id[id_]
        if value := author.handle or author.name:
            counts[value] += count
            names.setdefault(value, author.name)
    return tuple(FacetValue(item.value, item.count, names[item.value] or None) for item in _values(counts))
