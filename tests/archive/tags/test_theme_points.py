"""One theme's points across the archive."""

from __future__ import annotations

from archive import captures, handouts
from archive.archive import Archive
from archive.tags import theme_points
from archive.threads import threads
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Version
from tests.archive.readings import CODEBOOK, paste, point, version

SILOS = Tag("product-fed", "silos", 0.8, TaggedBy.MODEL, (Evidence(0, 1, "P"),))


def store(archive: Archive, name: str, reading: Version) -> str:
    return threads.store(archive, reading, [captures.store(archive, paste(name))], CODEBOOK).thread_id


def test_threads_that_speak_of_a_theme_are_found_with_the_points_that_do(archive: Archive) -> None:
    one = store(archive, "one", version(point(1, SILOS), point(2)))
    store(archive, "two", version(point(1), point(2), title="Another", root="2"))
    theme_threads = theme_points.find_threads(archive, "product-fed", "silos", CODEBOOK.id)
    assert [id_ for id_, _, _ in theme_threads.sources] == [one]
    (thread,) = theme_points.load_threads(archive, "product-fed", "silos", CODEBOOK.id, theme_threads)
    assert [item.position for item in thread.version.points] == [1]
    assert theme_points.find_threads(archive, "product-fed", "silos", "another").sources == ()
    assert theme_points.find_threads(archive, "product-fed", "silos", CODEBOOK.id, limit=0).more == 1


def test_a_sheet_is_another_when_what_it_gathers_is(archive: Archive) -> None:
    before = theme_points.find_threads(archive, "product-fed", "silos", CODEBOOK.id)
    id_ = store(archive, "one", version(point(1, SILOS)))
    after = theme_points.find_threads(archive, "product-fed", "silos", CODEBOOK.id)
    assert before.digest != after.digest
    key = handouts.theme_sheet_key("product-fed/silos", after, CODEBOOK, "r1")
    requested = handouts.request(archive, key)
    assert handouts.get(archive, requested.id).key == key
    held = handouts.claim(archive, requested.id)
    assert held
    handouts.finish(archive, held, b"a sheet")
    threads.delete(archive, id_)
    assert handouts.find(archive, key) is None, "its words are gone with their thread"
