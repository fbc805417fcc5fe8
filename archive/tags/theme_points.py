"""Loads the points of one theme across all threads, for a theme sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import and_, select

from archive.archive import Archive
from archive.tables import taggings, tags, versions
from archive.tables import threads as thread_rows
from archive.tags.tag_rows import is_shown
from archive.threads.loading import ThreadKey, load_present
from domain.digest import digest
from domain.shapes.thread import Thread

MAX_THREADS = 200
"""Threads on a sheet: the latest ones."""


@dataclass(frozen=True, slots=True)
class ThemeThreads:
    """The threads that carry a theme, latest first: id, version and revision of tags of each. `more` were left out."""

    sources: tuple[tuple[str, int, int], ...]
    more: int = 0

    @property
    def digest(self) -> str:
        """A digest that changes whenever the sheet would."""
        return digest(json.dumps([self.sources, self.more]).encode())


def find_threads(archive: Archive, family: str, theme: str, codebook: str, limit: int = MAX_THREADS) -> ThemeThreads:
    """The threads whose latest version has a point with the theme, by that codebook."""
    present = thread_rows.c.deleted_at.is_(None)
    latest = and_(versions.c.thread_id == thread_rows.c.id, versions.c.number == thread_rows.c.latest, present)
    tagged = and_(taggings.c.version_id == versions.c.id, taggings.c.codebook_id == codebook)
    carrying = and_(tags.c.tagging_id == taggings.c.id, tags.c.family == family, tags.c.theme == theme)
    query = (
        select(thread_rows.c.id, versions.c.number, taggings.c.revision, thread_rows.c.archived_at)
        .join(versions, latest)
        .join(taggings, tagged)
        .join(tags, carrying)
        .where(is_shown())
        .distinct()
        .order_by(thread_rows.c.archived_at.desc(), thread_rows.c.id)
    )
    with archive.database.read() as connection:
        rows = connection.execute(query).all()
    return ThemeThreads(tuple((row.id, row.number, row.revision) for row in rows[:limit]), max(0, len(rows) - limit))


def load_threads(archive: Archive, family: str, theme: str, codebook: str, theme_threads: ThemeThreads) -> Iterator[Thread]:
    """The threads, each with only the points that carry the theme; one deleted meanwhile is left out."""
    for thread in load_present(archive, [ThreadKey(id_, number, codebook) for id_, number, _ in theme_threads.sources]):
        points = tuple(
            point for point in thread.version.points if any((tag.family, tag.theme) == (family, theme) for tag in point.tags)
        )
        if points:
            yield replace(thread, version=replace(thread.version, points=points))
