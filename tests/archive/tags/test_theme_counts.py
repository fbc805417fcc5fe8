"""How often themes come up: over the latest Versions only, people's word counted, pairs once."""

from __future__ import annotations

from archive import captures, codebooks
from archive.archive import Archive
from archive.tags import decisions, theme_counts
from archive.tags.theme_counts import Count
from archive.threads import threads
from domain.shapes.decision import TagAction, TagRequest
from tests.archive.readings import CODEBOOK, paste, point, tag, version

BOOK = codebooks.load()[codebooks.BUILT_IN]


def store(archive: Archive, name: str, *tags: str, title: str = "Hello") -> str:
    suggested = tuple(tag(item) for item in tags)
    reading = version(
        point(1, *suggested, post_id=name, text=f"Hello {name}"), point(2, post_id=f"{name}2"), root=name, title=title
    )
    return threads.store(archive, reading, [captures.store(archive, paste(name))], CODEBOOK).thread_id


def test_an_empty_archive_counts_nothing(archive: Archive) -> None:
    counted = theme_counts.count_themes(archive, BOOK.id)
    assert (counted.threads, counted.points, counted.families, counted.together) == (0, 0, {}, {})
    assert theme_counts.list_points(archive, BOOK.id, ("product-fed", "silos"), 10) == ()


def test_points_threads_and_pairs_are_counted_in_the_latest_versions(archive: Archive) -> None:
    store(archive, "one", "silos")
    first = store(archive, "one", "silos", "turf-war", title="Newer")
    second = store(archive, "two", "silos")
    decisions.decide(archive, second, 1, 1, [TagRequest(TagAction.ADD, "value-led", "collaboration")], BOOK)
    decisions.decide(archive, second, 1, 2, [TagRequest(TagAction.ADD, "product-fed", "silos")], BOOK)
    counted = theme_counts.count_themes(archive, BOOK.id)
    assert (counted.threads, counted.points) == (2, 4)
    assert counted.families == {"product-fed": 3, "value-led": 1}
    assert counted.themes["product-fed", "silos"] == Count(points=3, threads=2, by_people=1)
    assert counted.together == {
        (("product-fed", "silos"), ("product-fed", "turf-war")): 1,
        (("product-fed", "silos"), ("value-led", "collaboration")): 1,
    }
    some = theme_counts.list_points(archive, BOOK.id, ("product-fed", "silos"), 10)
    assert [(item.thread_id, item.point.position) for item in some] == [(second, 1), (second, 2), (first, 1)]
    assert theme_counts.list_points(archive, BOOK.id, ("product-fed", "silos"), 1, offset=2) == some[2:]


def test_what_was_turned_away_is_not_counted(archive: Archive) -> None:
    id_ = store(archive, "one", "silos")
    decisions.decide(archive, id_, 1, 1, [TagRequest(TagAction.REJECT, "product-fed", "silos")], BOOK)
    assert theme_counts.count_themes(archive, BOOK.id).themes == {}
    assert theme_counts.list_points(archive, BOOK.id, ("product-fed", "silos"), 10) == ()
