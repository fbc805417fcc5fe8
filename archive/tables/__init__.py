"""The database tables, used by this package only. `migrations/` creates them, and a test keeps the two the same.

The tables of the library are in `archive/library/tables.py`.
"""

from archive.tables.access_tables import audit, invitations, login_failures, pairings, people, sessions, tokens
from archive.tables.coding_tables import coders, coding_answers, coding_points, codings, settlements
from archive.tables.curation_tables import batches, collections, labels, marks, point_notes, same_authors
from archive.tables.file_tables import captures, pictures, unreferenced_blobs
from archive.tables.handout_tables import handouts, shares
from archive.tables.import_tables import import_choices, import_parts, import_rows, imports
from archive.tables.mention_tables import bot_accounts, mentions, opt_outs
from archive.tables.routine_tables import follow_threads, follows, notices, refresh_schedules, routines
from archive.tables.schema import metadata, oldest_readers
from archive.tables.submission_tables import idempotency, steps, submissions
from archive.tables.tag_tables import codebooks, decisions, model_answers, retaggings, taggings, tags
from archive.tables.thread_tables import (
    aliases,
    edits,
    points,
    redirects,
    threads,
    version_captures,
    version_pictures,
    versions,
)

__all__ = [
    "aliases",
    "audit",
    "batches",
    "bot_accounts",
    "captures",
    "codebooks",
    "coders",
    "coding_answers",
    "coding_points",
    "codings",
    "collections",
    "decisions",
    "edits",
    "follow_threads",
    "follows",
    "handouts",
    "idempotency",
    "import_choices",
    "import_parts",
    "import_rows",
    "imports",
    "invitations",
    "labels",
    "login_failures",
    "marks",
    "mentions",
    "metadata",
    "model_answers",
    "notices",
    "oldest_readers",
    "opt_outs",
    "pairings",
    "people",
    "pictures",
    "point_notes",
    "points",
    "redirects",
    "refresh_schedules",
    "retaggings",
    "routines",
    "same_authors",
    "sessions",
    "settlements",
    "shares",
    "steps",
    "submissions",
    "taggings",
    "tags",
    "threads",
    "tokens",
    "unreferenced_blobs",
    "version_captures",
    "version_pictures",
    "versions",
]
