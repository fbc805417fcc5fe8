"""Aliases: every name a thread is known by, so that any part of it finds it.

A name is (site, post id) or ("sha256", the hash of a capture's bytes). All of this runs in a transaction that is `alone`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, insert, select

from archive.columns import storable
from archive.shapes.thread import Version
from archive.tables import aliases, threads

HASH = "sha256"
# Characters; no site's ids are near it, and PostgreSQL's indexes hold no long ones.
LONGEST = 500
# Names asked for in one statement: databases limit the values that one takes.
AT_ONCE = 1000

Names = dict[str, set[str]]


def names_of(version: Version, sha256s: Iterable[str]) -> Names:
    """The names that a Version and its captures give a thread, by namespace."""
    ids = [version.root_post_id, *(point.post_id for point in version.points)]
    posts = {storable(id_) for id_ in ids if id_ and len(id_) <= LONGEST}
    return {str(version.site): posts, HASH: set(sha256s)}


def find(connection: Connection, names: Names) -> str | None:
    """The thread that any of the names is one of; of several, the one that was archived first."""
    found = set(_known(connection, names).values())
    oldest = select(threads.c.id).where(threads.c.id.in_(found)).order_by(threads.c.archived_at, threads.c.id).limit(1)
    return connection.execute(oldest).scalar_one_or_none() if found else None


def register(connection: Connection, names: Names, thread_id: str) -> None:
    """Let the thread be known by the names that are nobody's yet."""
    known = _known(connection, names)
    wanted = {(namespace, name) for namespace, some in names.items() for name in some}
    rows = [{"namespace": space, "name": name, "thread_id": thread_id} for space, name in sorted(wanted - known.keys())]
    if rows:
        connection.execute(insert(aliases), rows)


def _known(connection: Connection, names: Names) -> dict[tuple[str, str], str]:
    known: dict[tuple[str, str], str] = {}
    for namespace, some in _portions(names):
        rows = connection.execute(select(aliases).where(aliases.c.namespace == namespace, aliases.c.name.in_(some)))
        known |= {(row.namespace, row.name): row.thread_id for row in rows}
    return known


def _portions(names: Names) -> Iterator[tuple[str, list[str]]]:
    for namespace, some in names.items():
        every = sorted(some)
        for start in range(0, len(every), AT_ONCE):
            yield namespace, every[start : start + AT_ONCE]
