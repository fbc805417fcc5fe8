"""Keeps the library as it should be: called by whoever stores Versions, tags and notes, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Exists, Row, delete, exists, insert, select, update

from archive.archive import Archive
from archive.library import full_text
from archive.library.authors import author_key
from archive.library.tables import library, library_authors, library_themes
from archive.tables import marks, point_notes, threads, versions
from archive.tags.tag_rows import FAMILY_ONLY
from archive.tags.tags import UNTAGGED, of_version
from archive.threads import thread_list
from archive.threads.versions import find_row, load
from domain.search.document import Document, document_of
from domain.search.features import Feature, features_of
from domain.search.words import words_of
from domain.shapes.post import Author
from domain.shapes.reading import Site
from domain.shapes.thread import Version

KEY_LENGTH: Final = 40
"""Characters by which titles and authors are sorted."""
MAX_NAME: Final = 300
THREADS_PER_TRANSACTION: Final = 200


def refresh(connection: Connection, thread_id: str) -> None:
    """Makes the thread's row and document what its latest Version, tags and notes say; none for one in the wastebasket."""
    entry = _entry(connection, thread_id)
    thread = connection.execute(select(threads).where(threads.c.id == thread_id)).one_or_none()
    row = find_row(connection, thread_id, thread.latest) if thread and thread.deleted_at is None else None
    if thread is None or row is None:
        remove(connection, thread_id)
        return
    tagging = of_version(connection, row.id) or UNTAGGED
    version, notes = load(connection, row, tagging), _notes(connection, thread)
    values = {
        "version_id": row.id,
        "codebook_id": tagging.codebook.id,
        "features": int(_features(thread, version, notes)),
        "archived_at": thread.archived_at,
        **_version_values(connection, version),
    }
    values["published_at"] = version.posted_at or thread.archived_at
    if entry is None:
        inserted = insert(library).values(thread_id=thread_id, **values).returning(library.c.id)
        number = connection.execute(inserted).scalar_one()
        full_text.add_documents(connection, {number: document_of(version, notes)})
        return
    connection.execute(update(library).where(library.c.id == entry.id).values(**values))
    if entry.version_id != row.id:
        full_text.remove_document(connection, entry.id, _document(connection, entry, thread))
        full_text.add_documents(connection, {entry.id: document_of(version, notes)})


def remove(connection: Connection, thread_id: str) -> None:
    """Takes a thread out of the library, before its rows are deleted. Does nothing when it is not there."""
    if entry := _entry(connection, thread_id):
        thread = connection.execute(select(threads).where(threads.c.id == thread_id)).one()
        full_text.remove_document(connection, entry.id, _document(connection, entry, thread))
        connection.execute(delete(library).where(library.c.id == entry.id))
        connection.execute(delete(library_authors).where(library_authors.c.id == entry.author_id, ~_has_threads()))


@contextmanager
def changing_notes(connection: Connection, thread_id: str) -> Iterator[None]:
    """Takes the thread's document out, lets the caller change notes, and indexes it again."""
    remove(connection, thread_id)
    yield
    refresh(connection, thread_id)


def rebuild(archive: Archive) -> Iterator[tuple[int, int]]:
    """Builds the library anew; yields how many of how many threads are done, after each transaction."""
    with archive.database.write(alone=True) as connection:
        # While nobody can store a thread: its row would be deleted here and not be built again.
        thread_ids = thread_list.list_ids(archive)
        connection.execute(delete(library))
        full_text.clear(connection)
        connection.execute(delete(library_authors))
    yield 0, len(thread_ids)
    for start in range(0, len(thread_ids), THREADS_PER_TRANSACTION):
        batch = thread_ids[start : start + THREADS_PER_TRANSACTION]
        with archive.database.write(alone=True) as connection:
            for thread_id in batch:
                refresh(connection, thread_id)
        yield start + len(batch), len(thread_ids)
    with archive.database.write(alone=True) as connection:
        full_text.optimise(connection)


def theme_id(connection: Connection, family: str, theme: str) -> int:
    """The number of a theme in the library, a new one if it has none."""
    query = select(library_themes.c.id).where(library_themes.c.family == family, library_themes.c.theme == theme)
    existing = connection.execute(query).scalar_one_or_none()
    if existing is None:
        values = {"family": family, "theme": theme}
        existing = connection.execute(insert(library_themes).values(**values).returning(library_themes.c.id)).scalar_one()
    return int(existing)


def _has_threads() -> Exists:
    return exists().where(library.c.author_id == library_authors.c.id)


def _entry(connection: Connection, thread_id: str) -> Row[Any] | None:
    return connection.execute(select(library).where(library.c.thread_id == thread_id)).one_or_none()


def _document(connection: Connection, entry: Row[Any], thread: Row[Any]) -> Document:
    """The document as it was indexed: Versions never change, and notes only inside of `changing_notes`."""
    row = connection.execute(select(versions).where(versions.c.id == entry.version_id)).one()
    return document_of(load(connection, row), _notes(connection, thread))


def _notes(connection: Connection, thread: Row[Any]) -> tuple[str, ...]:
    of_points = select(point_notes.c.note).where(point_notes.c.thread_id == thread.id).order_by(point_notes.c.id)
    of_people = select(marks.c.note).where(marks.c.thread_id == thread.id, marks.c.note.is_not(None)).order_by(marks.c.person)
    return (*connection.execute(of_people).scalars(), *connection.execute(of_points).scalars())


def _features(thread: Row[Any], version: Version, notes: Sequence[str]) -> Feature:
    features = features_of(version)
    features |= Feature.GONE if thread.gone_at else Feature(0)
    return features | (Feature.NOTE if notes else Feature(0))


def _version_values(connection: Connection, version: Version) -> dict[str, Any]:
    author = version.author
    names = sorted({(tag.family, tag.theme or FAMILY_ONLY) for point in version.points for tag in point.tags})
    themes = " ".join(str(theme_id(connection, *name)) for name in names)
    return {
        "site": version.site,
        "author_id": _author_id(connection, version.site, author),
        "verdict": version.completeness.verdict,
        "points": len(version.points),
        "themes": f" {themes} " if themes else "",
        "year": version.posted_at.year if version.posted_at else None,
        "title_key": " ".join(words_of(version.title))[:KEY_LENGTH],
        "author_key": " ".join(words_of(author.name or author.handle or ""))[:KEY_LENGTH],
    }


def _author_id(connection: Connection, site: Site, author: Author) -> int:
    values = {"site": site, "handle": (author.handle or "")[:MAX_NAME], "name": (author.name or "")[:MAX_NAME]}
    query = select(library_authors.c.id).where(*(library_authors.c[name] == value for name, value in values.items()))
    existing = connection.execute(query).scalar_one_or_none()
    if existing is None:
        key = author_key(str(values["name"]), str(values["handle"]))
        existing = connection.execute(
            insert(library_authors).values(**values, key=key).returning(library_authors.c.id)
        ).scalar_one()
    return int(existing)
