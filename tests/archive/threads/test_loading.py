from __future__ import annotations

import pytest

from archive import captures
from archive.archive import Archive
from archive.threads import threads
from archive.threads.loading import LOADED_AT_ONCE, ThreadKey, load_all, load_present
from domain.errors import NotFound
from domain.shapes.codebook import CodebookRef
from tests.archive.readings import CODEBOOK, paste, point, tag, version

OTHER = CodebookRef("other", 1)


def store(archive: Archive, name: str, *, codebook: CodebookRef = CODEBOOK, title: str = "") -> str:
    reading = version(point(1, tag(), text=name), point(2), title=title or name, root=name)
    return threads.store(archive, reading, [captures.store(archive, paste(name))], codebook).thread_id


def test_many_threads_are_as_each_is_by_itself(archive: Archive) -> None:
    names = [f"thread {number}" for number in range(LOADED_AT_ONCE + 2)]
    ids = [store(archive, name) for name in names]
    loaded = list(load_all(archive, [ThreadKey(id_) for id_ in reversed(ids)]))
    assert [thread.version.title for thread in loaded] == names[::-1]
    assert loaded == [threads.load(archive, id_) for id_ in reversed(ids)]


def test_a_thread_is_loaded_in_each_version_and_codebook_that_is_asked_for(archive: Archive) -> None:
    id_, second = store(archive, "first"), store(archive, "second", codebook=OTHER)
    assert store(archive, "first", title="changed") == id_
    keys = [ThreadKey(id_), ThreadKey(id_, 1), ThreadKey(second), ThreadKey(id_, 1, CODEBOOK.id)]
    loaded = list(load_all(archive, keys))
    assert [(thread.number, thread.version.title) for thread in loaded] == [
        (2, "changed"),
        (1, "first"),
        (1, "second"),
        (1, "first"),
    ]
    assert [thread.codebook for thread in loaded] == [CODEBOOK, CODEBOOK, OTHER, CODEBOOK]


def test_what_is_not_there_is_left_out_or_raised(archive: Archive) -> None:
    id_ = store(archive, "first")
    deleted = store(archive, "second")
    threads.delete(archive, deleted)
    absent = [ThreadKey("0" * 24), ThreadKey(deleted), ThreadKey(id_, 7), ThreadKey(id_, codebook="other")]
    assert [thread.id for thread in load_present(archive, [*absent, ThreadKey(id_)])] == [id_]
    for key in absent:
        with pytest.raises(NotFound):
            list(load_all(archive, [ThreadKey(id_), key]))
