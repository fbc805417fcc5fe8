"""The library page: what it lists, how it is narrowed down, and what is done to several threads at once."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive.archive import Archive
from archive.library import batches, collections
from archive.threads import curation, wastebasket
from domain.shapes.library import FacetValue
from domain.shapes.post import Author
from server.pages.library.addresses import Parameters
from tests.archive.library.shelves import search, shelve, thread
from tests.archive.readings import tag
from tests.server.conftest import Opened
from tests.server.pages.conftest import BROWSER, Read, token_of


@pytest.fixture
def shelves(archive: Archive) -> list[str]:
    """Sixty threads, the last one first in the list."""
    ids = [shelve(archive, thread(f"The number {number} of many", title=f"Thread {number:02}")) for number in range(59)]
    return [*ids, shelve(archive, thread("A lighthouse", "stands on the coast", title="Lighthouse", tags=[tag("silos")]))]


def names(page: BeautifulSoup) -> list[str]:
    return [link.text for link in page.select(".entry .name")]


def test_an_empty_library_leads_to_saving(read: Read) -> None:
    page = read("/threads")
    assert page.select_one('.nothing a[href="/"]')
    assert not page.select(".entry, .facets, .batch")


def test_few_threads_have_no_column_and_many_do(read: Read, archive: Archive, shelves: list[str]) -> None:
    page = read("/threads")
    assert page.select_one(".library:not(.few)")
    assert page.select_one(".range").text == "1–50 of 60"  # type: ignore[union-attr]
    assert (len(names(page)), names(page)[0]) == (50, "Lighthouse")
    following = page.select_one('a[rel="next"]')
    assert following
    second = read(str(following["href"]))
    assert second.select_one(".range").text == "51–60 of 60"  # type: ignore[union-attr]
    assert len({*names(page), *names(second)}) == 60


def test_a_search_shows_marked_words_and_links_to_their_points(read: Read, shelves: list[str]) -> None:
    page = read("/threads?q=coast")
    (place,) = page.select(".place")
    assert place["href"] == f"/threads/{shelves[-1]}#point-2"
    assert [mark.text for mark in place.select("mark")] == ["coast"]
    assert page.select_one('input[name="q"]')["value"] == "coast"  # type: ignore[index]
    assert read("/threads?q=absent").select_one(".nothing")


def test_a_mistake_is_explained_and_the_search_stays(read: Read, shelves: list[str]) -> None:
    page = read('/threads?q="lighthouse', 400)
    assert page.select_one("#query")["value"] == '"lighthouse'  # type: ignore[index]
    assert "quotation mark" in page.select_one(".fault").text  # type: ignore[union-attr]


def test_facets_narrow_down_and_chips_take_it_back(read: Read, shelves: list[str]) -> None:
    page = read("/threads?density=airy")
    family = next(link for link in page.select(".facets a") if "Product-Fed" in link.text)
    assert family.select_one(".count").text == "1"  # type: ignore[union-attr]
    narrowed = read(str(family["href"]))
    assert names(narrowed) == ["Lighthouse"]
    chip = narrowed.select_one(".chip")
    assert chip
    assert parse_qs(urlsplit(str(chip["href"])).query) == {"density": ["airy"]}


def test_sorting_is_in_the_address_and_turns_round(read: Read, shelves: list[str]) -> None:
    page = read("/threads?sort=title")
    assert names(page)[0] == "Lighthouse"
    chosen = page.select_one('.sorts a[aria-current="true"]')
    assert chosen
    assert names(read(str(chosen["href"])))[0] == "Thread 58"


def test_ticked_threads_are_labelled_and_deleted_at_once(client: FlaskClient, read: Read, shelves: list[str]) -> None:
    token = token_of(read("/threads"))
    form = {
        "csrf_token": token,
        "thread": shelves[-2:],
        "do": "label",
        "label": "to read, later",
        "back": "/threads?sort=title",
    }
    client.post("/threads/batch", data=form | {"label": " "})
    assert "Type a label first." in read("/threads").text
    answer = client.post("/threads/batch", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/threads?sort=title")
    assert read("/threads?label=later").select_one(".range").text == "1–2 of 2"  # type: ignore[union-attr]
    client.post("/threads/batch", data=form | {"do": "delete"})
    assert client.post("/threads/batch", data=form | {"do": "delete"}).status_code == 303
    assert "Lighthouse" not in names(read("/threads"))
    assert "Lighthouse" in read("/wastebasket").text
    client.post(f"/wastebasket/{shelves[-1]}/restore", data={"csrf_token": token})
    assert names(read("/threads"))[0] == "Lighthouse"
    assert client.post("/threads/batch", data={"csrf_token": token, "do": "delete", "back": "//elsewhere"}).headers[
        "Location"
    ] == "/threads"  # fmt: skip


def test_without_a_wastebasket_threads_are_deleted_for_good(opened: Opened, archive: Archive, shelves: list[str]) -> None:
    client = opened(trash_days=0)
    token = token_of(BeautifulSoup(client.get("/threads", headers=BROWSER).text, "lxml"))
    client.post("/threads/batch", data={"csrf_token": token, "thread": shelves[:2], "do": "delete"})
    assert wastebasket.list_threads(archive) == ()
    assert "2 deleted for good." in client.get("/threads", headers=BROWSER).text


def test_all_that_match_are_changed_by_a_worker(client: FlaskClient, read: Read, archive: Archive, shelves: list[str]) -> None:
    form = {"csrf_token": token_of(read("/threads")), "query": "number", "all": "1", "do": "label", "label": "x"}
    address = client.post("/threads/batch", data=form).headers["Location"]
    assert "0 of 59 are done" in read(address).text
    assert len(batches.get(archive, address.rpartition("/")[2]).thread_ids) == 59


def test_all_that_match_are_exported_by_their_query(client: FlaskClient, read: Read, shelves: list[str]) -> None:
    form = {"csrf_token": token_of(read("/threads")), "query": "number 7", "all": "1", "do": "export"}
    assert client.post("/threads/batch", data=form).location == "/api/v1/exports?format=csv&q=number+7"
    ticked = client.post("/threads/batch", data={**form, "all": "", "thread": shelves[:2]}).location
    assert ticked == f"/api/v1/exports?format=csv&thread={shelves[0]}&thread={shelves[1]}"


def test_a_search_is_saved_with_its_filters(client: FlaskClient, read: Read, archive: Archive, shelves: list[str]) -> None:
    page = read("/threads?q=number&site=x&author=sam&year=2026")
    query = page.select_one('.save input[name="query"]')
    assert query
    assert query["value"] == "number site:x author:@sam after:2026-01-01 before:2027-01-01"
    client.post("/threads/collections", data={"csrf_token": token_of(page), "name": "Numbers", "query": query["value"]})
    (saved,) = collections.list_collections(archive)
    assert search(archive, saved.q).count.value == 59
    assert read("/threads").select_one(".chip.saved").text == "Numbers"  # type: ignore[union-attr]


def test_filters_of_every_value_survive_the_way_through_a_query() -> None:
    pairs = (("q", "a OR b"), ("label", "to read (soon)"), ("theme", "value-led/shared-outcome"))
    assert Parameters(pairs).as_query() == '(a OR b) label:"to read (soon)" theme:value-led/shared-outcome'


def test_years_lead_into_the_middle_of_a_list(read: Read, shelves: list[str]) -> None:
    years = read("/threads?sort=published").select(".years a")
    assert [" ".join(link.text.split()) for link in years] == ["2026 60"]


def test_labels_and_stars_stand_in_the_rows(read: Read, archive: Archive, shelves: list[str]) -> None:
    curation.change(archive, shelves[-1], "owner", new_labels=["quoted"], favourite=True)
    first = read("/threads").select_one(".entry")
    assert first
    assert first.select_one(".label").text == "quoted"  # type: ignore[union-attr]
    assert first.select_one(".star")
    assert search(archive, "label:quoted", facets=True).facets["label"] == (FacetValue("quoted", 1),)


def test_a_library_of_many_threads_finds_authors_by_name_and_what_is_undecided(
    client: FlaskClient, read: Read, archive: Archive, shelves: list[str]
) -> None:
    curation.change(archive, shelves[0], "owner", favourite=True)
    shelve(archive, thread("By somebody else", author=Author("Mira Holm", "mira")))
    answer = client.get("/threads", query_string={"q": "number OR lighthouse", "name": 'mira "holm'}, headers=BROWSER)
    assert parse_qs(urlsplit(answer.location).query) == {"q": ['(number OR lighthouse) author:"mira holm"']}
    page = read("/threads")
    assert page.select_one(".facets form input[name=name]")
    links = {link.text.strip(): str(link["href"]) for link in page.select('section[aria-labelledby="facet-marks"] a')}
    assert names(read(links["Undecided suggestions"])) == ["Lighthouse"]
    assert names(read(links["Favourites"])) == ["Thread 00"]
    again = read(links["Favourites"]).select_one('section[aria-labelledby="facet-marks"] a[aria-current]')
    assert again
    assert again["href"] == "/threads"


def test_a_refused_change_keeps_what_was_ticked_and_typed(client: FlaskClient, read: Read, shelves: list[str]) -> None:
    token = token_of(read("/threads"))
    form = {"csrf_token": token, "thread": shelves[1:3], "do": "label", "label": "x" * 300, "back": "/threads?sort=title"}
    answer = client.post("/threads/batch", data=form, headers=BROWSER)
    page = read(answer.location)
    ticked = {str(box["value"]) for box in page.select('.tick input[name="thread"][checked]')}
    assert ticked == set(shelves[1:3])
    field = page.select_one("#batch-label")
    assert field
    assert field["value"] == "x" * 300
    assert page.select_one(".notice[role=status]")


def test_every_list_has_its_feed(client: FlaskClient, read: Read, shelves: list[str]) -> None:
    for path, threads in (("/threads", 20), ("/threads?q=lighthouse&sort=title", 1)):
        link = read(path).select_one(".feed a")
        assert link
        feed = client.get(str(link["href"]))
        assert feed.mimetype == "application/atom+xml"
        assert feed.text.count("<entry>") == threads
