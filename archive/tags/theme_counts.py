"""Counts how often themes occur in the whole archive, and together with which others. Read by the pages of themes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from archive.archive import Archive
from archive.points import load_points_of
from archive.tables import taggings, tags, threads, versions
from archive.tags.tag_rows import effective_tags, is_shown
from domain.shapes.post import Author
from domain.shapes.reading import Site
from domain.shapes.tag import TaggedBy
from domain.shapes.thread import Point

Name = tuple[str, str]
"""Family and theme."""


@dataclass(frozen=True, slots=True)
class Count:
    """Points and threads with a theme, and the points on which a person said so."""

    points: int
    threads: int
    by_people: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts for one codebook, over the latest Version of every thread that was tagged with it.

    `families` counts points with at least one tag; `together` the points that carry both of two themes, each pair once.
    """

    threads: int
    points: int
    families: Mapping[str, int]
    themes: Mapping[Name, Count]
    together: Mapping[tuple[Name, Name], int]


@dataclass(frozen=True, slots=True)
class ThemePoint:
    """A point that carries a theme, with its thread. `point` has its tags by that codebook."""

    thread_id: str
    title: str
    author: Author
    language: str | None
    point: Point


def count_themes(archive: Archive, codebook_id: str) -> Counts:
    """Counts the themes of that codebook."""
    latest = _latest(codebook_id).subquery()
    visible = select(tags).where(tags.c.tagging_id.in_(select(latest.c.id)), is_shown()).subquery()
    family_points = select(visible.c.family, visible.c.version_id, visible.c.position).distinct().subquery()
    by_people = func.sum(case((visible.c.by == TaggedBy.PERSON, 1), else_=0))
    theme = select(visible.c.family, visible.c.theme, func.count(), func.count(visible.c.version_id.distinct()), by_people)
    other = visible.alias()
    same_point = and_(visible.c.tagging_id == other.c.tagging_id, visible.c.position == other.c.position)
    before = or_(visible.c.family < other.c.family, and_(visible.c.family == other.c.family, visible.c.theme < other.c.theme))
    pair = (visible.c.family, visible.c.theme, other.c.family, other.c.theme)
    with archive.database.read() as connection:
        total = connection.execute(select(func.count(), func.coalesce(func.sum(latest.c.points), 0)).select_from(latest)).one()
        families = connection.execute(select(family_points.c.family, func.count()).group_by(family_points.c.family)).all()
        themes = connection.execute(theme.group_by(visible.c.family, visible.c.theme)).all()
        pairs = connection.execute(select(*pair, func.count()).where(same_point, before).group_by(*pair)).all()
    return Counts(
        threads=total[0],
        points=int(total[1]),
        families={row[0]: row[1] for row in families},
        themes={(row[0], row[1]): Count(row[2], row[3], int(row[4])) for row in themes},
        together={((row[0], row[1]), (row[2], row[3])): row[4] for row in pairs},
    )


@dataclass(frozen=True, slots=True)
class PointChoice:
    """Which points of a theme are listed: those of a site, of an author's handle, and by whoever set the theme."""

    site: Site | None = None
    author: str | None = None
    by: TaggedBy | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        of_version = [versions.c.site == self.site] if self.site else []
        return of_version + ([versions.c.author_handle == self.author.removeprefix("@")] if self.author else [])


ALL_POINTS: Final = PointChoice()


def list_points(
    archive: Archive, codebook_id: str, name: Name, limit: int, offset: int = 0, choice: PointChoice = ALL_POINTS
) -> tuple[ThemePoint, ...]:
    """Points that carry a theme, those of the thread updated last first."""
    latest = _latest(codebook_id).subquery()
    conditions = (tags.c.family == name[0], tags.c.theme == name[1], is_shown())
    by = (tags.c.by == choice.by,) if choice.by else ()
    carrying = select(tags.c.tagging_id, tags.c.position).where(*conditions, *by).distinct().subquery()
    query = (
        select(latest.c.id, latest.c.version_id, carrying.c.position, *_shown_columns())
        .join(carrying, carrying.c.tagging_id == latest.c.id)
        .join(versions, versions.c.id == latest.c.version_id)
        .join(threads, threads.c.id == versions.c.thread_id)
        .where(*choice.conditions())
        .order_by(threads.c.updated_at.desc(), threads.c.id, carrying.c.position)
        .limit(limit)
        .offset(offset)
    )
    with archive.database.read() as connection:
        rows = connection.execute(query).all()
        tags_of = effective_tags(connection, {row.id for row in rows})
        points_of = load_points_of(connection, sorted({row.version_id for row in rows}))
    tagged = (
        replace(points_of[row.version_id][row.position - 1], tags=tags_of[row.id].shown.get(row.position, ())) for row in rows
    )
    return tuple(
        ThemePoint(row.thread_id, row.title, row.author, row.language, point) for row, point in zip(rows, tagged, strict=True)
    )


def _shown_columns() -> tuple[Any, ...]:
    return tuple(versions.c[name] for name in ("thread_id", "title", "author", "language"))


def _latest(codebook_id: str) -> Select[Any]:
    """The taggings of every thread's latest Version by that codebook, with the Version's number of points."""
    newest = and_(versions.c.thread_id == threads.c.id, versions.c.number == threads.c.latest, threads.c.deleted_at.is_(None))
    query = select(taggings.c.id, taggings.c.version_id, versions.c.points)
    joined = query.join(versions, versions.c.id == taggings.c.version_id).join(threads, newest)
    return joined.where(taggings.c.codebook_id == codebook_id)
