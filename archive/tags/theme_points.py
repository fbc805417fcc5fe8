"""One theme's points across all threads: what a theme sheet gathers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import and_, select

from archive.archive import Archive
from archive.tables import taggings, tags, versions
from archive.tables import threads as thread_rows
from archive.threads import threads
from domain.digest import digest
from domain.errors import NotFound
from domain.shapes.thread import Thread

MOST = 200
"""Threads on a sheet: the latest. More would be a book."""


@dataclass(frozen=True, slots=True)
class Excerpts:
    """Which threads carry a theme: id, version and revision of tags of each, the latest first; `more` were left out."""

    sources: tuple[tuple[str, int, int], ...]
    more: int = 0

    @property
    def digest(self) -> str:
        """Changes whenever the sheet would."""
        return digest(json.dumps([self.sources, self.more]).encode())


def find(archive: Archive, family: str, theme: str, codebook: str, most: int = MOST) -> Excerpts:
    """The threads whose latest version has a point with the theme, by that codebook."""
    latest = and_(versions.c.thread_id == thread_rows.c.id, versions.c.number == thread_rows.c.latest)
    ours = and_(taggings.c.version_id == versions.c.id, taggings.c.codebook_id == codebook)
    wanted = and_(tags.c.tagging_id == taggings.c.id, tags.c.family == family, tags.c.theme == theme)
    found = (
        select(thread_rows.c.id, versions.c.number, taggings.c.revision, thread_rows.c.archived_at)
        .join(versions, latest)
        .join(taggings, ours)
        .join(tags, wanted)
        .where(tags.c.rejected.is_(False))
        .distinct()
        .order_by(thread_rows.c.archived_at.desc(), thread_rows.c.id)
    )
    with archive.database.read() as connection:
        rows = connection.execute(found).all()
    return Excerpts(tuple((row.id, row.number, row.revision) for row in rows[:most]), max(0, len(rows) - most))


def load(archive: Archive, family: str, theme: str, codebook: str, excerpts: Excerpts) -> Iterator[Thread]:
    """Each of the threads with the points alone that carry the theme; one deleted meanwhile is left out."""
    for id_, number, _ in excerpts.sources:
        try:
            thread = threads.load(archive, id_, number, codebook)
        except NotFound:
            continue
        carried = tuple(
            point for point in thread.version.points if any((tag.family, tag.theme) == (family, theme) for tag in point.tags)
        )
        if carried:
            yield replace(thread, version=replace(thread.version, points=carried))
