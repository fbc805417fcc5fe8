"""Tables of threads, their Versions and points, and all names by which a thread is found."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from archive.columns import EnumText, JsonOf, PackedJson, SafeText, UtcDateTime
from archive.tables.schema import metadata, reference
from domain.messages import Message
from domain.shapes.edit import Operation
from domain.shapes.post import Author
from domain.shapes.reading import Related, Site
from domain.shapes.redaction import RedactionChoices
from domain.shapes.thread import Alternative, Cause, Completeness, Point, Verdict, Version

threads = Table(
    "threads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("latest", Integer, nullable=False),
    Column("archived_at", UtcDateTime, nullable=False, index=True),
    Column("updated_at", UtcDateTime, nullable=False, index=True),
    # The codebook that the thread is shown by: its first one, until a person chooses another.
    Column("codebook_id", Text),
    # What a person said about names to hide in handouts.
    Column("redaction", JsonOf(RedactionChoices)),
    # When it was put into the wastebasket; None for a thread that is not there.
    Column("deleted_at", UtcDateTime, index=True),
    Column("deleted_by", SafeText),
    # When its source was found to have it no more; None again when it has.
    Column("gone_at", UtcDateTime),
    # Seconds between two refreshes of its own schedule: see `archive/schedules.py`.
    Column("refresh_every", Integer),
    Column("refresh_due_at", UtcDateTime, index=True),
    # Refreshes in a row that brought nothing new: each doubles the time to the next.
    Column("quiet_refreshes", Integer, nullable=False, default=0),
)

# All names by which a thread is found, with the Version that gave each first: see `archive/threads/aliases.py`.
aliases = Table(
    "aliases",
    metadata,
    # A hash of the name, 64 bits: a rowid of SQLite, which needs no index beside it.
    Column("key", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), nullable=False, index=True),
)

# Ids of threads that were merged into another.
redirects = Table(
    "redirects",
    metadata,
    Column("id", Text, primary_key=True),
    reference("thread_id", "threads.id", ondelete="CASCADE"),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("thread_id", Text, ForeignKey("threads.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("captured_at", UtcDateTime, nullable=False),
    Column("title", SafeText, nullable=False),
    Column("site", EnumText(Site), nullable=False),
    Column("url", SafeText),
    Column("root_post_id", SafeText),
    Column("author", JsonOf(Author), nullable=False),
    Column("author_handle", SafeText),
    Column("posted_at", UtcDateTime),
    Column("language", Text),
    Column("verdict", EnumText(Verdict), nullable=False),
    Column("completeness", JsonOf(Completeness), nullable=False),
    Column("related", JsonOf(tuple[Related, ...]), nullable=False),
    Column("dropped", JsonOf(tuple[str, ...]), nullable=False),
    Column("points", Integer, nullable=False),
    Column("cause", EnumText(Cause), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("note", JsonOf(Message)),
    # The revision of the code that read the captures.
    Column("reader", Text, nullable=False),
    # The Version before edits, when people have edited it.
    Column("unedited", JsonOf(Version)),
    # Another way to read the captures, about as likely.
    Column("alternative", JsonOf(Alternative)),
    UniqueConstraint("thread_id", "number"),
    Index(None, "site", "author_handle"),
)

version_captures = Table(
    "version_captures",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("capture_id", Text, ForeignKey("captures.id"), primary_key=True, index=True),
)

version_pictures = Table(
    "version_pictures",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("picture_key", Text, ForeignKey("pictures.key"), primary_key=True, index=True),
)

# The points of a Version, without tags: see `archive/points.py`.
points = Table(
    "points",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("points", PackedJson(tuple[Point, ...]), nullable=False),
)

# What people edited, in the order of `id`: applied to every reading of the thread. Undone ones stay.
edits = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True),
    reference("thread_id", "threads.id", ondelete="CASCADE"),
    Column("operation", JsonOf(Operation), nullable=False),
    Column("by", SafeText, nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
