"""Rows of tags: those of the model and those of people beside each other in one Tagging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, or_, select

from archive.database import in_parts
from archive.tables import taggings, tags
from domain.shapes.tag import LIKELY, Strength, Tag, TaggedBy

Tags = Mapping[int, tuple[Tag, ...]]
"""Tags by the position of their point."""


FAMILY_ONLY: Final = ""
"""The column `theme` of a tag that has a family only."""


def is_shown() -> ColumnElement[bool]:
    """The condition that a tag is neither rejected nor weak."""
    return and_(tags.c.rejected.is_(False), or_(tags.c.confidence.is_(None), tags.c.confidence >= LIKELY))


@dataclass(frozen=True, slots=True)
class EffectiveTags:
    """A Tagging's tags by position: those shown, those not sure enough to be shown, and those that people rejected."""

    shown: Tags
    weak: Tags
    rejected: Tags


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag on a point; `rejected` when a person says that the point does not carry it."""

    position: int
    tag: Tag
    rejected: bool = False

    @property
    def subject(self) -> tuple[int, str, str]:
        """What the tag is about: position, family and theme, as the columns have them."""
        return self.position, self.tag.family, self.tag.theme or FAMILY_ONLY


def tagging_row(connection: Connection, version_id: int, codebook_id: str) -> Row[Any] | None:
    query = select(taggings).where(taggings.c.version_id == version_id, taggings.c.codebook_id == codebook_id)
    return connection.execute(query).one_or_none()


def load_tags(connection: Connection, tagging_id: int, by: TaggedBy) -> tuple[TagRow, ...]:
    """All tags of the model, or of people, in one Tagging, in the order they were stored."""
    query = select(tags).where(tags.c.tagging_id == tagging_id, tags.c.by == by).order_by(tags.c.id)
    return tuple(_tag_row(row) for row in connection.execute(query))


def effective_tags(connection: Connection, tagging_ids: Collection[int]) -> Mapping[int, EffectiveTags]:
    """The tags of each point of these Taggings. A person's tag replaces the model's of the same theme."""
    stored: dict[int, list[Row[Any]]] = {id_: [] for id_ in tagging_ids}
    for part in in_parts(sorted(stored)):
        for row in connection.execute(select(tags).where(tags.c.tagging_id.in_(part)).order_by(tags.c.id)):
            stored[row.tagging_id].append(row)
    return {id_: _effective(sorted(rows, key=lambda row: row.by is TaggedBy.PERSON)) for id_, rows in stored.items()}


def _effective(rows: Iterable[Row[Any]]) -> EffectiveTags:
    by_point: dict[int, dict[tuple[str, str | None], TagRow]] = defaultdict(dict)
    for row in map(_tag_row, rows):
        by_point[row.position][row.tag.family, row.tag.theme] = row
    return EffectiveTags(
        shown=_select(by_point, lambda row: not row.rejected and row.tag.strength is not Strength.WEAK),
        weak=_select(by_point, lambda row: not row.rejected and row.tag.strength is Strength.WEAK),
        rejected=_select(by_point, lambda row: row.rejected),
    )


def replace_tags(connection: Connection, tagging: Row[Any], by: TaggedBy, new: Iterable[TagRow]) -> None:
    """Replaces all tags of the model, or of people, in this Tagging."""
    connection.execute(delete(tags).where(tags.c.tagging_id == tagging.id, tags.c.by == by))
    rows = [
        {
            "tagging_id": tagging.id,
            "version_id": tagging.version_id,
            "position": row.position,
            "family": row.tag.family,
            "theme": row.tag.theme or FAMILY_ONLY,
            "confidence": row.tag.confidence,
            "by": by,
            "rejected": row.rejected,
            "evidence": row.tag.evidence,
            "lost": row.tag.lost,
            "memo": row.tag.memo,
        }
        for row in new
    ]
    if rows:
        connection.execute(insert(tags), rows)


def _tag_row(row: Row[Any]) -> TagRow:
    tag = Tag(row.family, row.theme or None, row.confidence, row.by, row.evidence, row.lost, row.memo)
    return TagRow(row.position, tag, row.rejected)


def _select(by_point: Mapping[int, Mapping[tuple[str, str | None], TagRow]], condition: Callable[[TagRow], bool]) -> Tags:
    selected = {position: tuple(row.tag for row in rows.values() if condition(row)) for position, rows in by_point.items()}
    return {position: tags for position, tags in selected.items() if tags}
