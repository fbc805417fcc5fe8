"""Tags: what the model and people say of a Version's points, one Tagging for each codebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from archive.tables import taggings
from archive.tags.apply_decisions import settle
from archive.tags.tag_rows import Tags, Told, effective, replace, tagging_row, told
from domain.shapes.theme import THREADSHEET, CodebookRef, Judge, TaggedBy, Tagging
from domain.shapes.thread import Point


@dataclass(frozen=True, slots=True)
class Tagged:
    """A Version's tags by one codebook. `given` and `rejected` are by position; `revision` goes up with every change."""

    codebook: CodebookRef
    revision: int
    given: Tags
    rejected: Tags
    judge: Judge = THREADSHEET


UNTAGGED = Tagged(CodebookRef("", 0), 0, {}, {})


def put(
    connection: Connection,
    version_id: int,
    codebook: CodebookRef,
    points: Sequence[Point],
    tagged_at: datetime,
    judge: Judge = THREADSHEET,
) -> None:
    """Make the model's tags on `points` those of the Version, then bring what people said to them. Runs `alone`.

    The tagging with the latest `tagged_at` is the one that the thread is shown by.
    """
    wanted = tuple(Told(point.position, tag) for point in points for tag in point.tags if tag.by is TaggedBy.MODEL)
    row = tagging_row(connection, version_id, codebook.id)
    if row is None:
        row = _insert(connection, version_id, codebook, tagged_at, judge)
        replace(connection, row, TaggedBy.MODEL, wanted)
    else:
        _change(connection, row, codebook, wanted, tagged_at, judge)
    settle(connection, row)


def put_again(connection: Connection, version_id: int, codebook: CodebookRef, points: Sequence[Point], judge: Judge) -> None:
    """The same for a codebook that the Version is tagged with: it does not become the last one by that. Runs `alone`."""
    if row := tagging_row(connection, version_id, codebook.id):
        put(connection, version_id, codebook, points, row.tagged_at, judge)


def _insert(connection: Connection, version_id: int, codebook: CodebookRef, tagged_at: datetime, judge: Judge) -> Row[Any]:
    names = {"version_id": version_id, "codebook_id": codebook.id, "codebook_version": codebook.version}
    said = {"revision": 1, "tagged_at": tagged_at, "judge": judge.name, "warning": judge.warning}
    return connection.execute(insert(taggings).values(**names, **said).returning(taggings)).one()


def _change(
    connection: Connection,
    row: Row[Any],
    codebook: CodebookRef,
    wanted: Sequence[Told],
    tagged_at: datetime,
    judge: Judge,
) -> None:
    before = tuple((each.position, each.tag) for each in told(connection, row.id, TaggedBy.MODEL))
    anew = before != tuple((each.position, each.tag) for each in wanted)
    same = (row.codebook_version, row.judge, row.warning) == (codebook.version, judge.name, judge.warning)
    said = {"tagged_at": tagged_at, "judge": judge.name, "warning": judge.warning}
    raised = {"codebook_version": codebook.version, "revision": row.revision + (anew or not same)}
    connection.execute(update(taggings).where(taggings.c.id == row.id).values(**said, **raised))
    if anew:
        replace(connection, row, TaggedBy.MODEL, wanted)


def of_version(connection: Connection, version_id: int, codebook_id: str | None = None) -> Tagged | None:
    """The Version's tags by that codebook, else by the one it is shown by; None when there are none."""
    asked = select(taggings).where(taggings.c.version_id == version_id)
    if codebook_id is not None:
        asked = asked.where(taggings.c.codebook_id == codebook_id)
    row = connection.execute(asked.order_by(taggings.c.tagged_at.desc(), taggings.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    given, rejected = effective(connection, row.id)
    codebook = CodebookRef(row.codebook_id, row.codebook_version)
    return Tagged(codebook, row.revision, given, rejected, Judge(row.judge, row.warning))


def taggings_of(connection: Connection, version_id: int) -> tuple[Tagging, ...]:
    """What a Version was tagged with, the codebook it is shown by first."""
    mine = select(taggings).where(taggings.c.version_id == version_id)
    rows = connection.execute(mine.order_by(taggings.c.tagged_at.desc(), taggings.c.id.desc()))
    return tuple(
        Tagging(CodebookRef(row.codebook_id, row.codebook_version), row.revision, Judge(row.judge, row.warning), row.tagged_at)
        for row in rows
    )
