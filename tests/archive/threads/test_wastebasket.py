"""Threads in the wastebasket are as if they were not there, until they are restored or saved again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from archive import captures, refreshes, shares
from archive.archive import Archive
from archive.tags import decisions, retaggings
from archive.threads import editing, thread_list, threads, wastebasket
from domain.errors import NotFound
from tests.archive.readings import CODEBOOK, paste, version


@pytest.fixture
def deleted(archive: Archive) -> str:
    thread_id = threads.store(archive, version(), [captures.store(archive, paste())], CODEBOOK).thread_id
    wastebasket.put(archive, thread_id, "owner")
    return thread_id


@pytest.mark.parametrize(
    "use",
    [
        threads.load,
        threads.list_taggings,
        editing.history,
        decisions.history,
        refreshes.refresh,
        shares.list_shares,
        lambda archive, id_: retaggings.request(archive, id_, CODEBOOK.id),
        lambda archive, id_: editing.undo(archive, id_, "owner", 1),
        lambda archive, id_: decisions.undo(archive, id_, 1, 1, CODEBOOK.id),
    ],
)
def test_nothing_works_on_a_deleted_thread(archive: Archive, deleted: str, use: Callable[[Archive, str], object]) -> None:
    with pytest.raises(NotFound) as caught:
        use(archive, deleted)
    assert caught.value.reason.key in {"not_found.thread", "not_found.thread_or_version"}
    assert [item.id for item in wastebasket.list_threads(archive)] == [deleted]
    assert thread_list.list_ids(archive) == ()


def test_a_thread_saved_again_is_restored(archive: Archive, deleted: str) -> None:
    stored = threads.store(archive, version(title="Again"), [captures.store(archive, paste())], CODEBOOK)
    assert (stored.thread_id, wastebasket.list_threads(archive)) == (deleted, ())
    assert threads.load(archive, deleted).version.title == "Again"


def test_a_thread_restored_while_expired_ones_are_deleted_stays(archive: Archive, deleted: str) -> None:
    until = archive.clock() + timedelta(days=1)
    wastebasket.restore(archive, deleted)
    with pytest.raises(NotFound):
        threads.delete(archive, deleted, deleted_before=until)
    wastebasket.put(archive, deleted, "owner")
    with pytest.raises(NotFound):
        threads.delete(archive, deleted, deleted_before=until - timedelta(days=2))
    wastebasket.restore(archive, deleted)
    assert threads.load(archive, deleted).version == version()
    wastebasket.put(archive, deleted, "owner")
    threads.delete(archive, deleted, deleted_before=until)
    assert wastebasket.list_threads(archive) == ()
