"""Tags: what the model and people say of a Version's points, one Tagging for each codebook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from archive.shapes.theme import CodebookRef, Tag, TaggedBy
from archive.shapes.thread import Point
from archive.tables import taggings, tags

Tags = Mapping[int, tuple[Tag, ...]]


@dataclass(frozen=True, slots=True)
class Tagging:
    """A Version's tags by one codebook. `given` and `rejected` are by position; `revision` goes up with every change."""

    codebook: CodebookRef
    revision: int
    given: Tags
    rejected: Tags


UNTAGGED = Tagging(CodebookRef("", 0), 0, {}, {})


def put(connection: Connection, version_id: int, codebook: CodebookRef, points: Sequence[Point], now: datetime) -> None:
    """Make the model's tags on `points` those of the Version; what people said stays. Runs `alone`."""
    row = _row(connection, version_id, codebook.id)
    if row is None:
        tagging_id, told = _insert(connection, version_id, codebook, now), None
    else:
        tagging_id, told = row.id, _model_tags(connection, row.id)
    wanted = {point.position: tags for point in points if (tags := _by_model(point))}
    if row is not None:
        changed = told != wanted or row.codebook_version != codebook.version
        values = {"tagged_at": now, "codebook_version": codebook.version, "revision": row.revision + changed}
        connection.execute(update(taggings).where(taggings.c.id == row.id).values(**values))
    if told != wanted:
        _replace(connection, tagging_id, version_id, wanted)


def put_again(connection: Connection, version_id: int, codebook: CodebookRef, points: Sequence[Point]) -> None:
    """The same for a codebook that the Version is tagged with: it does not become the last one by that. Runs `alone`."""
    if row := _row(connection, version_id, codebook.id):
        put(connection, version_id, codebook, points, row.tagged_at)


def codebooks_of(connection: Connection, version_id: int) -> tuple[CodebookRef, ...]:
    """Those that the Version is tagged with, the one that was last the last."""
    every = select(taggings).where(taggings.c.version_id == version_id).order_by(taggings.c.tagged_at, taggings.c.id)
    return tuple(CodebookRef(row.codebook_id, row.codebook_version) for row in connection.execute(every))


def _row(connection: Connection, version_id: int, codebook_id: str) -> Row[Any] | None:
    same = select(taggings).where(taggings.c.version_id == version_id, taggings.c.codebook_id == codebook_id)
    return connection.execute(same).one_or_none()


def _insert(connection: Connection, version_id: int, codebook: CodebookRef, now: datetime) -> int:
    values = {"codebook_id": codebook.id, "codebook_version": codebook.version, "revision": 1, "tagged_at": now}
    new = insert(taggings).values(version_id=version_id, **values).returning(taggings.c.id)
    return int(connection.execute(new).scalar_one())


def _by_model(point: Point) -> tuple[Tag, ...]:
    return tuple(tag for tag in point.tags if tag.by is TaggedBy.MODEL)


def _model_tags(connection: Connection, tagging_id: int) -> dict[int, tuple[Tag, ...]]:
    return _collect(connection, tags.c.tagging_id == tagging_id, tags.c.by == TaggedBy.MODEL)


def _replace(connection: Connection, tagging_id: int, version_id: int, wanted: Tags) -> None:
    connection.execute(delete(tags).where(tags.c.tagging_id == tagging_id, tags.c.by == TaggedBy.MODEL))
    rows = [
        {
            "tagging_id": tagging_id,
            "version_id": version_id,
            "position": position,
            "family": tag.family,
            "theme": tag.theme,
            "confidence": tag.confidence,
            "by": tag.by,
            "rejected": False,
            "evidence": tag.evidence,
        }
        for position, some in wanted.items()
        for tag in some
    ]
    if rows:
        connection.execute(insert(tags), rows)


def of_version(connection: Connection, version_id: int, codebook_id: str | None = None) -> Tagging | None:
    """The Version's tags by that codebook, else by the one it was tagged with last; None when there are none."""
    asked = select(taggings).where(taggings.c.version_id == version_id)
    if codebook_id is not None:
        asked = asked.where(taggings.c.codebook_id == codebook_id)
    row = connection.execute(asked.order_by(taggings.c.tagged_at.desc(), taggings.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    mine = tags.c.tagging_id == row.id
    return Tagging(
        codebook=CodebookRef(row.codebook_id, row.codebook_version),
        revision=row.revision,
        given=_collect(connection, mine, tags.c.rejected.is_(False)),
        rejected=_collect(connection, mine, tags.c.rejected.is_(True)),
    )


def _collect(connection: Connection, *which: Any) -> dict[int, tuple[Tag, ...]]:
    by_position: dict[int, list[Tag]] = defaultdict(list)
    for row in connection.execute(select(tags).where(*which).order_by(tags.c.id)):
        by_position[row.position].append(Tag(row.family, row.theme, row.confidence, row.by, row.evidence))
    return {position: tuple(some) for position, some in by_position.items()}
