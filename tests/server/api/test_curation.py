"""The library over HTTP: searches, facets, labels, stars, notes, the wastebasket, batches and saved searches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import captures
from archive.archive import Archive
from archive.library import batches
from archive.threads import threads, wastebasket
from tests.archive.readings import CODEBOOK, paste, point, version
from workers.batch_changes import change_batch

PIECES = (
    *"\"()-*:~^{}[]\\%_'’ \t+",
    *[" OR ", " AND ", " NOT ", " NEAR ", "in:", "author:", "points:", "before:", "has:", "a", "ab*", "東", "é", "\x00"],
)


@pytest.fixture
def stored(archive: Archive) -> list[str]:
    ids = []
    for name in ("lighthouse", "harbour"):
        capture = captures.store(archive, paste(f"{name}: some words"))
        ids.append(
            threads.store(archive, version(point(1, text=f"{name}: some words"), title=name), [capture], CODEBOOK).thread_id
        )
    return ids


def test_a_search_answers_with_counts_facets_and_places(client: FlaskClient, stored: list[str]) -> None:
    answer = client.get("/api/v1/threads?q=light*&facets=1").json
    assert answer
    assert answer["count"] == {"value": 1, "exact": True}
    assert answer["facets"]["site"] == [{"value": "x", "count": 1, "name": None}]
    assert set(answer["facets"]) == {"site", "author", "family", "theme", "verdict", "label", "year", "codebook"}
    (item,) = answer["items"]
    assert item["id"] == stored[0]
    assert (item["labels"], item["favourite"], item["note"]) == ([], False, None)
    place = {"position": 1, "number": 1, "field": "text", "snippet": "lighthouse: some words", "hits": [{"start": 0, "end": 5}]}
    assert item["matches"][0] == place
    plain = client.get("/api/v1/threads").json
    assert plain
    assert plain["facets"] is None
    assert [item["matches"] for item in plain["items"]] == [[], []]


@pytest.mark.parametrize("q", ['"lone', "colour:red", "a OR", "(a", "site:moon"])
def test_a_mistake_is_explained_where_it_is(client: FlaskClient, q: str) -> None:
    answer = client.get("/api/v1/threads", query_string={"q": q})
    assert answer.status_code == 400
    assert answer.json
    assert answer.json["code"] == "invalid"
    (fault,) = answer.json["errors"]
    assert fault["field"] == "q"
    assert len(fault["message"]) > 20


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60))
def test_no_search_is_ever_a_server_error(client: FlaskClient, stored: list[str], q: str) -> None:
    query = {"q": q.encode("utf-8", "replace").decode()}
    assert client.get("/api/v1/threads", query_string=query).status_code in (200, 400)


def test_sorts_turn_round_and_page_without_loss(client: FlaskClient, stored: list[str]) -> None:
    def pages(sort: str) -> list[str]:
        seen: list[str] = []
        cursor = ""
        while True:
            page = client.get(f"/api/v1/threads?limit=1&sort={sort}&cursor={cursor}").json
            assert page
            seen += [item["title"] for item in page["items"]]
            cursor = page["next"]
            if not cursor:
                return seen

    assert pages("title") == ["harbour", "lighthouse"] == pages("archived") == pages("-title")[::-1] == pages("-archived")[::-1]
    for sort in ("published", "author", "points", "relevance", "-points"):
        assert sorted(pages(sort)) == ["harbour", "lighthouse"]
    assert client.get("/api/v1/threads?sort=size").status_code == 400


def test_labels_star_and_note_are_set_one_by_one(client: FlaskClient, stored: list[str]) -> None:
    path = f"/api/v1/threads/{stored[0]}"
    assert client.patch(path, json={"labels": ["b", " a "], "note": "**why**"}).json == {
        "labels": ["a", "b"], "favourite": False, "note": "**why**", "note_by": "owner", "others": [],
    }  # fmt: skip
    answer = client.patch(path, json={"favourite": True}).json
    assert answer
    assert (answer["labels"], answer["favourite"], answer["note"]) == (["a", "b"], True, "**why**")
    answer = client.patch(path, json={"note": None}).json
    assert answer
    assert answer["note"] is None
    assert client.patch(path, json={"labels": ["x" * 200]}).status_code == 400
    assert client.patch(path, json={"colour": 1}).status_code == 400
    assert client.patch(f"/api/v1/threads/{'0' * 24}", json={}).status_code == 404


def test_notes_on_points_are_written_and_removed(client: FlaskClient, stored: list[str]) -> None:
    path = f"/api/v1/threads/{stored[0]}"
    assert client.put(f"{path}/points/1/note", json={"note": "look here"}).status_code == 200
    assert client.put(f"{path}/points/1/note", json={"note": "look there"}).status_code == 200
    notes = client.get(f"{path}/notes").json
    assert notes
    assert [(note["position"], note["note"]) for note in notes["items"]] == [(1, "look there")]
    assert client.put(f"{path}/points/9/note", json={"note": "x"}).status_code == 404
    assert client.put(f"{path}/points/1/note", json={"note": None}).status_code == 200
    assert client.get(f"{path}/notes").json == {"items": []}


def test_the_wastebasket_gives_back_until_its_days_are_over(client: FlaskClient, archive: Archive, stored: list[str]) -> None:
    path = f"/api/v1/threads/{stored[0]}"
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    basket = client.get("/api/v1/wastebasket").json
    assert basket
    assert ([item["title"] for item in basket["items"]], basket["days"]) == (["lighthouse"], 30)
    assert client.post(f"{path}/restore").status_code == 200
    assert client.post(f"{path}/restore").status_code == 404
    assert client.get(path).status_code == 200
    client.delete(path)
    later = Archive(archive.database, archive.blobs, lambda: archive.clock() + timedelta(days=31))
    assert (wastebasket.delete_expired(archive, 30), wastebasket.delete_expired(later, 30)) == (0, 1)
    assert client.post(f"{path}/restore").status_code == 404


def test_many_threads_are_changed_by_a_worker(client: FlaskClient, archive: Archive, stored: list[str]) -> None:
    body = {"q": "words", "do": {"label": ["read"], "delete": False}}
    answer = client.post("/api/v1/threads/batch", json=body)
    assert answer.status_code == 202
    assert answer.json
    assert (answer.json["state"], answer.json["done"], answer.json["of"]) == ("requested", 0, 2)
    claimed = batches.claim(archive, answer.json["id"])
    assert claimed
    change_batch(archive, claimed)
    status = client.get(answer.headers["Location"]).json
    assert status
    assert (status["state"], status["done"], status["failed"]) == ("done", 2, [])
    found = client.get("/api/v1/threads?q=label:read").json
    assert found
    assert found["count"]["value"] == 2
    missing = client.post("/api/v1/threads/batch", json={"ids": ["0" * 24, stored[0]], "do": {"delete": True}}).json
    assert missing
    claimed = batches.claim(archive, missing["id"])
    assert claimed
    change_batch(archive, claimed)
    status = client.get(f"/api/v1/batches/{missing['id']}").json
    assert status
    assert [failure["code"] for failure in status["failed"]] == ["not_found"]
    for wrong in ({"do": {"delete": True}}, {"q": "", "do": {}}, {"q": '"', "do": {"delete": True}}):
        assert client.post("/api/v1/threads/batch", json=wrong).status_code == 400


def test_searches_are_saved_and_removed(client: FlaskClient) -> None:
    saved = client.post("/api/v1/collections", json={"name": "To read", "q": "label:read"})
    assert saved.status_code == 201
    assert saved.json
    listed = client.get("/api/v1/collections").json
    assert listed
    assert [(item["name"], item["q"]) for item in listed["items"]] == [("To read", "label:read")]
    assert client.post("/api/v1/collections", json={"name": "x", "q": '"'}).status_code == 400
    assert client.post("/api/v1/collections", json={"name": " ", "q": "x"}).status_code == 400
    assert client.delete(f"/api/v1/collections/{saved.json['id']}").status_code == 204
    assert client.delete(f"/api/v1/collections/{saved.json['id']}").status_code == 404
