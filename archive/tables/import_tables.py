"""Tables of imports: the request, the parts of its file, its rows, and the threads to choose from."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from archive.columns import EnumText, JsonOf, SafeText
from archive.tables.schema import lease, metadata, reference
from domain.messages import Message
from domain.shapes.capture import MediaType
from domain.shapes.choice import ThreadChoice
from domain.shapes.imports import ImportFormat, ImportOptions, ImportState

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
    *lease(),
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
    reference("submission_id", "submissions.id", ondelete="SET NULL", nullable=True),
    reference("thread_id", "threads.id", ondelete="SET NULL", nullable=True),
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
