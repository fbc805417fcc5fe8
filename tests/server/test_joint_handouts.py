"""Several threads as one handout over HTTP: asked for by ids, by a query, by a collection, and from the library's bar."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive import captures, handouts
from archive.archive import Archive
from archive.library import collections
from archive.threads import threads, wastebasket
from domain.shapes.handout import Handout
from tests.archive.readings import CODEBOOK, paste, point, version


@pytest.fixture
def stored(archive: Archive) -> list[str]:
    ids = []
    for name in ("lighthouse", "harbour", "quay"):
        capture = captures.store(archive, paste(f"{name}: some words"))
        unrolled = version(point(1, text=f"{name}: some words"), title=f"The {name}")
        ids.append(threads.store(archive, unrolled, [capture], CODEBOOK).thread_id)
    return ids


@pytest.fixture
def finish(archive: Archive) -> Callable[[bytes], Handout]:
    def finish(body: bytes) -> Handout:
        (id_,) = handouts.unclaimed(archive)
        claimed = handouts.claim(archive, id_)
        assert claimed
        handouts.finish(archive, claimed, body)
        return claimed

    return finish


def test_threads_become_one_file(
    client: FlaskClient, archive: Archive, stored: list[str], finish: Callable[[bytes], Handout]
) -> None:
    body = {"threads": [stored[2], stored[0]], "format": "md", "edition": "reading", "title": "Über Häfen", "weak": True}
    accepted = client.post("/api/v1/handouts", json=body)
    assert accepted.status_code == 202
    assert accepted.json
    assert (accepted.json["state"], accepted.json["threads"]) == ("requested", [stored[2], stored[0]])
    url = accepted.json["url"]
    assert client.get(url).status_code == 202
    rendered = finish(b"# Words")
    assert [source.thread_id for source in rendered.key.joint.sources] == [stored[2], stored[0]]  # type: ignore[union-attr]
    status = client.get(accepted.headers["Location"]).json
    assert status
    assert status["state"] == "done"
    answer = client.get(url)
    assert (answer.status_code, answer.data) == (200, b"# Words")
    assert answer.headers["Content-Disposition"] == 'inline; filename="uber-hafen-reading.md"'
    again = client.post("/api/v1/handouts", json=body).json
    assert again
    assert again["id"] == accepted.json["id"], "the same threads as they are now are the same file"
    assert client.get(url.replace(".md", ".pdf")).status_code == 404


def test_a_query_and_a_collection_name_threads(client: FlaskClient, archive: Archive, stored: list[str]) -> None:
    by_query = client.post("/api/v1/handouts", json={"q": "lighthouse OR quay"}).json
    assert by_query
    assert sorted(by_query["threads"]) == sorted([stored[0], stored[2]])
    saved = collections.save(archive, "Harbours", "harbour", "me")
    of_collection = client.post("/api/v1/handouts", json={"collection": saved.id}).json
    assert of_collection
    assert (of_collection["title"], of_collection["threads"]) == ("Harbours", [stored[1]])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"threads": []}, 400),
        ({"threads": ["0" * 24]}, 404),
        ({"q": "nothing like this"}, 400),
        ({"q": '"'}, 400),
        ({"collection": "nobody"}, 404),
        ({"q": "words", "edition": "workshop"}, 400),
        ({"q": "words", "format": "exe"}, 400),
        ({"q": "words", "paper": "a3"}, 400),
        ({"q": "words", "points": "1"}, 400),
        ({"q": "words", "threads": ["0" * 24]}, 400),
    ],
)
def test_bad_requests_are_refused(client: FlaskClient, stored: list[str], body: dict[str, object], status: int) -> None:
    answer = client.post("/api/v1/handouts", json=body)
    assert answer.status_code == status
    assert answer.json
    assert answer.json["detail"]


def test_at_most_so_many_threads(client: FlaskClient, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.joint_requests.MAX_THREADS", 2)
    answer = client.post("/api/v1/handouts", json={"threads": stored})
    assert answer.status_code == 400
    assert answer.json
    assert "2 threads, not 3" in answer.json["detail"]


def test_it_is_gone_with_any_of_its_threads(
    client: FlaskClient, archive: Archive, stored: list[str], finish: Callable[[bytes], Handout]
) -> None:
    accepted = client.post("/api/v1/handouts", json={"threads": stored}).json
    assert accepted
    finish(b"%PDF-")
    wastebasket.put(archive, stored[1], "me")
    assert client.get(accepted["url"]).status_code == 404
    wastebasket.restore(archive, stored[1])
    assert client.get(accepted["url"]).status_code == 200
    threads.delete(archive, stored[1])
    assert client.get(f"/api/v1/handouts/{accepted['id']}").status_code == 404


def test_a_batch_makes_one_too_and_says_where(client: FlaskClient, stored: list[str]) -> None:
    do = {"label": ["read"], "handout": {"format": "epub", "title": "All"}}
    batch = client.post("/api/v1/threads/batch", json={"ids": stored, "do": do})
    assert batch.status_code == 202
    assert batch.json
    assert batch.json["handout"]["threads"] == stored
    assert batch.json["handout"]["url"].endswith(".epub")
    status = client.get(batch.headers["Location"]).json
    assert status
    assert status["handout"]["id"] == batch.json["handout"]["id"]


def test_the_librarys_bar_leads_to_a_page_that_offers_every_format(client: FlaskClient, stored: list[str]) -> None:
    library = BeautifulSoup(client.get("/threads").data, "lxml")
    assert library.select_one("button[value=handout]")
    token = library.select_one("input[name=csrf_token]")
    assert token
    form = {"csrf_token": token["value"], "thread": stored, "do": "handout"}
    address = client.post("/threads/batch", data=form).location
    assert address.startswith("/handouts/")
    page = BeautifulSoup(client.get(address).data, "lxml")
    assert [link.get_text() for link in page.select(".joint-threads a")] == ["The lighthouse", "The harbour", "The quay"]
    fields = {"csrf_token": token["value"], "thread": stored, "title": "Ports", "format": "docx", "edition": "reading"}
    file = client.post("/handouts", data=fields | {"redact": "1"}).location
    assert file.endswith(".docx?download=1")
    waiting = client.get(file, headers={"Accept": "text/html", "Sec-Fetch-Dest": "document"})
    assert waiting.status_code == 202


def test_its_language_is_the_callers(client: FlaskClient, archive: Archive, stored: list[str]) -> None:
    client.post("/api/v1/handouts", json={"threads": stored}, headers={"Accept-Language": "de"})
    (german,) = handouts.unclaimed(archive)
    assert "lang=de" in handouts.get(archive, german).key.options
    english = client.post("/api/v1/handouts", json={"threads": stored, "lang": "en"}, headers={"Accept-Language": "de"}).json
    assert english
    assert handouts.get(archive, english["id"]).key.options == ""
