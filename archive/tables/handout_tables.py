"""Tables of handouts, and of the links by which others read a thread."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from archive.columns import EnumText, JsonOf, SafeText, UtcDateTime
from archive.tables.schema import lease, metadata, reference
from domain.editions import Edition
from domain.shapes.handout import Format, HandoutState, Joint

handouts = Table(
    "handouts",
    metadata,
    Column("id", Text, primary_key=True),
    # One row for all that a handout is made from.
    Column("key", Text, nullable=False, unique=True),
    reference("thread_id", "threads.id", ondelete="CASCADE", nullable=True),
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
    *lease(),
    Index(None, "finished_at", "holder"),
)

# Links by which people without a login read a thread. The secret is derived from the id: see `server/shared.py`.
shares = Table(
    "shares",
    metadata,
    Column("id", Text, primary_key=True),
    reference("thread_id", "threads.id", ondelete="CASCADE"),
    Column("redact", Boolean, nullable=False),
    Column("tags", Boolean, nullable=False),
    Column("editions", JsonOf(tuple[Edition, ...]), nullable=False),
    Column("expires_at", UtcDateTime),
    Column("openings", Integer, nullable=False),
    Column("by", SafeText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
