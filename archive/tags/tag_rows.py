"""Tags as rows: how the model's and people's stand beside each other in one Tagging. Called by tags and settling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from archive.tables import taggings, tags
from domain.shapes.theme import Tag, TaggedBy

Tags = Mapping[int, tuple[Tag, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """A tag as somebody said it: `rejected` when a person says that the point does not carry it."""

    position: int
    tag: Tag
    rejected: bool = False

    @property
    def about(self) -> tuple[int, str, str]:
        return self.position, self.tag.family, self.tag.theme


def tagging_row(connection: Connection, version_id: int, codebook_id: str) -> Row[Any] | None:
    same = select(taggings).where(taggings.c.version_id == version_id, taggings.c.codebook_id == codebook_id)
    return connection.execute(same).one_or_none()


def told(connection: Connection, tagging_id: int, by: TaggedBy) -> tuple[Told, ...]:
    """All that the model, or people, say in one Tagging, in the order it was written down."""
    mine = select(tags).where(tags.c.tagging_id == tagging_id, tags.c.by == by).order_by(tags.c.id)
    return tuple(_told(row) for row in connection.execute(mine))


def effective(connection: Connection, tagging_id: int) -> tuple[Tags, Tags]:
    """What each point carries and what was rejected on it, by position: a person's word stands in the place of the model's."""
    words: dict[int, dict[tuple[str, str], Told]] = defaultdict(dict)
    for each in (*told(connection, tagging_id, TaggedBy.MODEL), *told(connection, tagging_id, TaggedBy.PERSON)):
        words[each.position][each.tag.family, each.tag.theme] = each
    return _where(words, rejected=False), _where(words, rejected=True)


def replace(connection: Connection, tagging: Row[Any], by: TaggedBy, wanted: Iterable[Told]) -> None:
    """Make `wanted` all that the model, or people, say in this Tagging."""
    connection.execute(delete(tags).where(tags.c.tagging_id == tagging.id, tags.c.by == by))
    rows = [
        {
            "tagging_id": tagging.id,
            "version_id": tagging.version_id,
            "position": each.position,
            "family": each.tag.family,
            "theme": each.tag.theme,
            "confidence": each.tag.confidence,
            "by": by,
            "rejected": each.rejected,
            "evidence": each.tag.evidence,
            "lost": each.tag.lost,
        }
        for each in wanted
    ]
    if rows:
        connection.execute(insert(tags), rows)


def _told(row: Row[Any]) -> Told:
    tag = Tag(row.family, row.theme, row.confidence, row.by, row.evidence, row.lost)
    return Told(row.position, tag, row.rejected)


def _where(words: Mapping[int, Mapping[tuple[str, str], Told]], *, rejected: bool) -> Tags:
    found = {
        position: tuple(each.tag for each in some.values() if each.rejected is rejected) for position, some in words.items()
    }
    return {position: some for position, some in found.items() if some}
