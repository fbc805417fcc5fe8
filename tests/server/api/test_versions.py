"""Versions over HTTP: what changed between two, and asking the thread's address again."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from archive import captures, submissions
from archive.archive import Archive
from archive.threads import threads
from tests.archive.readings import CODEBOOK, paste, point, version
from tests.workers.pasting import paste as unrolled


@pytest.fixture
def id_(archive: Archive) -> str:
    capture = captures.store(archive, paste("one"))
    for reading in (
        version(point(1, text="Walls are cheap."), point(2, text="Gates are dear."), root="1"),
        version(point(1, text="Walls were never cheap."), point(3, text="Keepers stay."), title="Walls", root="1"),
    ):
        stored = threads.store(archive, reading, [capture], CODEBOOK)
    return stored.thread_id


def test_what_changed_between_two_versions_is_told_word_for_word(client: FlaskClient, id_: str) -> None:
    found = client.get(f"/api/v1/threads/{id_}/diff?from=1&to=2").json
    assert found
    assert (found["from"], found["to"], found["verdict"]) == (1, 2, {"from": "gaps", "to": "gaps"})
    assert found["facts"] == [{"name": "title", "before": "Hello", "after": "Walls"}]
    assert [each["text"] for each in found["added"]] == ["Keepers stay."]
    assert [each["text"] for each in found["removed"]] == ["Gates are dear."]
    (changed,) = found["changed"]
    assert (changed["from_position"], changed["to_position"]) == (1, 1)
    assert "".join(each["text"] for each in changed["words"] if each["kind"] != "removed") == "Walls were never cheap."
    assert "".join(each["text"] for each in changed["words"] if each["kind"] != "added") == "Walls are cheap."
    assert client.get(f"/api/v1/threads/{id_}/diff").json == found


def test_a_version_that_is_not_there_cannot_be_compared(client: FlaskClient, archive: Archive, id_: str) -> None:
    assert client.get(f"/api/v1/threads/{id_}/diff?from=1&to=9").status_code == 404
    assert client.get(f"/api/v1/threads/{id_}/diff?from=x").status_code == 400
    assert client.get(f"/api/v1/threads/{id_}/diff?to=1").status_code == 400
    assert client.get(f"/api/v1/threads/{id_}?version=1").status_code == 200


def test_refreshing_asks_the_threads_address_again(client: FlaskClient, archive: Archive, id_: str) -> None:
    answer = client.post(f"/api/v1/threads/{id_}/refresh")
    assert answer.status_code == 202
    assert answer.json
    assert answer.location == answer.json["status_url"]
    submission = submissions.get(archive, answer.json["id"])
    assert (submission.url, submission.thread_id) == ("https://x.com/sam/status/1", id_)


def test_a_thread_without_an_address_says_so(client: FlaskClient, archive: Archive) -> None:
    reading = unrolled("1/2 Walls.\n\n2/2 Gates.")
    id_ = threads.store(archive, reading, [captures.store(archive, paste("no address"))], CODEBOOK).thread_id
    answer = client.post(f"/api/v1/threads/{id_}/refresh")
    assert answer.status_code == 422
    assert answer.json
    assert answer.json["code"] == "no_address"
    assert client.post(f"/api/v1/threads/{id_}/edits", json={"set": {"url": "https://x.com/sam/status/20"}}).status_code == 201
    assert client.post(f"/api/v1/threads/{id_}/refresh").status_code == 202
