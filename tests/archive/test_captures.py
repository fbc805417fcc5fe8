from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from archive import captures
from archive.archive import Archive
from archive.tables import captures as rows
from domain import ids
from domain.errors import NotFound
from domain.shapes.capture import Hints, MediaType, Via
from tests.archive.readings import paste


def test_a_capture_comes_back_as_it_came(archive: Archive) -> None:
    came = paste(url="https://x.com/a", title="A title")
    assert captures.load(archive, captures.store(archive, came)) == came


def test_bytes_are_kept_whatever_they_are(archive: Archive) -> None:
    came = paste(body=b"\x00\xff\xfe lone \xed\xa0\x80")
    assert captures.load(archive, captures.store(archive, came)).body == came.body


def test_words_that_no_database_holds_do_not_keep_a_capture_out(archive: Archive) -> None:
    stored = captures.load(archive, captures.store(archive, paste(title="a\0b\ud800c", url="https://x.com/\0")))
    assert stored.title == "ab\ufffdc"
    assert stored.url == "https://x.com/"


def test_the_same_input_twice_is_one_capture(archive: Archive) -> None:
    assert captures.store(archive, paste()) == captures.store(archive, paste())


@pytest.mark.parametrize(
    "other",
    [
        paste(via=Via.PAGE),
        paste(media_type=MediaType.HTML),
        paste(url="https://x.com/b"),
        paste(hints=Hints(author="kim")),
        paste("something else"),
    ],
)
def test_an_input_that_differs_in_anything_said_about_it_is_another_capture(archive: Archive, other: object) -> None:
    assert captures.store(archive, paste()) != captures.store(archive, other)  # type: ignore[arg-type]


def test_twenty_at_once_keep_one_capture(archive: Archive) -> None:
    with ThreadPoolExecutor(20) as crowd:
        stored = set(crowd.map(lambda _: captures.store(archive, paste()), range(20)))
    with archive.database.read() as connection:
        count = connection.execute(select(func.count()).select_from(rows)).scalar_one()
    assert len(stored) == count == 1


def test_a_capture_whose_blob_was_swept_meanwhile_is_written_again(archive: Archive) -> None:
    id_ = captures.store(archive, paste())
    archive.blobs.delete(archive.blobs.write(paste().body))
    assert captures.store(archive, replace(paste(), via=Via.IMPORT)) != id_
    assert captures.load(archive, id_).body == paste().body


def test_an_unknown_capture_is_not_found(archive: Archive) -> None:
    with pytest.raises(NotFound):
        captures.load(archive, ids.new_id())


def test_ids_are_opaque_and_of_the_promised_shape() -> None:
    some = {ids.new_id() for _ in range(1000)}
    assert len(some) == 1000
    assert all(ids.is_id(item) for item in some)
    assert not ids.is_id("../../etc/passwd/aaaaaaaa")
