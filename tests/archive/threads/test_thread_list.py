"""The list of threads, page by page."""

from __future__ import annotations

from sqlalchemy import update

from archive import captures
from archive.archive import Archive
from archive.tables import threads as rows
from archive.threads import thread_list, threads
from archive.threads.thread_list import Filters
from tests.archive.readings import CODEBOOK, NOON, paste, version


def test_pages_list_every_thread_once_when_several_were_updated_at_the_same_time(archive: Archive) -> None:
    stored = {
        threads.store(archive, version(root=name), [captures.store(archive, paste(name))], CODEBOOK).thread_id
        for name in "12345"
    }
    with archive.database.write() as connection:
        connection.execute(update(rows).values(updated_at=NOON))
    listed: list[str] = []
    cursor = None
    for _ in stored:
        page, cursor = thread_list.list_page(archive, Filters(), cursor, 2)
        listed += [thread.id for thread in page]
        if cursor is None:
            break
    assert len(listed) == len(stored)
    assert set(listed) == stored
