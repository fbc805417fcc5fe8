"""Pages come in the same order whether the results are sorted or all threads are walked through."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive.archive import Archive
from archive.library import listing, ordering
from domain.search.parsing import parse_query
from domain.shapes.author import AuthorName
from domain.shapes.library import Order, Sort
from domain.shapes.post import Author
from domain.shapes.reading import Site
from tests.archive.library.shelves import SAM, shelve, thread
from tests.archive.readings import NOON

COUNT = 12


@pytest.fixture
def shelves(archive: Archive) -> Archive:
    """Every third thread has the word in its title; the one published last was archived first."""
    for number in range(COUNT):
        title = f"{number} harbour" if number % 3 == 0 else str(number)
        text = f"ships in the harbour {number}" if number != 1 else "nothing"
        site = Site.X if number % 2 else Site.BLUESKY
        shelve(archive, thread(text, title=title, site=site, posted_at=NOON - timedelta(days=number)))
    return archive


def pages(archive: Archive, q: str, order: Order, limit: int) -> list[str]:
    shown: list[str] = []
    cursor = None
    while True:
        page = listing.list_page(archive, parse_query(q), order, cursor, limit)
        assert page.count.value == len(numbers(q))
        assert page.first == len(shown) + 1
        shown += [item.thread.title.split()[0] for item in page.items]
        cursor = page.next
        if cursor is None:
            return shown


def numbers(q: str) -> list[int]:
    """The threads that a query asks for, in the order in which they were archived."""
    having = [number for number in range(COUNT) if number != 1 or "harbour" not in q]
    return [number for number in having if number % 2 == 0] if "site" in q else having


@pytest.mark.parametrize("dense", [10, 0], ids=["walked", "sorted"])
@pytest.mark.parametrize("q", ["harbour", "harbour site:bluesky"])
def test_many_results_come_titles_first_then_newest(
    shelves: Archive, monkeypatch: pytest.MonkeyPatch, q: str, dense: int
) -> None:
    monkeypatch.setattr(ordering, "MAX_SCORED", 3)
    monkeypatch.setattr(ordering, "DENSE", dense)
    for reverse in (False, True):
        expected = sorted(numbers(q), key=lambda number: ((number % 3 == 0) is reverse, -number))
        for limit in (1, 2, 5, 50):
            assert pages(shelves, q, Order(Sort.RELEVANCE, reverse), limit) == list(map(str, expected))


@pytest.mark.parametrize("q", ["", "harbour", "harbour site:bluesky", "site:bluesky"])
def test_dates_are_in_order_on_all_pages(shelves: Archive, q: str) -> None:
    for sort, ascending in ((Sort.ARCHIVED, True), (Sort.PUBLISHED, False)):
        for reverse in (False, True):
            expected = sorted(numbers(q), reverse=ascending is not reverse)
            for limit in (1, 3, 50):
                assert pages(shelves, q, Order(sort, reverse), limit) == list(map(str, expected))


def test_the_latest_threads_of_an_author_are_those_under_all_names(archive: Archive) -> None:
    people = (SAM, Author("Sam F.", "sam"), Author("Sam Field", "SAM"), Author("Sam Field", "samuel"))
    ids = [
        shelve(archive, thread(f"text {number}", author=author, posted_at=NOON + timedelta(days=number)))
        for number, author in enumerate((*people, SAM))
    ]
    shelve(archive, thread("elsewhere", author=SAM, site=Site.MASTODON))

    def latest(limit: int) -> list[str]:
        found = listing.list_latest_of_author(archive, AuthorName(Site.X, "sam"), limit, without=ids[2])
        return [summary.id for summary in found]

    assert latest(5) == [ids[4], ids[1], ids[0]]
    assert latest(2) == [ids[4], ids[1]]
    assert listing.list_latest_of_author(archive, AuthorName(Site.X, "nobody"), 5, without="") == ()
