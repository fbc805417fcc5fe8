"""Aliases: every name a thread is known by, so that any part of it finds it.

A name is (site, post id), ("url", the address of a post), ("sha256", the hash of a capture's bytes), or ("words", the hash of
what a point says), which is no proof. All of this runs in a transaction that is `alone`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, insert, select

from archive.columns import storable
from archive.tables import aliases
from domain.addresses import recognise
from domain.digest import digest
from domain.errors import ThreadsheetError
from domain.shapes.address import Kind
from domain.shapes.reading import Site
from domain.shapes.thread import Point, Version

HASH = "sha256"
WORDS = "words"
ADDRESS = "url"
WORD = re.compile(r"\w+")
# Letters of a point that says something of its own; "Thank you for reading" does not.
TELLING = 25
# Characters; no site's ids are near it, and PostgreSQL's indexes hold no long ones.
LONGEST = 500
# Names asked for in one statement: databases limit the values that one takes.
AT_ONCE = 1000

Names = dict[str, set[str]]


def names_of(version: Version, sha256s: Iterable[str]) -> Names:
    """All names that a Version and its captures give a thread, by namespace."""
    return both({**proofs(version, sha256s), WORDS: wordings(version.points)}, _address_of(version.url))


def proofs(version: Version, sha256s: Iterable[str]) -> Names:
    """The posts and captures themselves."""
    ids = [version.root_post_id, *(point.post_id for point in version.points)]
    return {str(version.site): {storable(id_) for id_ in ids if id_ and len(id_) <= LONGEST}, HASH: set(sha256s)}


def _address_of(url: str | None) -> Names:
    """The post that an address means; a page's address means whatever stands there, so it is no name."""
    try:
        address = recognise(url) if url else None
    except ThreadsheetError:
        return {}
    if address is None or address.kind is Kind.PAGE:
        return {}
    if address.site is Site.X and address.post_id:
        return {str(Site.X): {address.post_id}}
    return {ADDRESS: {address.url}} if len(address.url) <= LONGEST else {}


def both(one: Names, other: Names) -> Names:
    """All names of two readings."""
    return {space: one.get(space, set()) | other.get(space, set()) for space in one.keys() | other.keys()}


def wordings(points: Sequence[Point]) -> set[str]:
    """What the points say, those that say enough."""
    return {found for point in points if (found := wording(point.text)) is not None}


def wording(text: str) -> str | None:
    """A hash of the words, whatever stands between them; None for few."""
    words = WORD.findall(text.casefold())
    if sum(map(len, words)) < TELLING:
        return None
    return digest(" ".join(words).encode("utf-8", "surrogatepass"))


def known_by(connection: Connection, names: Names) -> set[str]:
    """The threads that any of the names is one of."""
    return set(_known(connection, names).values())


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
