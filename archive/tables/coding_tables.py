"""Tables of codings: several people tag the same points without seeing each other's answers, which are compared at the end.

Answers have a table of their own: a decision that says what stands already is not stored, and all people see it at once.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from archive.columns import JsonOf, SafeText, UtcDateTime
from archive.tables.schema import metadata, reference
from domain.shapes.coding import Code
from domain.shapes.decision import Anchor

codings = Table(
    "codings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", SafeText, nullable=False),
    # The edition that all code by, whatever becomes of the codebook.
    Column("codebook_id", Text, nullable=False),
    Column("codebook_version", Integer, nullable=False),
    # Whether the model's suggestions are hidden from the coders too.
    Column("blind", Boolean, nullable=False),
    Column("created_by", SafeText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # From then on nobody codes any more, and everybody sees the answers.
    Column("compared_at", UtcDateTime),
)

coders = Table(
    "coders",
    metadata,
    Column("coding_id", Text, ForeignKey("codings.id", ondelete="CASCADE"), primary_key=True),
    Column("person", SafeText, primary_key=True, index=True),
    Column("done_at", UtcDateTime),
)

# The points as they were when the coding began: all code the same words, whatever is edited meanwhile.
coding_points = Table(
    "coding_points",
    metadata,
    Column("id", Text, primary_key=True),
    Column("coding_id", Text, ForeignKey("codings.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    reference("thread_id", "threads.id", ondelete="CASCADE"),
    Column("version", Integer, nullable=False),
    Column("anchor", JsonOf(Anchor), nullable=False),
    UniqueConstraint("coding_id", "number"),
)

# What each coder says about each point; a row without codes says that no theme applies.
coding_answers = Table(
    "coding_answers",
    metadata,
    Column("point_id", Text, ForeignKey("coding_points.id", ondelete="CASCADE"), primary_key=True),
    Column("person", SafeText, primary_key=True),
    Column("codes", JsonOf(tuple[Code, ...]), nullable=False),
    Column("memo", SafeText),
    Column("answered_at", UtcDateTime, nullable=False),
)

# The decisions by which differences were settled; undone with them.
settlements = Table(
    "settlements",
    metadata,
    Column("batch_id", Text, primary_key=True),
    reference("point_id", "coding_points.id", ondelete="CASCADE"),
)
