"""Tells whether work on a thread is under way: tagging after an edit, or by another codebook. Read by the thread's page."""

from __future__ import annotations

from sqlalchemy import or_, select

from archive.archive import Archive
from archive.tables import retaggings, submissions


def has_unfinished_work(archive: Archive, thread_id: str) -> bool:
    """Whether a submission or a retagging of the thread has not ended."""
    submission = select(submissions.c.id).where(submissions.c.thread_id == thread_id, submissions.c.finished_at.is_(None))
    retagging = select(retaggings.c.id).where(retaggings.c.thread_id == thread_id, retaggings.c.finished_at.is_(None))
    with archive.database.read() as connection:
        return bool(connection.execute(select(or_(submission.exists(), retagging.exists()))).scalar_one())
