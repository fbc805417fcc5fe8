"""Aliases: all names by which a thread is found.

A name is (site, post id), ("url", the address of a post), ("sha256", the hash of a capture's bytes), or ("text", the hash of a
point's text), which two threads may have in common. Runs in the caller's transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, insert, select

from archive.columns import to_storable
from archive.tables import aliases
from domain.addresses import recognise
from domain.digest import digest
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
# Characters; no site's ids are that long, and PostgreSQL's indexes have a limit on the length of values.
MAX_LENGTH = 500
# Databases limit the number of values in one statement.
VALUES_PER_STATEMENT = 1000

Names = dict[str, set[str]]


def names_of(version: Version, sha256s: Iterable[str]) -> Names:
    """All names that a Version and its captures give a thread, by namespace."""
    return merge_names({**certain_names(version, sha256s), TEXTS: text_hashes(version.points)}, address_names(version.url))


def certain_names(version: Version, sha256s: Iterable[str]) -> Names:
    """The names that belong to one thread only: its posts and captures."""
    ids = [version.root_post_id, *(point.post_id for point in version.points)]
    return {str(version.site): {to_storable(id_) for id_ in ids if id_ and len(id_) <= MAX_LENGTH}, HASH: set(sha256s)}


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
    return {ADDRESS: {address.url}} if len(address.url) <= MAX_LENGTH else {}


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
    return digest(" ".join(words).encode("utf-8", "surrogatepass"))


def find_threads(connection: Connection, names: Names) -> set[str]:
    """The ids of the threads that have any of the names."""
    return set(_find_owners(connection, names).values())


def register(connection: Connection, names: Names, thread_id: str) -> None:
    """Adds to the thread those of the names that no thread has yet."""
    owners = _find_owners(connection, names)
    pairs = {(namespace, name) for namespace, values in names.items() for name in values}
    rows = [{"namespace": space, "name": name, "thread_id": thread_id} for space, name in sorted(pairs - owners.keys())]
    if rows:
        connection.execute(insert(aliases), rows)


def _find_owners(connection: Connection, names: Names) -> dict[tuple[str, str], str]:
    """The thread of each name that has one."""
    owners: dict[tuple[str, str], str] = {}
    for namespace, values in _batches(names):
        rows = connection.execute(select(aliases).where(aliases.c.namespace == namespace, aliases.c.name.in_(values)))
        owners |= {(row.namespace, row.name): row.thread_id for row in rows}
    return owners


def _batches(names: Names) -> Iterator[tuple[str, list[str]]]:
    for namespace, values in names.items():
        ordered = sorted(values)
        for start in range(0, len(ordered), VALUES_PER_STATEMENT):
            yield namespace, ordered[start : start + VALUES_PER_STATEMENT]
