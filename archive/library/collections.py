"""Collections: saved searches with a name."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from archive.archive import Archive
from archive.tables import collections
from domain.errors import Invalid, NotFound
from domain.ids import new_id
from domain.messages import message
from domain.search.parsing import parse_query
from domain.shapes.curation import SavedSearch

MAX_NAME = 200


def list_collections(archive: Archive) -> tuple[SavedSearch, ...]:
    """All collections by name."""
    with archive.database.read() as connection:
        rows = connection.execute(select(collections)).all()
    saved = (SavedSearch(row.id, row.name, row.q, row.by, row.created_at) for row in rows)
    return tuple(sorted(saved, key=lambda collection: (collection.name.casefold(), collection.id)))


def find(archive: Archive, id_: str) -> SavedSearch:
    """Raises `NotFound`."""
    existing = next((collection for collection in list_collections(archive) if collection.id == id_), None)
    if existing is None:
        raise NotFound("collection")
    return existing


def save(archive: Archive, name: str, q: str, by: str) -> SavedSearch:
    """Saves a search. Raises `Invalid` for a query that cannot be parsed, and without a name."""
    title = " ".join(name.split())
    if not title or len(title) > MAX_NAME:
        raise Invalid("collection", fields={"name": message("invalid.collection_name", most=MAX_NAME)})
    parse_query(q)
    saved = SavedSearch(new_id(), title, q.strip(), by, archive.clock())
    values = {"id": saved.id, "name": saved.name, "q": saved.q, "by": by, "created_at": saved.created_at}
    with archive.database.write() as connection:
        connection.execute(insert(collections).values(**values))
    return saved


def remove(archive: Archive, id_: str) -> None:
    """Raises `NotFound`."""
    with archive.database.write() as connection:
        if connection.execute(delete(collections).where(collections.c.id == id_)).rowcount == 0:
            raise NotFound("collection")
