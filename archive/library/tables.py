"""The tables of the library. All but `vectors` are derived from the others, in the same transaction; `reindex` fills them anew.

`search` (the full text) and its vocabulary have no rows that SQLAlchemy could describe on SQLite: see `create_search`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from archive.columns import EnumText, SafeText, UtcDateTime
from archive.tables import metadata
from domain.shapes.reading import Site
from domain.shapes.thread import Verdict

SEARCH_TABLES: Final = ("search", "search_words", "search_parts")
"""Tables of the full text, with the beginnings of the names that SQLite gives to what belongs to them."""

# One row a thread that is not in the wastebasket: what lists filter, sort and count by. `id` is its document in `search`.
library = Table(
    "library",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("thread_id", Text, ForeignKey("threads.id", ondelete="CASCADE"), nullable=False, unique=True),
    # The Version that was indexed.
    Column("version_id", Integer, nullable=False),
    Column("site", EnumText(Site), nullable=False),
    Column("author_id", Integer, ForeignKey("library_authors.id"), nullable=False),
    Column("verdict", EnumText(Verdict), nullable=False),
    Column("codebook_id", Text, nullable=False),
    Column("points", Integer, nullable=False),
    # A sum of domain.search.features.Feature.
    Column("features", Integer, nullable=False),
    # Ids of `library_themes` in order, with a space before and behind each.
    Column("themes", Text, nullable=False),
    # The year of publication, if known.
    Column("year", Integer),
    # When it was published, or archived where that is not known.
    Column("published_at", UtcDateTime, nullable=False),
    Column("archived_at", UtcDateTime, nullable=False),
    # The beginnings of the folded title and author, by which they are sorted.
    Column("title_key", SafeText, nullable=False),
    Column("author_key", SafeText, nullable=False),
    Index(None, "archived_at", "id"),
    # Facets of all threads are counted in these alone.
    Index(None, "site", "verdict", "codebook_id", "year"),
    Index("library_by_themes", "themes"),
    Index(None, "published_at", "id"),
    Index(None, "author_id", "published_at", "id"),
    Index(None, "version_id", "points"),
)

# Authors as they are named on their threads: one row for each site and handle, or name where there is no handle.
library_authors = Table(
    "library_authors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site", EnumText(Site), nullable=False),
    Column("handle", SafeText, nullable=False),
    Column("name", SafeText, nullable=False),
    # The words of name and handle, by which authors are found.
    Column("key", SafeText, nullable=False, index=True),
    UniqueConstraint("site", "handle", "name"),
)

library_themes = Table(
    "library_themes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("family", Text, nullable=False),
    Column("theme", Text, nullable=False),
    UniqueConstraint("family", "theme"),
)

# The encoder's vectors of a Version's points, as they stand when it is tagged: see `archive/library/vectors.py`.
vectors = Table(
    "vectors",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", Text, nullable=False),
    Column("vectors", LargeBinary, nullable=False),
    # Which Versions have vectors is read without the vectors.
    Index(None, "encoder", "version_id"),
)

_SQLITE: Final = (
    # Without content: `index.py` derives a document again to remove it. The longest text stands first, which costs least.
    "CREATE VIRTUAL TABLE search USING fts5(text, title, author, alt, quote, note, content='', tokenize='ascii')",
    "CREATE TABLE search_words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE search_parts USING fts5(word, content='search_words', content_rowid='id', "
    "tokenize='trigram', detail='none', columnsize=0)",
    "CREATE TRIGGER search_words_added AFTER INSERT ON search_words "
    "BEGIN INSERT INTO search_parts(rowid, word) VALUES (new.id, new.word); END",
)
_POSTGRESQL: Final = (
    "CREATE TABLE search (id INTEGER PRIMARY KEY, words TSVECTOR NOT NULL)",
    # Phrases are compared in the documents, which takes a third less where these are not compressed; they grow by a sixteenth.
    "ALTER TABLE search ALTER COLUMN words SET STORAGE EXTERNAL",
    # Without statistics the index is always used: reading all documents is expected to cost far less than it does.
    "ALTER TABLE search ALTER COLUMN words SET STATISTICS 0",
    "CREATE INDEX search_index ON search USING gin (words) WITH (fastupdate = off)",
    'CREATE TABLE search_words (word TEXT COLLATE "C" PRIMARY KEY)',
)
_TRIGRAMS: Final = "CREATE INDEX search_parts ON search_words USING gin (word gin_trgm_ops)"


def create_search(connection: Connection) -> None:
    """Creates the full text. PostgreSQL finds parts of words by pg_trgm where it may be installed, else by reading them all."""
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE:
            connection.execute(text(statement))
        return
    for statement in _POSTGRESQL:
        connection.execute(text(statement))
    if connection.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")).first():
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
        connection.execute(text(_TRIGRAMS))
