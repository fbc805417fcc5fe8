"""Submissions over HTTP: accepted, seen, sent twice, cancelled, tried again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from archive import captures, submissions
from archive.archive import Archive
from archive.threads import threads
from domain.ids import is_id
from domain.messages import Message
from domain.shapes.capture import MediaType, Via
from domain.shapes.failure import Failure
from presentation.messages import sentence
from tests.archive.readings import CODEBOOK, paste, point, version

WHERE = "/api/v1/submissions"


def accepted(client: FlaskClient, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    answer = client.post(WHERE, json=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == 202, answer.json
    assert answer.json
    assert answer.headers["Location"].endswith(answer.json["status_url"])
    return answer.json


def test_a_submission_is_kept_before_it_is_accepted(client: FlaskClient, archive: Archive) -> None:
    given = accepted(client, {"text": "One.\r\n\r\nTwo.", "url": "https://x.com/sam/status/12"})
    assert is_id(given["id"])
    assert given["state"] == "received"
    kept = submissions.get(archive, given["id"])
    assert kept.capture_id
    capture = captures.load(archive, kept.capture_id)
    assert capture.body == b"One.\r\n\r\nTwo."
    assert (capture.via, capture.media_type, capture.hints.url) == (Via.PASTE, MediaType.TEXT, "https://x.com/sam/status/12")


def test_a_page_and_posts_are_kept_as_they_came(client: FlaskClient, archive: Archive) -> None:
    page = accepted(client, {"page": {"url": "https://a.example/1", "title": "A page", "html": "<p>Words"}})
    capture = captures.load(archive, submissions.get(archive, page["id"]).capture_id or "")
    assert (capture.via, capture.media_type, capture.url, capture.title) == (
        Via.PAGE,
        MediaType.HTML,
        "https://a.example/1",
        "A page",
    )
    told = {"site": "x", "url": "https://x.com/a/status/1", "complete": True, "items": [{"id": "1", "text": "é", "new": [1]}]}
    posts = accepted(client, {"posts": told})
    capture = captures.load(archive, submissions.get(archive, posts["id"]).capture_id or "")
    assert (capture.via, capture.media_type) == (Via.POSTS, MediaType.JSON)
    assert '"new": [1]' in capture.body.decode()


def test_labels_are_stored_as_those_of_a_thread_are(client: FlaskClient, archive: Archive) -> None:
    submitted = accepted(client, {"text": "One.\n\nTwo.", "labels": [" To  read", "Größe", "To read", ""]})
    assert submissions.get(archive, submitted["id"]).labels == ("Größe", "To read")
    assert submissions.get(archive, accepted(client, {"text": "Three."})["id"]).labels == ()


@pytest.mark.parametrize("labels", [["a" * 101], [str(number) for number in range(101)], "One", [1], None])
def test_labels_that_no_thread_may_have_are_refused(client: FlaskClient, labels: Any) -> None:
    refusal = client.post(WHERE, json={"text": "One.\n\nTwo.", "labels": labels})
    assert (refusal.status_code, refusal.json["code"]) == (400, "invalid")  # type: ignore[index]
    assert any(fault["field"].split(".")[0] == "labels" for fault in refusal.json["errors"])  # type: ignore[index]


def test_the_status_tells_everything_that_the_contract_names(client: FlaskClient) -> None:
    given = accepted(client, {"text": "One.\n\nTwo."})
    status = client.get(given["status_url"]).json
    assert status
    assert set(status) == {
        *("id", "state", "progress", "error", "thread_id", "thread_url", "title", "completeness", "handouts"),
        *("created_at", "finished_at"),
    }
    assert status["progress"] == {"step": 0, "of": 4, "detail": None, "queue": {"position": 1, "seconds": 0}}


def test_the_same_request_sent_again_is_answered_the_same(client: FlaskClient) -> None:
    first = accepted(client, {"text": "Once."}, Idempotency_Key="k1")
    assert accepted(client, {"text": "Once."}, Idempotency_Key="k1")["id"] == first["id"]
    assert accepted(client, {"text": "Once."}, Idempotency_Key="k2")["id"] != first["id"]
    other = client.post(WHERE, json={"text": "Else."}, headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json and other.json["code"]) == (422, "idempotency_mismatch")
    extension = accepted(client, {"text": "Else."}, Idempotency_Key="k1", X_Threadsheet="extension")
    assert extension["id"] != first["id"], "a key is its caller's own"
    assert client.post(WHERE, json={"text": "a"}, headers={"Idempotency-Key": "k" * 300}).status_code == 400


def test_what_waits_can_be_cancelled_and_tried_again(client: FlaskClient) -> None:
    given = accepted(client, {"text": "One.\n\nTwo."})
    cancelled = client.post(given["status_url"] + "/cancel").json
    assert cancelled
    assert cancelled["state"] == "cancelled"
    assert client.post(given["status_url"] + "/cancel").status_code == 409
    again = client.post(given["status_url"] + "/retry").json
    assert again
    assert again["state"] == "received"
    assert client.post(given["status_url"] + "/retry").status_code == 409


def test_a_failure_keeps_its_sentence(client: FlaskClient, archive: Archive) -> None:
    given = accepted(client, {"text": "One.\n\nTwo."})
    claimed = submissions.claim(archive, given["id"])
    assert claimed
    submissions.fail(archive, claimed, Failure(Message("gone"), retryable=False))
    status = client.get(given["status_url"]).json
    assert status
    assert status["error"] == {"code": "gone", "message": sentence(Message("gone")), "retryable": False}


def test_events_tell_each_state_once_and_end_with_the_submission(client: FlaskClient) -> None:
    given = accepted(client, {"text": "One.\n\nTwo."})
    client.post(given["status_url"] + "/cancel")
    answer = client.get(given["status_url"] + "/events")
    assert answer.mimetype == "text/event-stream"
    told = answer.get_data(as_text=True)
    assert told.startswith("retry: ")
    assert told.count("event: state") == 1
    assert '"state":"cancelled"' in told


def test_a_submission_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    for id_ in ("0" * 24, "short", "UPPERCASEUPPERCASEUPPERC"):
        assert client.get(f"{WHERE}/{id_}").status_code == 404


def test_who_waits_is_told_how_many_come_before(client: FlaskClient) -> None:
    sent = [client.post("/api/v1/submissions", json={"text": f"1/2 {number}.\n\n2/2 Two."}).json for number in range(4)]
    places = [client.get(each["status_url"]).json["progress"]["queue"] for each in sent]  # type: ignore[index]
    assert [place["position"] for place in places] == [1, 2, 3, 4]
    assert places[3]["seconds"] >= places[0]["seconds"] >= 0
    page = client.get(f"/submissions/{sent[3]['id']}", headers={"Accept": "text/html"}).text  # type: ignore[index]
    assert "3 others are before it" in page


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_a_date_that_no_calendar_has_is_refused(client: FlaskClient, moment: str) -> None:
    page = {"url": "https://x.com/a/status/1", "html": "<p>1/2 One</p>", "captured_at": moment}
    answer = client.post("/api/v1/submissions", json={"page": page})
    assert (answer.status_code, answer.json["code"]) == (400, "invalid")  # type: ignore[index]


def test_half_an_emoji_anywhere_is_taken(client: FlaskClient) -> None:
    item = {
        "id": "1\ud800",
        "url": "https://x.com/\ud83d",
        "text": "a\udc00",
        "quote": {"text": "\ud800"},
        "media": [{"alt": "\ud800"}],
    }
    author = {"name": "\ud800", "handle": "\udfff", "url": "\ud800", "more": "\ud800"}
    body = {"posts": {"site": "x", "url": "https://x.com/a/status/1", "author": author, "items": [item]}}
    assert client.post("/api/v1/submissions", data=json.dumps(body), content_type="application/json").status_code == 202


@pytest.mark.parametrize(("of_others", "title"), [(False, "Hello"), (True, None)])
def test_who_may_only_save_reads_nothing_of_what_others_sent(
    of_others: bool, title: str | None, client: FlaskClient, archive: Archive
) -> None:
    extension = {"X-Threadsheet": "extension"}
    submitted = client.post(WHERE, json={"text": "1/ Hello\n\n2/ World"}, headers=extension).json
    assert submitted
    claimed = submissions.claim(archive, submitted["id"])
    assert claimed
    assert claimed.capture_id
    sources = [claimed.capture_id, *([captures.store(archive, paste("Words of the owner"))] if of_others else [])]
    submissions.finish(archive, claimed, threads.store(archive, version(point(1)), sources, CODEBOOK).thread_id)
    for address in (submitted["status_url"], f"{submitted['status_url']}/events"):
        assert '"title":"Hello"' in client.get(address).text.replace(": ", ":")
        answer = client.get(address, headers=extension).text
        status = json.loads(answer.partition("data: ")[2] or answer)
        assert status["title"] == title
        assert (status["completeness"] is None) is of_others
        assert status["handouts"]["pdf"].startswith(status["thread_url"])
