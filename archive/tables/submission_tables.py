"""Tables of submissions, their steps and Idempotency-Keys."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.engine.default import DefaultExecutionContext

from archive.columns import EnumText, JsonOf, SafeText, UtcDateTime
from archive.tables.schema import lease, metadata, reference
from domain.digest import short_digest
from domain.editions import Edition
from domain.messages import Message
from domain.shapes.submission import State


def _url_key(context: DefaultExecutionContext) -> int | None:
    url = context.current_parameters.get("url") if context.current_parameters else None
    return None if url is None else short_digest(url)


submissions = Table(
    "submissions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", EnumText(State), nullable=False),
    Column("detail", JsonOf(Message)),
    Column("url", SafeText),
    # A hash of the address, by which it is looked up: indexes have a limit on the length of values.
    Column("url_key", BigInteger, default=_url_key, index=True),
    reference("capture_id", "captures.id", ondelete="SET NULL", nullable=True),
    # The page beside collected posts, which is stored with their thread and never read.
    reference("snapshot_id", "captures.id", ondelete="SET NULL", nullable=True),
    reference("thread_id", "threads.id", ondelete="SET NULL", nullable=True),
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
    *lease(),
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

# The Idempotency-Keys of the last day, with the submission of each.
idempotency = Table(
    "idempotency",
    metadata,
    Column("caller", Text, primary_key=True),
    Column("key", SafeText, primary_key=True),
    Column("body_sha256", Text, nullable=False),
    reference("submission_id", "submissions.id", ondelete="CASCADE"),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)
