"""The tables. Only this room sees them; `migrations/` makes them, and a test keeps the two the same.

A Thread has Versions; a Version has Points, and a Tagging for every codebook it was tagged with; a Tagging has Tags. What a
person says is a Decision of the Thread, and a Tag of its own beside the model's in the Versions that it was carried to, so that
tagging again replaces only the model's.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from archive.columns import Moment, Shape, Word, Words
from domain.messages import Message
from domain.shapes.capture import Hints, MediaType, Via
from domain.shapes.decision import Anchor, Answer
from domain.shapes.edit import Operation
from domain.shapes.handout import Edition, Format, HandoutState
from domain.shapes.post import Author, Media, Quote, Span
from domain.shapes.reading import Related, Site
from domain.shapes.retagging import RetaggingState
from domain.shapes.submission import State
from domain.shapes.theme import Codebook, Evidence, Origin, TaggedBy
from domain.shapes.thread import Cause, Completeness, Role, Verdict, Version, WrittenMarker
from domain.shapes.token import Scope

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
    }
)


def _reference(name: str, target: str, *, gone: str, nullable: bool = False) -> Column[str]:
    """A column that names a row elsewhere; `gone` is what becomes of this row with that one."""
    return Column(name, Text, ForeignKey(target, ondelete=gone), nullable=nullable, index=True)


def _lease() -> list[Column[object]]:
    """What every row of work has: see `archive/leases.py`."""
    columns: list[Column[object]] = [
        Column("attempts", Integer, nullable=False, default=0),
        Column("claim", Integer, nullable=False, default=0),
        Column("lease_until", Moment, nullable=False),
        Column("failure_code", Text),
        Column("failure_reason", Shape(Message)),
        Column("failure_retryable", Boolean),
        Column("created_at", Moment, nullable=False),
        Column("finished_at", Moment),
    ]
    return columns


captures = Table(
    "captures",
    metadata,
    Column("id", Text, primary_key=True),
    # What makes it the same input: its bytes and all that was said about them.
    Column("key", Text, nullable=False, unique=True),
    Column("sha256", Text, nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("via", Word(Via), nullable=False),
    Column("media_type", Word(MediaType), nullable=False),
    Column("url", Words),
    Column("title", Words),
    Column("hints", Shape(Hints), nullable=False),
    Column("captured_at", Moment, nullable=False),
)

threads = Table(
    "threads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("latest", Integer, nullable=False),
    Column("archived_at", Moment, nullable=False, index=True),
    Column("updated_at", Moment, nullable=False, index=True),
)

# Every name a thread is known by: (site, post id), and ("sha256", the hash of a capture's bytes).
aliases = Table(
    "aliases",
    metadata,
    Column("namespace", Text, primary_key=True),
    Column("name", Words, primary_key=True),
    _reference("thread_id", "threads.id", gone="CASCADE"),
)

# Ids of threads that were merged into another.
redirects = Table(
    "redirects",
    metadata,
    Column("id", Text, primary_key=True),
    _reference("thread_id", "threads.id", gone="CASCADE"),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("thread_id", Text, ForeignKey("threads.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("captured_at", Moment, nullable=False),
    Column("title", Words, nullable=False),
    Column("site", Word(Site), nullable=False),
    Column("url", Words),
    Column("root_post_id", Words),
    Column("author", Shape(Author), nullable=False),
    Column("author_handle", Words),
    Column("posted_at", Moment),
    Column("language", Text),
    Column("verdict", Word(Verdict), nullable=False),
    Column("completeness", Shape(Completeness), nullable=False),
    Column("related", Shape(tuple[Related, ...]), nullable=False),
    Column("dropped", Shape(tuple[str, ...]), nullable=False),
    Column("points", Integer, nullable=False),
    Column("cause", Word(Cause), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("note", Shape(Message)),
    # The revision of the code that read the captures.
    Column("reader", Text, nullable=False),
    # What was read, where people have edited it.
    Column("unedited", Shape(Version)),
    UniqueConstraint("thread_id", "number"),
    Index(None, "site", "author_handle"),
)

version_captures = Table(
    "version_captures",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("capture_id", Text, ForeignKey("captures.id"), primary_key=True, index=True),
)

points = Table(
    "points",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("role", Word(Role), nullable=False),
    Column("number", Integer),
    Column("of", Integer),
    Column("text", Words, nullable=False),
    Column("spans", Shape(tuple[Span, ...]), nullable=False),
    Column("post_id", Words),
    Column("url", Words),
    Column("posted_at", Moment),
    Column("media", Shape(tuple[Media, ...]), nullable=False),
    Column("quote", Shape(Quote)),
    Column("marker", Shape(WrittenMarker)),
)

# What people edited, in the order of `id`: applied to every reading of the thread. Undone ones stay.
edits = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("thread_id", "threads.id", gone="CASCADE"),
    Column("operation", Shape(Operation), nullable=False),
    Column("by", Words, nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)

taggings = Table(
    "taggings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), nullable=False),
    Column("codebook_id", Text, nullable=False),
    Column("codebook_version", Integer, nullable=False),
    # Goes up with every change of its tags, so that a handout made before it is known to be old.
    Column("revision", Integer, nullable=False),
    Column("tagged_at", Moment, nullable=False),
    # Who suggested the tags: see domain.shapes.theme.Judge.
    Column("judge", Words),
    Column("warning", Shape(Message)),
    UniqueConstraint("version_id", "codebook_id"),
)

tags = Table(
    "tags",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tagging_id", Integer, ForeignKey("taggings.id", ondelete="CASCADE"), nullable=False),
    Column("version_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("family", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("confidence", Float),
    Column("by", Word(TaggedBy), nullable=False),
    # Not shown as the point's: what a person said no to, and the model's word wherever a person spoke.
    Column("rejected", Boolean, nullable=False),
    Column("evidence", Shape(tuple[Evidence, ...]), nullable=False),
    Column("lost", Shape(tuple[str, ...]), nullable=False),
    ForeignKeyConstraint(["version_id", "position"], ["points.version_id", "points.position"], ondelete="CASCADE"),
    Index(None, "tagging_id", "position"),
    Index(None, "version_id", "position"),
    Index(None, "family", "theme"),
)

# All that people ever said of a thread's points, undone or not; `tags` has what of it holds for each Version.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("thread_id", "threads.id", gone="CASCADE"),
    Column("batch_id", Text, nullable=False, index=True),
    Column("codebook_id", Text, nullable=False),
    Column("codebook_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("anchor", Shape(Anchor), nullable=False),
    Column("family", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("answer", Word(Answer), nullable=False),
    Column("evidence", Shape(tuple[Evidence, ...]), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Words),
    Column("undone_at", Moment),
)

# Codebooks as they were at each of their versions, so that a tag keeps its theme's name whatever becomes of the file.
codebooks = Table(
    "codebooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("origin", Word(Origin), nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", Shape(Codebook), nullable=False),
    Column("kept_at", Moment, nullable=False),
)

# Threads that are to be tagged with another codebook, or again.
retaggings = Table(
    "retaggings",
    metadata,
    Column("id", Text, primary_key=True),
    _reference("thread_id", "threads.id", gone="CASCADE"),
    Column("codebook_id", Text, nullable=False),
    Column("state", Word(RetaggingState), nullable=False),
    *_lease(),
    Index(None, "finished_at", "lease_until"),
)

# What a language model answered, by the digest of all that it was asked.
model_answers = Table(
    "model_answers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("answer", Words, nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", Word(State), nullable=False),
    Column("detail", Shape(Message)),
    Column("url", Words),
    _reference("capture_id", "captures.id", gone="SET NULL", nullable=True),
    _reference("thread_id", "threads.id", gone="SET NULL", nullable=True),
    Column("codebook", Text),
    Column("edition", Word(Edition), nullable=False),
    # Whose it is: somebody who may only save may read nothing but their own.
    Column("caller", Text, nullable=False),
    *_lease(),
    Index(None, "finished_at", "lease_until"),
)

steps = Table(
    "steps",
    metadata,
    Column("submission_id", Text, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    Column("claim", Integer, primary_key=True),
    Column("state", Word(State), primary_key=True),
    Column("started_at", Moment, nullable=False),
)

# The Idempotency-Keys of the last day, and what each was answered with.
idempotency = Table(
    "idempotency",
    metadata,
    Column("caller", Text, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("body_sha256", Text, nullable=False),
    _reference("submission_id", "submissions.id", gone="CASCADE"),
    Column("created_at", Moment, nullable=False, index=True),
)

# Pictures that posts showed, by the hash of the address they were found under: our own copy, or why there is none.
pictures = Table(
    "pictures",
    metadata,
    Column("key", Text, primary_key=True),
    Column("url", Words, nullable=False),
    Column("sha256", Text, index=True),
    Column("media_type", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("size", Integer),
    Column("failure_code", Text),
    Column("failure_reason", Shape(Message)),
    Column("failure_retryable", Boolean),
    Column("fetched_at", Moment),
)

version_pictures = Table(
    "version_pictures",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("picture_key", Text, ForeignKey("pictures.key"), primary_key=True, index=True),
)

handouts = Table(
    "handouts",
    metadata,
    Column("id", Text, primary_key=True),
    # One row for all that a handout is made from.
    Column("key", Text, nullable=False, unique=True),
    _reference("thread_id", "threads.id", gone="CASCADE", nullable=True),
    # A theme sheet is of no thread: it gathers the points of a theme from many.
    Column("theme", Text),
    Column("contents_digest", Text),
    Column("version", Integer, nullable=False),
    Column("tags_revision", Integer, nullable=False),
    Column("pictures", Integer, nullable=False),
    Column("codebook_id", Text, nullable=False),
    Column("codebook_version", Integer, nullable=False),
    Column("edition", Word(Edition), nullable=False),
    Column("format", Word(Format), nullable=False),
    Column("renderer", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("state", Word(HandoutState), nullable=False),
    Column("sha256", Text, index=True),
    Column("size", Integer),
    *_lease(),
    Index(None, "finished_at", "lease_until"),
)

# What programs show instead of a login; only a hash of the secret is here.
tokens = Table(
    "tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Words, nullable=False),
    Column("secret_sha256", Text, nullable=False, unique=True),
    Column("scopes", Shape(tuple[Scope, ...]), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_used_at", Moment),
)

# The code that a browser can trade for a token just now, if there is one.
pairings = Table(
    "pairings",
    metadata,
    Column("code_sha256", Text, primary_key=True),
    Column("expires_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
)

# Blobs whose last row is gone: emptied by `archive/blob_gc.py`, however often it is interrupted.
litter = Table("litter", metadata, Column("sha256", Text, primary_key=True))
