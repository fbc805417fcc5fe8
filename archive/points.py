"""The points of Versions: one row a Version, packed, since a Version never changes and is read as one.

Tags are stored apart (`archive/tags`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, insert, select, type_coerce

from archive.columns import PackedJson
from archive.database import in_parts
from archive.tables import points, versions
from domain.anchors import PointFinder
from domain.shapes.thread import Point, PointSummary


def insert_points(connection: Connection, version_id: int, version_points: Sequence[Point]) -> None:
    """Stores a Version's points without their tags."""
    connection.execute(insert(points).values(version_id=version_id, points=without_tags(version_points)))


def without_tags(version_points: Sequence[Point]) -> tuple[Point, ...]:
    """The points as they are stored."""
    return tuple(replace(point, tags=(), rejected=(), weak=()) for point in version_points)


def load_points(connection: Connection, version_id: int) -> tuple[Point, ...]:
    """A Version's points in order, without tags."""
    return load_points_of(connection, [version_id]).get(version_id, ())


def load_points_of(connection: Connection, version_ids: Sequence[int]) -> Mapping[int, tuple[Point, ...]]:
    """The points of several Versions, by the Version's row id."""
    loaded: dict[int, tuple[Point, ...]] = {}
    for part in in_parts(version_ids):
        for row in connection.execute(select(points).where(points.c.version_id.in_(part))):
            loaded[row.version_id] = row.points
    return loaded


def _load_points_of_others(connection: Connection, thread_id: str, version_id: int) -> Iterator[tuple[Point, ...]]:
    """The points of the thread's other Versions, the latest first; each is read when it is asked for."""
    query = select(versions.c.id).where(versions.c.thread_id == thread_id, versions.c.id != version_id)
    for id_ in connection.execute(query.order_by(versions.c.number.desc())).scalars().all():
        yield load_points(connection, id_)


def point_finder(connection: Connection, thread_id: str, version_id: int) -> PointFinder:
    """Finds anchors in one Version of a thread; use it while the connection is open."""
    return PointFinder(load_points(connection, version_id), _load_points_of_others(connection, thread_id, version_id))


def load_point_summaries(connection: Connection, version_ids: Sequence[int]) -> Mapping[int, tuple[PointSummary, ...]]:
    """What strips show of the points of several Versions, without families. Takes a tenth of the time of `load_points_of`."""
    summaries = type_coerce(points.c.points, PackedJson(tuple[PointSummary, ...]))
    loaded: dict[int, tuple[PointSummary, ...]] = {}
    for part in in_parts(version_ids):
        for row in connection.execute(select(points.c.version_id, summaries).where(points.c.version_id.in_(part))):
            loaded[row[0]] = row[1]
    return loaded
