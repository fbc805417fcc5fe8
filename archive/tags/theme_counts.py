"""How often themes come up over the whole archive, where, and together with which others. Read by the pages of themes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from archive.archive import Archive
from archive.tables import points, taggings, tags, threads, versions
from archive.tags.tag_rows import effective
from domain.shapes.post import Author
from domain.shapes.theme import Tag, TaggedBy
from domain.shapes.thread import Point

Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Count:
    """Of one theme: points, threads, and the points on which a person said so."""

    points: int
    threads: int
    by_people: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one codebook, over the latest Version of every thread that was tagged with it.

    `families` counts points with at least one tag; `together` the points that carry both of two themes, each pair once.
    """

    threads: int
    points: int
    families: Mapping[str, int]
    themes: Mapping[Name, Count]
    together: Mapping[tuple[Name, Name], int]


@dataclass(frozen=True, slots=True)
class Found:
    """A point that carries a theme, and where it stands. `point` has its tags by that codebook."""

    thread_id: str
    title: str
    author: Author
    language: str | None
    point: Point


def counts(archive: Archive, codebook_id: str) -> Counts:
    """What is tagged with that codebook."""
    latest = _latest(codebook_id).subquery()
    given = select(tags).where(tags.c.tagging_id.in_(select(latest.c.id)), tags.c.rejected.is_(False)).subquery()
    place = select(given.c.family, given.c.version_id, given.c.position).distinct().subquery()
    by_people = func.sum(case((given.c.by == TaggedBy.PERSON, 1), else_=0))
    theme = select(given.c.family, given.c.theme, func.count(), func.count(given.c.version_id.distinct()), by_people)
    other = given.alias()
    same_point = and_(given.c.version_id == other.c.version_id, given.c.position == other.c.position)
    before = or_(given.c.family < other.c.family, and_(given.c.family == other.c.family, given.c.theme < other.c.theme))
    pair = (given.c.family, given.c.theme, other.c.family, other.c.theme)
    with archive.database.read() as connection:
        whole = connection.execute(select(func.count(), func.coalesce(func.sum(latest.c.points), 0)).select_from(latest)).one()
        families = connection.execute(select(place.c.family, func.count()).group_by(place.c.family)).all()
        themes = connection.execute(theme.group_by(given.c.family, given.c.theme)).all()
        pairs = connection.execute(select(*pair, func.count()).where(same_point, before).group_by(*pair)).all()
    return Counts(
        threads=whole[0],
        points=int(whole[1]),
        families={row[0]: row[1] for row in families},
        themes={(row[0], row[1]): Count(row[2], row[3], int(row[4])) for row in themes},
        together={((row[0], row[1]), (row[2], row[3])): row[4] for row in pairs},
    )


def found(archive: Archive, codebook_id: str, name: Name, limit: int, after: int = 0) -> tuple[Found, ...]:
    """Points that carry a theme, those of the thread stored last first; `after` so many of them."""
    latest = _latest(codebook_id).subquery()
    carried = (tags.c.family == name[0], tags.c.theme == name[1], tags.c.rejected.is_(False))
    given = select(tags.c.tagging_id, tags.c.position).where(*carried).subquery()
    which = (
        select(latest.c.id, versions.c.thread_id, versions.c.title, versions.c.author, versions.c.language, points)
        .join(given, given.c.tagging_id == latest.c.id)
        .join(versions, versions.c.id == latest.c.version_id)
        .join(threads, threads.c.id == versions.c.thread_id)
        .join(points, and_(points.c.version_id == versions.c.id, points.c.position == given.c.position))
        .order_by(threads.c.updated_at.desc(), threads.c.id, points.c.position)
        .limit(limit)
        .offset(after)
    )
    with archive.database.read() as connection:
        rows = connection.execute(which).all()
        told = {id_: effective(connection, id_)[0] for id_ in {row.id for row in rows}}
    return tuple(_found(row, told[row.id].get(row.position, ())) for row in rows)


def _found(row: Any, carried: tuple[Tag, ...]) -> Found:  # a row of several tables
    point = Point(row.position, row.role, row.text, row.number, row.of, row.spans, row.post_id, row.url, tags=carried)
    return Found(row.thread_id, row.title, row.author, row.language, point)


def _latest(codebook_id: str) -> Select[Any]:
    """The taggings of every thread's latest Version by that codebook, with how many points it has."""
    newest = and_(versions.c.thread_id == threads.c.id, versions.c.number == threads.c.latest)
    which = select(taggings.c.id, taggings.c.version_id, versions.c.points)
    joined = which.join(versions, versions.c.id == taggings.c.version_id).join(threads, newest)
    return joined.where(taggings.c.codebook_id == codebook_id)
