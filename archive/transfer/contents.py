"""Which tables an export has, and which it leaves out; a test holds that every table is named here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Select, Table, select

from archive.library import tables as library
from archive.tables import (
    aliases,
    audit,
    batches,
    bot_accounts,
    captures,
    codebooks,
    coders,
    coding_answers,
    coding_points,
    codings,
    collections,
    decisions,
    edits,
    follow_threads,
    follows,
    handouts,
    idempotency,
    import_choices,
    import_parts,
    import_rows,
    imports,
    invitations,
    labels,
    login_failures,
    marks,
    mentions,
    model_answers,
    notices,
    oldest_readers,
    opt_outs,
    pairings,
    people,
    pictures,
    point_notes,
    points,
    redirects,
    refresh_schedules,
    retaggings,
    routines,
    same_authors,
    sessions,
    settlements,
    shares,
    steps,
    submissions,
    taggings,
    tags,
    threads,
    tokens,
    unreferenced_blobs,
    version_captures,
    version_pictures,
    versions,
)

BEFORE_THREADS: Final = (codebooks, captures, pictures)
"""Tables that threads refer to, in the order in which they are filled."""
OF_THREAD: Final = (
    threads, labels, marks, point_notes, redirects, edits, decisions, retaggings,
    versions, aliases, version_captures, version_pictures, points, library.vectors, taggings, tags,
)  # fmt: skip
"""Tables whose rows belong to one thread, in the order in which they are filled."""
AFTER_THREADS: Final = (
    submissions, steps, collections, batches, same_authors, model_answers, refresh_schedules, follows, follow_threads,
    opt_outs,
    codings, coders, coding_points, coding_answers, settlements,
)  # fmt: skip
LEFT_OUT: Final[Mapping[Table, str]] = {
    handouts: "rendered again when they are asked for",
    library.library: "derived from the threads",
    library.library_authors: "derived from the threads",
    library.library_themes: "derived from the threads",
    unreferenced_blobs: "notes of the blob store",
    oldest_readers: "about the tables of one database",
    idempotency: "keys of one day, for the server that gave the first answer",
    imports: "how far a list is; what came of it is in the submissions",
    import_parts: "files that are being read",
    import_rows: "how far a list is; what came of it is in the submissions",
    import_choices: "what one may still choose of a file",
    tokens: "access to one server",
    sessions: "access to one server",
    login_failures: "access to one server",
    people: "access to one server; their names are in what they wrote",
    invitations: "access to one server",
    audit: "what was done on one server",
    shares: "access to one server",
    pairings: "access to one server",
    routines: "made again by the scheduler",
    mentions: "answered by one server; another looks for its own answer before it answers",
    bot_accounts: "how one server's looks went",
    notices: "of the server that sends them, until they are sent",
}
"""What is not exported, and why."""


def thread_column(table: Table) -> str:
    """The column that leads from a row to its thread: the thread's id, or that of its Version."""
    if table is threads:
        return "id"
    return "thread_id" if "thread_id" in table.c else "version_id"


def version_ids(thread_ids: list[str]) -> Select[tuple[int]]:
    """The Versions of those threads."""
    return select(versions.c.id).where(versions.c.thread_id.in_(thread_ids))
