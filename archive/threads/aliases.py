"""Aliases: all names by which a thread is found.

A name is (site, post id), ("url", the address of a post), ("sha256", the hash of a capture's bytes), or ("text", the hash of a
point's text), which two threads may have in common. Only a hash of it is stored, with the Version that gave it first. Runs in
the caller's transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select

from archive.database import in_parts
from archive.tables import aliases, versions
from domain.addresses import recognise
from domain.digest import short_digest, text_digest
from domain.errors import ThreadsheetError
from domain.shapes.address import Kind
from domain.shapes.reading import Site
from domain.shapes.thread import Point, Version

HASH = "sha256"
TEXTS = "text"
ADDRESS = "url"
WORD = re.compile(r"\w+")
# Letters that a text must have to identify a thread; "Thank you for reading" has fewer.
MIN_LETTERS = 25

Names = dict[str, set[str]]


def names_of(version: Version, sha256s: Iterable[str]) -> Names:
    """All names that a Version and its captures give a thread, by namespace."""
    return merge_names({**certain_names(version, sha256s), TEXTS: text_hashes(version.points)}, address_names(version.url))


def certain_names(version: Version, sha256s: Iterable[str]) -> Names:
    """The names that belong to one thread only: its posts and captures."""
    ids = [version.root_post_id, *(point.post_id for point in version.points)]
    return {str(version.site): {id_ for id_ in ids if id_}, HASH: set(sha256s)}


def address_names(url: str | None) -> Names:
    """The name that an address gives: that of its post. A page's address gives none, because its content may change."""
    try:
        address = recognise(url) if url else None
    except ThreadsheetError:
        return {}
    if address is None or address.kind is Kind.PAGE:
        return {}
    if address.site is Site.X and address.post_id:
        return {str(Site.X): {address.post_id}}
    return {ADDRESS: {address.url}}


def merge_names(one: Names, other: Names) -> Names:
    """All names of two readings."""
    return {space: one.get(space, set()) | other.get(space, set()) for space in one.keys() | other.keys()}


def text_hashes(points: Sequence[Point]) -> set[str]:
    """The hashes of the points' texts that are long enough."""
    return {text_hash_ for point in points if (text_hash_ := text_hash(point.text)) is not None}


def text_hash(text: str) -> str | None:
    """A hash of the words, whatever is between them; None for a short text."""
    words = WORD.findall(text.casefold())
    if sum(map(len, words)) < MIN_LETTERS:
        return None
    return text_digest(" ".join(words))


def find_threads(connection: Connection, names: Names) -> set[str]:
    """The ids of the threads that have any of the names."""
    return set(find_owners(connection, keys_of(names)).values())


def register(connection: Connection, names: Names, version_id: int) -> None:
    """Adds those of the names that no thread has yet to the thread of that Version."""
    keys = keys_of(names)
    rows = [{"key": key, "version_id": version_id} for key in sorted(keys - find_owners(connection, keys).keys())]
    if rows:
        connection.execute(insert(aliases), rows)


def keys_of(names: Names) -> set[int]:
    """The names as they are stored."""
    return {short_digest(f"{namespace}\0{name}") for namespace, values in names.items() for name in values}


def find_owners(connection: Connection, keys: Iterable[int]) -> dict[int, str]:
    """The thread of each name that has one."""
    owners: dict[int, str] = {}
    for part in in_parts(sorted(keys)):
        query = select(aliases.c.key, versions.c.thread_id).join(versions, versions.c.id == aliases.c.version_id)
        owners |= {row.key: row.thread_id for row in connection.execute(query.where(aliases.c.key.in_(part)))}
    return owners
