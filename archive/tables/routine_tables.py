"""Tables of what comes again: refreshes, looks at followed authors, and what the owner is told."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from archive.columns import EnumText, JsonOf, SafeText, UtcDateTime
from archive.tables.schema import lease, metadata, reference
from domain.messages import Message
from domain.shapes.notice import Event
from domain.shapes.reading import Site
from domain.shapes.routine import RoutineKind, RoutineState

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
    *lease(),
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
    reference("submission_id", "submissions.id", ondelete="SET NULL", nullable=True),
)

# What the owner is to be told, until it is sent.
notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event", EnumText(Event), nullable=False),
    reference("thread_id", "threads.id", ondelete="CASCADE", nullable=True),
    Column("title", SafeText, nullable=False),
    Column("url", SafeText),
    Column("created_at", UtcDateTime, nullable=False),
)
