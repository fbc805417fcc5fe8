"""Tables of codebooks, tags and decisions.

A Version has a Tagging for every codebook it was tagged with; a Tagging has Tags. What a person says is a Decision of the
Thread, and a Tag of its own beside the model's in every Version that has the point, so that tagging again replaces only the
model's tags.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from archive.columns import EnumText, JsonOf, SafeText, UtcDateTime
from archive.tables.schema import lease, metadata, reference
from domain.messages import Message
from domain.shapes.codebook import Codebook, Origin
from domain.shapes.decision import Anchor, Answer
from domain.shapes.retagging import RetaggingState
from domain.shapes.tag import Evidence, TaggedBy

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
    # That of the tagging.
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
    # Why, in the words of who decided.
    Column("memo", SafeText),
    Index(None, "tagging_id", "position"),
    Index(None, "family", "theme"),
)

# All decisions of people about points, undone or not; `tags` has their result for each Version.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    reference("thread_id", "threads.id", ondelete="CASCADE"),
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
    Column("memo", SafeText),
    Column("undone_at", UtcDateTime),
)

# Requests to tag a thread with another codebook, or again.
retaggings = Table(
    "retaggings",
    metadata,
    Column("id", Text, primary_key=True),
    reference("thread_id", "threads.id", ondelete="CASCADE"),
    Column("codebook_id", Text, nullable=False),
    Column("state", EnumText(RetaggingState), nullable=False),
    *lease(),
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
