"""Points that are similar to one: by their vectors, exactly, whoever else has vectors of another encoder."""

from __future__ import annotations

import numpy as np
import pytest

from archive.archive import Archive
from archive.library import vectors
from archive.threads import wastebasket
from domain.errors import NotFound
from tests.archive.library.shelves import shelve, thread


def rows(*values: tuple[int, int]) -> bytes:
    return np.array(values, np.int8).tobytes()


def test_the_most_similar_points_come_first(archive: Archive) -> None:
    first = shelve(archive, thread("one", "two", title="a"))
    other = shelve(archive, thread("three", "four", title="b"))
    vectors.put(archive, first, 1, "e", rows((100, 0), (0, 100)))
    vectors.put(archive, other, 1, "e", rows((90, 10), (-100, 0)))
    similar = vectors.find_similar(archive, first, 1)
    assert similar.exact
    assert [(item.thread_id, item.position, item.text) for item in similar.items] == [
        (other, 1, "three"), (first, 2, "two"),
    ]  # fmt: skip
    assert similar.items[0].score == pytest.approx(0.994, abs=0.001)


def test_vectors_of_another_encoder_and_of_deleted_threads_are_left_out(archive: Archive) -> None:
    first, other, third = (shelve(archive, thread(name, title=name)) for name in ("one", "two", "three"))
    for id_, encoder in ((first, "e"), (other, "f"), (third, "e")):
        vectors.put(archive, id_, 1, encoder, rows((100, 0)))
    assert [item.thread_id for item in vectors.find_similar(archive, first, 1).items] == [third]
    wastebasket.put(archive, third, "owner")
    assert vectors.find_similar(archive, first, 1).items == ()


def test_a_thread_without_vectors_has_nothing_similar(archive: Archive) -> None:
    id_ = shelve(archive, thread("one"))
    assert vectors.find_similar(archive, id_, 1).items == ()
    with pytest.raises(NotFound):
        vectors.find_similar(archive, id_, 2)


def test_threads_that_come_and_go_after_a_comparison_are_compared_and_left_out(archive: Archive) -> None:
    first, second = (shelve(archive, thread(name, title=name)) for name in ("one", "two"))
    for id_ in (first, second):
        vectors.put(archive, id_, 1, "e", rows((100, 0)))
    assert [item.thread_id for item in vectors.find_similar(archive, first, 1).items] == [second]
    third = shelve(archive, thread("three", "four", title="three"))
    vectors.put(archive, third, 1, "e", rows((0, 100), (90, 30)))
    wastebasket.put(archive, second, "owner")
    found = vectors.find_similar(archive, first, 1)
    assert found.exact
    assert [(item.thread_id, item.position) for item in found.items] == [(third, 2), (third, 1)]


def test_an_archive_of_too_many_points_is_not_exact(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "MAX_POINTS", 2)
    ids = [shelve(archive, thread(f"number {number}", title=str(number))) for number in range(3)]
    for id_ in ids:
        vectors.put(archive, id_, 1, "e", rows((100, 0)))
    similar = vectors.find_similar(archive, ids[-1], 1)
    assert not similar.exact
    assert [item.thread_id for item in similar.items] == [ids[1]]
