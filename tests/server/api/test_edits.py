"""Edits over HTTP: an edit holds at once, an outdated version is refused, and every edit can be undone."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from archive import captures, submissions
from archive.archive import Archive
from archive.threads import threads
from domain.shapes.submission import State
from tests.archive.readings import CODEBOOK, paste, point, tag, version
from tests.workers.pasting import paste as unrolled

MISSPLIT = "1/4 Gates beat walls.\n\n2/4 A wall 🧱 is cheap. 3/4 A gate has a keeper.\n\n4/4 Keep the keeper."


@pytest.fixture
def id_(archive: Archive) -> str:
    return threads.store(archive, unrolled(MISSPLIT), [captures.store(archive, paste(MISSPLIT))], CODEBOOK).thread_id


def add_edit(client: FlaskClient, id_: str, body: object, status: int = 201) -> dict[str, Any]:
    answer = client.post(f"/api/v1/threads/{id_}/edits", json=body)
    assert answer.status_code == status, answer.text
    assert answer.json
    return dict(answer.json)


def thread(client: FlaskClient, id_: str) -> dict[str, Any]:
    found = client.get(f"/api/v1/threads/{id_}").json
    assert found
    return dict(found)


def texts(client: FlaskClient, id_: str) -> list[str]:
    return [each["text"] for each in thread(client, id_)["points"]]


def test_a_missplit_point_is_cut_and_the_thread_is_whole(client: FlaskClient, archive: Archive, id_: str) -> None:
    at = thread(client, id_)["points"][1]["text"].index("3/4")
    done = add_edit(client, id_, {"split": {"position": 2, "at": at}, "version": 1})
    assert done["version"] == 2
    found = thread(client, id_)
    assert [each["number"] for each in found["points"]] == [1, 2, 3, 4]
    assert found["completeness"]["verdict"] == "complete"
    line = found["versions"][1]
    assert (line["cause"], line["note"]) == ("edited", "split “A wall 🧱 is cheap. 3/4 A gate has a kee…” in two")
    submission = submissions.get(archive, done["submission_id"])
    assert (submission.state, submission.thread_id, submission.url) == (State.RECEIVED, id_, None)
    assert client.get(done["status_url"]).status_code == 200


def test_every_kind_of_edit_is_taken_listed_undone_and_brought_back(client: FlaskClient, id_: str) -> None:
    before = texts(client, id_)
    asked: list[dict[str, Any]] = [
        {"join": {"position": 1}},
        {"drop": {"position": 2}},
        {"restore": {"dropped": 0, "after": 0}},
        {"set": {"title": "On gates", "author": "Mira", "url": "https://example.org/t", "posted_at": "2024-03-01T00:00:00Z"}},
    ]
    for body in asked:
        add_edit(client, id_, body)
    found = thread(client, id_)
    assert [found[name] for name in ("title", "url", "posted_at")] == [
        "On gates",
        "https://example.org/t",
        "2024-03-01T00:00:00Z",
    ]
    assert (found["author"]["name"], texts(client, id_)[0]) == ("Mira", "Keep the keeper.")
    listed = client.get(f"/api/v1/threads/{id_}/edits").json
    assert listed
    assert [each["kind"] for each in listed["items"]] == ["join", "drop", "restore", "set"]
    assert (listed["can_undo"], listed["can_redo"], listed["version"]) == (True, False, 5)
    for _ in asked:
        assert client.post(f"/api/v1/threads/{id_}/edits/undo", json={}).status_code == 201
    assert texts(client, id_) == before
    assert client.post(f"/api/v1/threads/{id_}/edits/undo", json={}).status_code == 409
    for _ in asked:
        assert client.post(f"/api/v1/threads/{id_}/edits/redo", json={}).status_code == 201
    assert thread(client, id_)["title"] == "On gates"
    assert client.post(f"/api/v1/threads/{id_}/edits/redo", json={}).status_code == 409


def test_what_was_undone_is_gone_for_good_when_something_else_is_edited(client: FlaskClient, id_: str) -> None:
    add_edit(client, id_, {"join": {"position": 1}})
    client.post(f"/api/v1/threads/{id_}/edits/undo", json={})
    add_edit(client, id_, {"drop": {"position": 1}})
    assert client.post(f"/api/v1/threads/{id_}/edits/redo", json={}).status_code == 409
    listed = client.get(f"/api/v1/threads/{id_}/edits").json
    assert listed
    assert [each["undone"] for each in listed["items"]] == [True, False]


def test_who_looks_at_an_older_version_is_told(client: FlaskClient, id_: str) -> None:
    add_edit(client, id_, {"join": {"position": 1}})
    problem = add_edit(client, id_, {"join": {"position": 1}, "version": 1}, 409)
    assert problem["code"] == "conflict"
    assert client.post(f"/api/v1/threads/{id_}/edits/undo", json={"version": 1}).status_code == 409
    assert thread(client, id_)["version"] == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"split": {"position": 1}},
        {"split": {"position": 1, "at": 0}},
        {"split": {"position": 1, "at": 10**12}},
        {"split": {"position": -1, "at": 1}},
        {"join": {"position": 3}},
        {"join": {"position": "x"}},
        {"drop": {"position": 9}},
        {"restore": {"dropped": 0, "after": 0}},
        {"set": {}},
        {"set": {"title": "x" * 300}},
        {"set": {"posted_at": "yesterday"}},
        {"join": {"position": 1}, "drop": {"position": 1}},
        {"explode": {"position": 1}},
        [],
    ],
)
def test_what_cannot_be_edited_is_refused_and_changes_nothing(client: FlaskClient, id_: str, body: object) -> None:
    assert add_edit(client, id_, body, 400)["code"] == "invalid"
    assert thread(client, id_)["version"] == 1
    listed = client.get(f"/api/v1/threads/{id_}/edits").json
    assert listed
    assert listed["items"] == []


def test_what_would_change_nothing_is_refused(client: FlaskClient, id_: str) -> None:
    title = thread(client, id_)["title"]
    add_edit(client, id_, {"set": {"title": title}}, 400)
    assert thread(client, id_)["version"] == 1


def test_unknown_threads_have_no_edits(client: FlaskClient) -> None:
    for id_ in ("0" * 24, "nobody"):
        add_edit(client, id_, {"join": {"position": 1}}, 404)
        assert client.get(f"/api/v1/threads/{id_}/edits").status_code == 404
        assert client.get(f"/api/v1/threads/{id_}/diff").status_code == 404
        assert client.post(f"/api/v1/threads/{id_}/refresh").status_code == 404


def test_the_models_words_stay_on_points_that_say_the_same(client: FlaskClient, archive: Archive) -> None:
    reading = version(point(1, tag(), text="Hello walls"), point(2, text="Gates"), point(3, text="Keepers"))
    id_ = threads.store(archive, reading, [captures.store(archive, paste("tagged"))], CODEBOOK).thread_id
    add_edit(client, id_, {"join": {"position": 2}})
    assert [[each["theme"] for each in found["tags"]] for found in thread(client, id_)["points"]] == [["silos"], []]


def test_many_edits_in_a_row_wait_for_one_piece_of_work(client: FlaskClient, id_: str) -> None:
    one, other = add_edit(client, id_, {"join": {"position": 1}}), add_edit(client, id_, {"drop": {"position": 2}})
    assert one["submission_id"] == other["submission_id"]


def test_the_way_to_a_joined_thread_is_told(client: FlaskClient, archive: Archive, id_: str) -> None:
    from archive.threads.merging import merge_threads

    other = threads.store(archive, version(point(1)), [captures.store(archive, paste("other"))], CODEBOOK).thread_id
    with archive.database.write(alone=True) as connection:
        merge_threads(connection, id_, other)
        threads.set_latest(connection, id_, 2)
    for method, path in (
        ("GET", ""),
        ("GET", "/edits"),
        ("POST", "/edits"),
        ("POST", "/refresh"),
        ("GET", "/diff?from=1"),
    ):
        answer = client.open(f"/api/v1/threads/{other}{path}", method=method, json={} if method == "POST" else None)
        assert answer.status_code == 308
        assert answer.location.endswith(f"/api/v1/threads/{id_}{path}")


TWO_WAYS = "First of all, walls.\n\nThey are cheap.\n\n\n\nThen, gates.\n\nThey have a keeper."


def test_the_other_reading_is_taken_and_undone(client: FlaskClient, archive: Archive) -> None:
    id_ = threads.store(archive, unrolled(TWO_WAYS), [captures.store(archive, paste(TWO_WAYS))], CODEBOOK).thread_id
    before = thread(client, id_)
    assert (len(before["points"]), before["alternative"]) == (2, {"points": 4, "verdict": "unknown"})
    assert "could_be_read_as" in {reason["code"] for reason in before["completeness"]["reasons"]}
    refused = add_edit(client, id_, {"read_as": {"points": 3}}, 400)
    assert refused["errors"][0]["field"] == "read_as.points"
    assert add_edit(client, id_, {"read_as": {"points": 4}, "version": 1})["version"] == 2
    taken = thread(client, id_)
    assert texts(client, id_)[1] == "They are cheap."
    assert (len(taken["points"]), taken["alternative"]) == (4, None)
    assert client.get(f"/api/v1/threads/{id_}/edits").json["items"][0]["kind"] == "read_as"  # type: ignore[index]
    assert taken["versions"][1]["note"] == "read as 4 posts"
    add_edit(client, id_, {"drop": {"position": 4}})
    assert len(texts(client, id_)) == 3
    for _ in range(2):
        assert client.post(f"/api/v1/threads/{id_}/edits/undo", json={}).status_code == 201
    after = thread(client, id_)
    assert (after["points"], after["alternative"]) == (before["points"], before["alternative"])
