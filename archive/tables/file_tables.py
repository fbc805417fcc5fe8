"""Tables of what is stored as blobs: captures and pictures."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, Table, Text

from archive.columns import EnumText, JsonOf, SafeText, UtcDateTime
from archive.tables.schema import metadata
from domain.messages import Message
from domain.shapes.capture import Hints, MediaType, Via

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
    # A file that a person attached in its place, until a worker has decoded it.
    Column("attached_sha256", Text, index=True),
)

# Blobs that may have no references, and which process is about to refer to it: see `archive/blob_gc.py`.
unreferenced_blobs = Table("unreferenced_blobs", metadata, Column("sha256", Text, primary_key=True), Column("writer", Text))
