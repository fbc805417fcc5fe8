"""The database tables, used by this package only. `migrations/` creates them, and a test keeps the two the same.

A Thread has Versions; a Version has Points, and a Tagging for every codebook it was tagged with; a Tagging has Tags. What a
person says is a Decision of the Thread, and a Tag of its own beside the model's in every Version that has the point, so that
tagging again replaces only the model's tags.
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

from archive.columns import EnumText, JsonOf, SafeText, UtcDateTime
from domain.editions import Edition
from domain.messages import Message
from domain.shapes.batch import BatchChange, BatchFailure, BatchState
from domain.shapes.capture import Hints, MediaType, Via
from domain.shapes.choice import ThreadChoice
from domain.shapes.codebook import Codebook, Origin
from domain.shapes.decision import Anchor, Answer
from domain.shapes.edit import Operation
from domain.shapes.handout import Format, HandoutState, Joint
from domain.shapes.imports import ImportFormat, ImportOptions, ImportState
from domain.shapes.notice import Event
from domain.shapes.post import Author, Media, Quote, Span
from domain.shapes.reading import Related, Site
from domain.shapes.redaction import RedactionChoices
from domain.shapes.retagging import RetaggingState
from domain.shapes.routine import RoutineKind, RoutineState
from domain.shapes.submission import State
from domain.shapes.tag import Evidence, TaggedBy
from domain.shapes.thread import Alternative, Cause, Completeness, Role, Verdict, Version, WrittenMarker
from domain.shapes.token import Scope

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
    }
)


def _reference(name: str, target: str, *, ondelete: str, nullable: bool = False) -> Column[str]:
    """A foreign key with an index."""
    return Column(name, Text, ForeignKey(target, ondelete=ondelete), nullable=nullable, index=True)


def _lease() -> list[Column[object]]:
    """The columns of a row that workers claim: see `archive/leases.py`."""
    columns: list[Column[object]] = [
        Column("attempts", Integer, nullable=False, default=0),
        Column("interruptions", Integer, nullable=False, default=0),
        Column("claim", Integer, nullable=False, default=0),
        Column("beats", Integer, nullable=False, default=0),
        Column("holder", Text),
        Column("failure_code", Text),
        Column("failure_reason", JsonOf(Message)),
        Column("failure_retryable", Boolean),
        Column("created_at", UtcDateTime, nullable=False),
        Column("finished_at", UtcDateTime),
    ]
    return columns


captures = Table(
    "captures",
    metadata,
    Column("id", Text, primary_key=True),
    # A digest of all that makes two captures the same input: bytes, way, address and hints.
    Column("key", Text, nullable=False, unique=True),
    Column("sha256", Text, nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("via", EnumText(Via), nullable=False),
    Column("media_type", EnumText(MediaType), nullable=False),
    Column("url", SafeText),
    Column("title", SafeText),
    Column("hints", JsonOf(Hints), nullable=False),
    Column("captured_at", UtcDateTime, nullable=False),
    # Sent by callers that may only save: it adds to a thread, and replaces nothing until a person takes it.
    Column("limited", Boolean, nullable=False, default=False),
)

threads = Table(
    "threads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("latest", Integer, nullable=False),
    Column("archived_at", UtcDateTime, nullable=False, index=True),
    Column("updated_at", UtcDateTime, nullable=False, index=True),
    Column("favourite", Boolean, nullable=False, default=False),
    # The codebook that the thread is shown by: its first one, until a person chooses another.
    Column("codebook_id", Text),
    # A person's note in Markdown, and who wrote it.
    Column("note", SafeText),
    Column("note_by", SafeText),
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

labels = Table(
    "labels",
    metadata,
    Column("thread_id", Text, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True),
    Column("name", SafeText, primary_key=True, index=True),
)

# Notes of people on points; found again in every Version by their anchor.
point_notes = Table(
    "point_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("thread_id", "threads.id", ondelete="CASCADE"),
    Column("anchor", JsonOf(Anchor), nullable=False),
    Column("note", SafeText, nullable=False),
    Column("by", SafeText, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
)

# Authors that a person said to be the same: all rows of a `person`.
same_authors = Table(
    "same_authors",
    metadata,
    Column("site", EnumText(Site), primary_key=True),
    Column("handle", SafeText, primary_key=True),
    Column("person", Text, nullable=False, index=True),
)

# Saved searches.
collections = Table(
    "collections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", SafeText, nullable=False),
    Column("q", SafeText, nullable=False),
    Column("by", SafeText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# Changes of many threads at once.
batches = Table(
    "batches",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", EnumText(BatchState), nullable=False),
    Column("change", JsonOf(BatchChange), nullable=False),
    Column("thread_ids", JsonOf(tuple[str, ...]), nullable=False),
    # How many of the threads are done, the failed ones among them.
    Column("done", Integer, nullable=False),
    Column("failed", JsonOf(tuple[BatchFailure, ...]), nullable=False),
    Column("by", SafeText, nullable=False),
    *_lease(),
    Index(None, "finished_at", "holder"),
)

# All names by which a thread is found: see `archive/threads/aliases.py`.
aliases = Table(
    "aliases",
    metadata,
    Column("namespace", Text, primary_key=True),
    Column("name", SafeText, primary_key=True),
    _reference("thread_id", "threads.id", ondelete="CASCADE"),
)

# Ids of threads that were merged into another.
redirects = Table(
    "redirects",
    metadata,
    Column("id", Text, primary_key=True),
    _reference("thread_id", "threads.id", ondelete="CASCADE"),
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

points = Table(
    "points",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("role", EnumText(Role), nullable=False),
    Column("number", Integer),
    Column("of", Integer),
    Column("text", SafeText, nullable=False),
    Column("spans", JsonOf(tuple[Span, ...]), nullable=False),
    Column("post_id", SafeText),
    Column("url", SafeText),
    Column("posted_at", UtcDateTime),
    Column("media", JsonOf(tuple[Media, ...]), nullable=False),
    Column("quote", JsonOf(Quote)),
    Column("marker", JsonOf(WrittenMarker)),
)

# What people edited, in the order of `id`: applied to every reading of the thread. Undone ones stay.
edits = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("thread_id", "threads.id", ondelete="CASCADE"),
    Column("operation", JsonOf(Operation), nullable=False),
    Column("by", SafeText, nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

taggings = Table(
    "taggings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), nullable=False),
    Column("codebook_id", Text, nullable=False),
    Column("codebook_version", Integer, nullable=False),
    # Goes up with every change of the tags; a handout made before that is outdated.
    Column("revision", Integer, nullable=False),
    Column("tagged_at", UtcDateTime, nullable=False),
    # Who suggested the tags: see domain.shapes.tag.Judge.
    Column("judge", SafeText),
    Column("warning", JsonOf(Message)),
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
    Column("by", EnumText(TaggedBy), nullable=False),
    # Not shown: themes that a person rejected, and the model's tag wherever a person decided.
    Column("rejected", Boolean, nullable=False),
    Column("evidence", JsonOf(tuple[Evidence, ...]), nullable=False),
    Column("lost", JsonOf(tuple[str, ...]), nullable=False),
    ForeignKeyConstraint(["version_id", "position"], ["points.version_id", "points.position"], ondelete="CASCADE"),
    Index(None, "tagging_id", "position"),
    Index(None, "version_id", "position"),
    Index(None, "family", "theme"),
)

# All decisions of people about points, undone or not; `tags` has their result for each Version.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("thread_id", "threads.id", ondelete="CASCADE"),
    Column("batch_id", Text, nullable=False, index=True),
    Column("codebook_id", Text, nullable=False),
    Column("codebook_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("anchor", JsonOf(Anchor), nullable=False),
    Column("family", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("answer", EnumText(Answer), nullable=False),
    Column("evidence", JsonOf(tuple[Evidence, ...]), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", SafeText),
    Column("undone_at", UtcDateTime),
)

# Codebooks as they were at each of their versions, so that a tag keeps its theme's name whatever becomes of the file.
codebooks = Table(
    "codebooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("origin", EnumText(Origin), nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", JsonOf(Codebook), nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
)

# Requests to tag a thread with another codebook, or again.
retaggings = Table(
    "retaggings",
    metadata,
    Column("id", Text, primary_key=True),
    _reference("thread_id", "threads.id", ondelete="CASCADE"),
    Column("codebook_id", Text, nullable=False),
    Column("state", EnumText(RetaggingState), nullable=False),
    *_lease(),
    Index(None, "finished_at", "holder"),
)

# Answers of a language model, by the digest of the request.
model_answers = Table(
    "model_answers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("answer", SafeText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", EnumText(State), nullable=False),
    Column("detail", JsonOf(Message)),
    Column("url", SafeText),
    _reference("capture_id", "captures.id", ondelete="SET NULL", nullable=True),
    # The page beside collected posts, which is stored with their thread and never read.
    _reference("snapshot_id", "captures.id", ondelete="SET NULL", nullable=True),
    _reference("thread_id", "threads.id", ondelete="SET NULL", nullable=True),
    Column("codebook", Text),
    Column("edition", EnumText(Edition), nullable=False),
    # Added to those of the thread that it becomes, or is merged with.
    Column("labels", JsonOf(tuple[str, ...]), nullable=False, default=()),
    # Who sent it: a caller who may only save may read nothing but their own submissions.
    Column("caller", Text, nullable=False),
    # Work that nobody waits for (imports, follows) comes after what people sent.
    Column("background", Boolean, nullable=False, default=False),
    # The number of the claim among the claims of all submissions: who was served last waits longest.
    Column("turn", Integer, index=True),
    # When a person took it off the list of what is under way.
    Column("dismissed_at", UtcDateTime),
    *_lease(),
    Index(None, "finished_at", "holder"),
    Index(None, "caller", "turn"),
)

steps = Table(
    "steps",
    metadata,
    Column("submission_id", Text, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    Column("claim", Integer, primary_key=True),
    Column("state", EnumText(State), primary_key=True),
    Column("started_at", UtcDateTime, nullable=False),
)

# Requests to take in many addresses or a file; rows and choices are in tables of their own.
imports = Table(
    "imports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", EnumText(ImportState), nullable=False),
    Column("name", SafeText),
    Column("format", EnumText(ImportFormat)),
    Column("options", JsonOf(ImportOptions), nullable=False),
    # Of what was sent, so that the same sent twice is one import; and the hash of the caller's Idempotency-Key.
    Column("digest", Text, nullable=False),
    Column("key", Text),
    Column("caller", Text, nullable=False),
    Column("limited", Boolean, nullable=False, default=False),
    Column("media_type", EnumText(MediaType)),
    # Addresses that the file names more than once; threads of an export that were new, and that were there.
    Column("duplicates", Integer, nullable=False, default=0),
    Column("added", Integer, nullable=False, default=0),
    Column("present", Integer, nullable=False, default=0),
    *_lease(),
    Index(None, "finished_at", "holder"),
    Index(None, "caller", "digest"),
)

# The blobs that an uploaded file is stored as, in order; after it was read, those of the posts to choose from.
import_parts = Table(
    "import_parts",
    metadata,
    Column("import_id", Text, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sha256", Text, nullable=False, index=True),
)

import_rows = Table(
    "import_rows",
    metadata,
    Column("import_id", Text, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("address", SafeText),
    Column("title", SafeText),
    Column("labels", JsonOf(tuple[str, ...]), nullable=False),
    # What became of it: a submission, a thread that was there already, or a refusal; none before that.
    _reference("submission_id", "submissions.id", ondelete="SET NULL", nullable=True),
    _reference("thread_id", "threads.id", ondelete="SET NULL", nullable=True),
    Column("settled", Boolean, nullable=False, default=False),
    Column("failure_code", Text),
    Column("failure_reason", JsonOf(Message)),
    Column("failure_retryable", Boolean),
)

# Threads of an account's posts; `settled` ones have a row.
import_choices = Table(
    "import_choices",
    metadata,
    Column("import_id", Text, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("root", SafeText, nullable=False),
    Column("thread", JsonOf(ThreadChoice), nullable=False),
    Column("chosen", Boolean, nullable=False, default=False),
    Column("settled", Boolean, nullable=False, default=False),
)

# The Idempotency-Keys of the last day, with the submission of each.
idempotency = Table(
    "idempotency",
    metadata,
    Column("caller", Text, primary_key=True),
    Column("key", SafeText, primary_key=True),
    Column("body_sha256", Text, nullable=False),
    _reference("submission_id", "submissions.id", ondelete="CASCADE"),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)

# Pictures of posts, by the hash of their address: our own copy, or why there is none.
pictures = Table(
    "pictures",
    metadata,
    Column("key", Text, primary_key=True),
    Column("url", SafeText, nullable=False),
    Column("sha256", Text, index=True),
    Column("media_type", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("size", Integer),
    Column("failure_code", Text),
    Column("failure_reason", JsonOf(Message)),
    Column("failure_retryable", Boolean),
    Column("fetched_at", UtcDateTime),
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
    _reference("thread_id", "threads.id", ondelete="CASCADE", nullable=True),
    # A theme sheet is of no thread: it gathers the points of a theme from many.
    Column("theme", Text),
    Column("contents_digest", Text),
    # The threads of a joint handout, which belongs to none of them alone.
    Column("joint", JsonOf(Joint)),
    Column("version", Integer, nullable=False),
    Column("tags_revision", Integer, nullable=False),
    Column("pictures", Integer, nullable=False),
    Column("codebook_id", Text, nullable=False),
    Column("codebook_version", Integer, nullable=False),
    Column("edition", EnumText(Edition), nullable=False),
    Column("format", EnumText(Format), nullable=False),
    Column("renderer", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("state", EnumText(HandoutState), nullable=False),
    Column("sha256", Text, index=True),
    Column("size", Integer),
    *_lease(),
    Index(None, "finished_at", "holder"),
)

# Tokens of programs; only a hash of the secret is stored.
tokens = Table(
    "tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", SafeText, nullable=False),
    Column("secret_sha256", Text, nullable=False, unique=True),
    Column("scopes", JsonOf(tuple[Scope, ...]), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
)

# Logins of browsers; only a hash of the secret is stored. A log-out deletes the row.
sessions = Table(
    "sessions",
    metadata,
    Column("secret_sha256", Text, primary_key=True),
    # A changed password ends the sessions of the old one.
    Column("password_sha256", Text, nullable=False),
    Column("agent", SafeText),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=False),
)

# The code that a browser can exchange for a token now, if there is one.
pairings = Table(
    "pairings",
    metadata,
    Column("code_sha256", Text, primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
)

# Blobs that may have no references: see `archive/blob_gc.py`.
unreferenced_blobs = Table("unreferenced_blobs", metadata, Column("sha256", Text, primary_key=True))

# Links by which people without a login read a thread. The secret is derived from the id: see `server/shared.py`.
shares = Table(
    "shares",
    metadata,
    Column("id", Text, primary_key=True),
    _reference("thread_id", "threads.id", ondelete="CASCADE"),
    Column("redact", Boolean, nullable=False),
    Column("tags", Boolean, nullable=False),
    Column("editions", JsonOf(tuple[Edition, ...]), nullable=False),
    Column("expires_at", UtcDateTime),
    Column("openings", Integer, nullable=False),
    Column("by", SafeText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# How often the threads of an author are refreshed; with an empty site and handle, those of all.
refresh_schedules = Table(
    "refresh_schedules",
    metadata,
    Column("site", Text, primary_key=True),
    Column("handle", SafeText, primary_key=True),
    Column("every", Integer, nullable=False),
)

# Work that comes again. A row is finished until it is due; then workers claim it like any other.
routines = Table(
    "routines",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", EnumText(RoutineKind), nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", EnumText(RoutineState), nullable=False),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    *_lease(),
    Index(None, "finished_at", "holder"),
)

# Authors whose new threads are archived by themselves, or reported.
follows = Table(
    "follows",
    metadata,
    # Made from site and handle.
    Column("id", Text, primary_key=True),
    Column("site", EnumText(Site), nullable=False),
    Column("handle", SafeText, nullable=False),
    Column("archive", Boolean, nullable=False),
    Column("every", Integer, nullable=False),
    Column("by", SafeText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # The site's own id of the account, and the author's name.
    Column("account", SafeText),
    Column("name", SafeText),
    Column("paused_at", UtcDateTime),
    Column("checked_at", UtcDateTime),
    Column("found_at", UtcDateTime),
    Column("gone_at", UtcDateTime),
    Column("failures", Integer, nullable=False, default=0),
    Column("fault", JsonOf(Message)),
)

# The threads that a follow has seen, by their first post, and the newest post of each: another one means that it has grown.
follow_threads = Table(
    "follow_threads",
    metadata,
    Column("follow_id", Text, ForeignKey("follows.id", ondelete="CASCADE"), primary_key=True),
    Column("name", SafeText, primary_key=True),
    Column("newest", SafeText, nullable=False),
    _reference("submission_id", "submissions.id", ondelete="SET NULL", nullable=True),
    Column("found_at", UtcDateTime, nullable=False),
)

# What the owner is to be told, until it is sent.
notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event", EnumText(Event), nullable=False),
    _reference("thread_id", "threads.id", ondelete="CASCADE", nullable=True),
    Column("title", SafeText, nullable=False),
    Column("url", SafeText),
    Column("created_at", UtcDateTime, nullable=False),
)
