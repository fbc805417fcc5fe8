"""Rows of tags: those of the model and those of people beside each other in one Tagging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from archive.tables import taggings, tags
from domain.shapes.tag import Tag, TaggedBy

Tags = Mapping[int, tuple[Tag, ...]]
"""Tags by the position of their point."""


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag on a point; `rejected` when a person says that the point does not carry it."""

    position: int
    tag: Tag
    rejected: bool = False

    @property
    def subject(self) -> tuple[int, str, str]:
        """What the tag is about: position, family and theme."""
        return self.position, self.tag.family, self.tag.theme


def tagging_row(connection: Connection, version_id: int, codebook_id: str) -> Row[Any] | None:
    query = select(taggings).where(taggings.c.version_id == version_id, taggings.c.codebook_id == codebook_id)
    return connection.execute(query).one_or_none()


def load_tags(connection: Connection, tagging_id: int, by: TaggedBy) -> tuple[TagRow, ...]:
    """All tags of the model, or of people, in one Tagging, in the order they were stored."""
    query = select(tags).where(tags.c.tagging_id == tagging_id, tags.c.by == by).order_by(tags.c.id)
    return tuple(_tag_row(row) for row in connection.execute(query))


def effective_tags(connection: Connection, tagging_id: int) -> tuple[Tags, Tags]:
    """The tags of each point and those rejected on it. A person's tag replaces the model's of the same theme."""
    by_point: dict[int, dict[tuple[str, str], TagRow]] = defaultdict(dict)
    for row in (*load_tags(connection, tagging_id, TaggedBy.MODEL), *load_tags(connection, tagging_id, TaggedBy.PERSON)):
        by_point[row.position][row.tag.family, row.tag.theme] = row
    return _select(by_point, rejected=False), _select(by_point, rejected=True)


def replace_tags(connection: Connection, tagging: Row[Any], by: TaggedBy, new: Iterable[TagRow]) -> None:
    """Replaces all tags of the model, or of people, in this Tagging."""
    connection.execute(delete(tags).where(tags.c.tagging_id == tagging.id, tags.c.by == by))
    rows = [
        {
            "tagging_id": tagging.id,
            "version_id": tagging.version_id,
            "position": row.position,
            "family": row.tag.family,
            "theme": row.tag.theme,
            "confidence": row.tag.confidence,
            "by": by,
            "rejected": row.rejected,
            "evidence": row.tag.evidence,
            "lost": row.tag.lost,
        }
        for row in new
    ]
    if rows:
        connection.execute(insert(tags), rows)


def _tag_row(row: Row[Any]) -> TagRow:
    tag = Tag(row.family, row.theme, row.confidence, row.by, row.evidence, row.lost)
    return TagRow(row.position, tag, row.rejected)


def _select(by_point: Mapping[int, Mapping[tuple[str, str], TagRow]], *, rejected: bool) -> Tags:
    selected = {
        position: tuple(row.tag for row in rows.values() if row.rejected is rejected) for position, rows in by_point.items()
    }
    return {position: tags for position, tags in selected.items() if tags}
