"""What is said about points follows their words into the next Version: people's words always, the model's until it speaks.

Runs in a transaction that is `alone`. Called by threads whenever a Version is added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from archive import versions
from archive.following import followed, kept_in, same_points
from archive.shapes.theme import CodebookRef, Tag, TaggedBy
from archive.shapes.thread import Point
from archive.tables import taggings, tags
from archive.tables import versions as version_rows


@dataclass(frozen=True, slots=True)
class Said:
    """A tag on a point of an earlier Version, in one codebook."""

    codebook: CodebookRef
    tag: Tag
    rejected: bool


Words = dict[int, list[Said]]


def carry(connection: Connection, thread_id: str, version_id: int, fresh: str | None = None) -> None:
    """Let the Version of that row have what was said about its words before. `fresh` is the codebook the model just used.

    Each point looks for itself in the last Version, then in earlier ones, so that what was dropped comes back as it was.
    """
    new = _points(connection, version_id)
    gathered: Words = defaultdict(list)
    waiting = {point.position for point in new}
    known: dict[str, Row[Any]] = {}
    for number, row in enumerate(_earlier(connection, thread_id, version_id)):
        if not waiting:
            break
        known = {tagging.codebook_id: tagging for tagging in _taggings(connection, row.id)} | known
        said = _said(connection, row.id)
        found = _found(said, _points(connection, row.id), [each for each in new if each.position in waiting], near=number == 0)
        for position, words in found.items():
            gathered[position] += words
            waiting.discard(position)
    _write(connection, version_id, gathered, known, fresh)


def _earlier(connection: Connection, thread_id: str, version_id: int) -> Sequence[Row[Any]]:
    before = select(version_rows).where(version_rows.c.thread_id == thread_id, version_rows.c.id != version_id)
    return connection.execute(before.order_by(version_rows.c.number.desc())).all()


def _points(connection: Connection, version_id: int) -> tuple[Point, ...]:
    row = connection.execute(select(version_rows).where(version_rows.c.id == version_id)).one()
    return versions.load(connection, row).points


def _taggings(connection: Connection, version_id: int) -> Sequence[Row[Any]]:
    return connection.execute(select(taggings).where(taggings.c.version_id == version_id)).all()


def _said(connection: Connection, version_id: int) -> Words:
    said: Words = defaultdict(list)
    every = select(tags, taggings.c.codebook_id, taggings.c.codebook_version)
    asked = every.join(taggings, taggings.c.id == tags.c.tagging_id).where(tags.c.version_id == version_id)
    for row in connection.execute(asked.order_by(tags.c.id)):
        tag = Tag(row.family, row.theme, row.confidence, row.by, row.evidence)
        said[row.position].append(Said(CodebookRef(row.codebook_id, row.codebook_version), tag, row.rejected))
    return said


def _found(said: Words, old: Sequence[Point], new: Sequence[Point], *, near: bool) -> Words:
    """What was said about each new point that `old` has; only the last Version is looked through for parts and edits."""
    pairs = same_points(old, new)
    found: Words = {position: said.get(before, []) for position, before in pairs.items()}
    if near:
        gone = [point for point in old if point.position not in pairs.values() and point.position in said]
        for point in (point for point in new if point.position not in pairs):
            kin = [before for before in gone if kept_in(before, point)]
            if words := [moved for before in kin for moved in _moved(said[before.position], before, point)]:
                found[point.position] = words
    return found


def _moved(said: Iterable[Said], old: Point, new: Point) -> list[Said]:
    """People's words only: a text that changed is the model's to judge anew."""
    people = [each for each in said if each.tag.by is TaggedBy.PERSON]
    return [replace(each, tag=tag) for each in people if (tag := followed(each.tag, old, new))]


def _write(connection: Connection, version_id: int, words: Words, known: dict[str, Row[Any]], fresh: str | None) -> None:
    wanted = [
        (position, said)
        for position, some in words.items()
        for said in _once(some)
        if said.tag.by is TaggedBy.PERSON or said.codebook.id != fresh
    ]
    tagged = {tagging.codebook_id: tagging.id for tagging in _taggings(connection, version_id)}
    for id_, row in known.items():
        if id_ not in tagged:
            values = {"codebook_id": id_, "codebook_version": row.codebook_version, "tagged_at": row.tagged_at, "revision": 1}
            new = insert(taggings).values(version_id=version_id, **values).returning(taggings.c.id)
            tagged[id_] = connection.execute(new).scalar_one()
    if wanted:
        connection.execute(insert(tags), [_row(version_id, tagged[said.codebook.id], at, said) for at, said in wanted])


def _once(some: Sequence[Said]) -> list[Said]:
    """Two points that became one may bear the same theme: once is enough, with the evidence of both."""
    whole: dict[tuple[str, str, str, TaggedBy, bool], Said] = {}
    for said in some:
        key = (said.codebook.id, said.tag.family, said.tag.theme, said.tag.by, said.rejected)
        known = whole.get(key)
        evidence = tuple(dict.fromkeys((*(known.tag.evidence if known else ()), *said.tag.evidence)))
        whole[key] = replace(said, tag=replace(said.tag, evidence=evidence))
    return list(whole.values())


def _row(version_id: int, tagging_id: int, position: int, said: Said) -> dict[str, Any]:
    return {
        "tagging_id": tagging_id,
        "version_id": version_id,
        "position": position,
        "family": said.tag.family,
        "theme": said.tag.theme,
        "confidence": said.tag.confidence,
        "by": said.tag.by,
        "rejected": said.rejected,
        "evidence": said.tag.evidence,
    }
