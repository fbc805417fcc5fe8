"""Tables of what people add to threads: labels, notes, joined authors, saved searches, and changes of many at once."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from archive.columns import EnumText, JsonOf, SafeText, UtcDateTime
from archive.tables.schema import lease, metadata, reference
from domain.shapes.batch import BatchChange, BatchFailure, BatchState
from domain.shapes.decision import Anchor
from domain.shapes.reading import Site

labels = Table(
    "labels",
    metadata,
    Column("thread_id", Text, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True),
    Column("name", SafeText, primary_key=True, index=True),
)

# What each person added to a thread for themselves: a star, and a note in Markdown.
marks = Table(
    "marks",
    metadata,
    Column("thread_id", Text, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True),
    Column("person", SafeText, primary_key=True, index=True),
    Column("favourite", Boolean, nullable=False, default=False),
    Column("note", SafeText),
    Column("written_at", UtcDateTime),
)

# Notes of people on points; found again in every Version by their anchor.
point_notes = Table(
    "point_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    reference("thread_id", "threads.id", ondelete="CASCADE"),
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
    *lease(),
    Index(None, "finished_at", "holder"),
)
