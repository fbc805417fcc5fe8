"""Tags of a Version's points, by the model and by people: one Tagging for each codebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, insert, select, update

from archive.tables import taggings, threads, versions
from archive.tags.apply_decisions import apply_decisions
from archive.tags.tag_rows import EffectiveTags, TagRow, Tags, effective_tags, load_tags, replace_tags, tagging_row
from domain.shapes.codebook import CodebookRef
from domain.shapes.tag import THREADSHEET, Judge, TaggedBy, Tagging
from domain.shapes.thread import Point


@dataclass(frozen=True, slots=True)
class VersionTags:
    """A Version's tags by one codebook, by position. `revision` goes up with every change."""

    codebook: CodebookRef
    revision: int
    tags: Tags
    rejected: Tags
    judge: Judge = THREADSHEET
    weak: Tags = field(default_factory=dict)


UNTAGGED = VersionTags(CodebookRef("", 0), 0, {}, {})


def put(
    connection: Connection,
    version_id: int,
    codebook: CodebookRef,
    points: Sequence[Point],
    tagged_at: datetime,
    judge: Judge = THREADSHEET,
) -> None:
    """Makes the model's tags on `points` those of the Version, then applies people's decisions. Needs a write `alone`.

    The first codebook of a thread becomes the one that it is shown by.
    """
    new = tuple(
        TagRow(point.position, tag) for point in points for tag in (*point.tags, *point.weak) if tag.by is TaggedBy.MODEL
    )
    row = tagging_row(connection, version_id, codebook.id)
    if row is None:
        row = _insert(connection, version_id, codebook, tagged_at, judge)
        _show_first(connection, version_id, codebook.id)
        replace_tags(connection, row, TaggedBy.MODEL, new)
    else:
        _update(connection, row, codebook, new, tagged_at, judge)
    apply_decisions(connection, row)


def put_again(connection: Connection, version_id: int, codebook: CodebookRef, points: Sequence[Point], judge: Judge) -> None:
    """As `put`, for a codebook that the Version is already tagged with: the thread is shown by the same codebook as before."""
    if row := tagging_row(connection, version_id, codebook.id):
        put(connection, version_id, codebook, points, row.tagged_at, judge)


def shown_first() -> tuple[Any, ...]:
    """The order of a Version's taggings: the one that its thread is shown by, then the others, latest first."""
    of_version = and_(versions.c.id == taggings.c.version_id, versions.c.thread_id == threads.c.id)
    shown_by = select(threads.c.codebook_id).where(of_version).correlate(taggings).scalar_subquery()
    return (case((taggings.c.codebook_id == shown_by, 0), else_=1), taggings.c.tagged_at.desc(), taggings.c.id.desc())


def _show_first(connection: Connection, version_id: int, codebook_id: str) -> None:
    thread_id = select(versions.c.thread_id).where(versions.c.id == version_id).scalar_subquery()
    first = update(threads).where(threads.c.id == thread_id, threads.c.codebook_id.is_(None))
    connection.execute(first.values(codebook_id=codebook_id))


def _insert(connection: Connection, version_id: int, codebook: CodebookRef, tagged_at: datetime, judge: Judge) -> Row[Any]:
    key = {"version_id": version_id, "codebook_id": codebook.id, "codebook_version": codebook.version}
    values = {"revision": 1, "tagged_at": tagged_at, "judge": judge.name, "warning": judge.warning}
    return connection.execute(insert(taggings).values(**key, **values).returning(taggings)).one()


def _update(
    connection: Connection,
    row: Row[Any],
    codebook: CodebookRef,
    new: Sequence[TagRow],
    tagged_at: datetime,
    judge: Judge,
) -> None:
    old = load_tags(connection, row.id, TaggedBy.MODEL)
    tags_differ = [(tag_row.position, tag_row.tag) for tag_row in old] != [(tag_row.position, tag_row.tag) for tag_row in new]
    judge_differs = (row.codebook_version, row.judge, row.warning) != (codebook.version, judge.name, judge.warning)
    values = {
        "tagged_at": tagged_at,
        "judge": judge.name,
        "warning": judge.warning,
        "codebook_version": codebook.version,
        "revision": row.revision + (tags_differ or judge_differs),
    }
    connection.execute(update(taggings).where(taggings.c.id == row.id).values(**values))
    if tags_differ:
        replace_tags(connection, row, TaggedBy.MODEL, new)


def of_version(connection: Connection, version_id: int) -> VersionTags | None:
    """The Version's tags by the codebook that it is shown by; None when there are none."""
    return of_versions(connection, [(version_id, None)]).get((version_id, None))


def of_versions(
    connection: Connection, choices: Sequence[tuple[int, str | None]]
) -> Mapping[tuple[int, str | None], VersionTags]:
    """Each Version's tags by a codebook, without one by that which it is shown by. A choice without tags is left out."""
    query = select(taggings).where(taggings.c.version_id.in_({version_id for version_id, _ in choices}))
    rows: dict[tuple[int, str | None], Row[Any]] = {}
    for row in connection.execute(query.order_by(*shown_first())):
        rows.setdefault((row.version_id, None), row)
        rows[row.version_id, row.codebook_id] = row
    chosen = {choice: rows[choice] for choice in choices if choice in rows}
    tags_of = effective_tags(connection, {row.id for row in chosen.values()})
    return {choice: _version_tags(row, tags_of[row.id]) for choice, row in chosen.items()}


def _version_tags(row: Row[Any], tags: EffectiveTags) -> VersionTags:
    codebook = CodebookRef(row.codebook_id, row.codebook_version)
    return VersionTags(codebook, row.revision, tags.shown, tags.rejected, Judge(row.judge, row.warning), tags.weak)


def taggings_of(connection: Connection, version_id: int) -> tuple[Tagging, ...]:
    """All taggings of a Version, the one it is shown by first."""
    query = select(taggings).where(taggings.c.version_id == version_id)
    rows = connection.execute(query.order_by(*shown_first()))
    return tuple(
        Tagging(CodebookRef(row.codebook_id, row.codebook_version), row.revision, Judge(row.judge, row.warning), row.tagged_at)
        for row in rows
    )
