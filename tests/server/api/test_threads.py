"""Threads over HTTP: one of them whole, the list a page at a time, and deleting."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from archive import captures
from archive.archive import Archive
from archive.threads import threads
from tests.archive.readings import CODEBOOK, paste, point, version


@pytest.fixture
def stored(archive: Archive) -> list[str]:
    """Three threads, the first the oldest."""
    found = []
    for name in ("one", "two", "three"):
        capture = captures.store(archive, paste(f"{name}: some words"))
        found.append(threads.store(archive, version(point(1, text=f"{name}: some words")), [capture], CODEBOOK).thread_id)
    return found


def test_a_thread_is_shown_whole(client: FlaskClient, stored: list[str]) -> None:
    thread = client.get(f"/api/v1/threads/{stored[0]}").json
    assert thread
    assert thread["id"] == stored[0]
    assert thread["version"] == 1
    assert [point["text"] for point in thread["points"]] == ["one: some words"]
    assert thread["handouts"]["pdf"] == f"/threads/{stored[0]}/handout.pdf"
    assert client.get(f"/api/v1/threads/{stored[0]}?version=2").status_code == 404
    assert client.get(f"/api/v1/threads/{stored[0]}?version=x").status_code == 400
    assert client.get(f"/api/v1/threads/{'0' * 24}").status_code == 404


def test_the_list_goes_page_by_page_and_loses_nothing(client: FlaskClient, stored: list[str]) -> None:
    seen, cursor = [], ""
    while True:
        page = client.get(f"/api/v1/threads?limit=2&cursor={cursor}").json
        assert page
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"].replace("+", "%2B")
    assert seen == stored[::-1]


def test_the_list_can_be_narrowed_down(client: FlaskClient, stored: list[str]) -> None:
    def found(query: str) -> int:
        page = client.get(f"/api/v1/threads?{query}").json
        assert page
        return len(page["items"])

    assert found("site=x") == len(stored)
    assert found("site=bluesky") == 0
    assert found("author=sam") == len(stored)
    assert found("author=kim") == 0
    assert found("family=product-fed") == 0
    assert found("verdict=gaps") == len(stored)
    assert client.get("/api/v1/threads?site=nowhere").status_code == 400
    assert client.get("/api/v1/threads?verdict=perhaps").status_code == 400
    assert client.get("/api/v1/threads?cursor=nonsense").status_code == 400
    assert client.get("/api/v1/threads?limit=0").status_code == 400
    assert client.get("/api/v1/threads?limit=101").status_code == 400


def test_a_thread_that_is_deleted_for_good_is_gone_with_its_captures(
    client: FlaskClient, archive: Archive, stored: list[str]
) -> None:
    sha256 = threads.load(archive, stored[0]).captures[0].sha256
    assert client.delete(f"/api/v1/threads/{stored[0]}?for_good=1").status_code == 204
    assert client.get(f"/api/v1/threads/{stored[0]}").status_code == 404
    assert client.delete(f"/api/v1/threads/{stored[0]}").status_code == 404
    assert not archive.blobs.has(sha256)


def test_codebooks_are_listed(client: FlaskClient) -> None:
    listed = client.get("/api/v1/codebooks").json
    assert listed
    (codebook,) = listed["items"]
    assert codebook["id"] == "product-culture"
    assert [len(family["themes"]) for family in codebook["families"]] == [7, 7]
