"""Follows and schedules by the API and on the pages."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import insert

from archive import notices, routines, submissions
from archive.archive import Archive
from archive.tables import follow_threads
from domain.messages import Message
from domain.shapes.failure import Failure
from domain.shapes.notice import Event
from domain.shapes.submission import State
from tests import factories
from tests.server.conftest import Opened
from tests.server.pages.conftest import Kept, Read, token_of


def test_an_author_is_followed_paused_and_let_go(client: FlaskClient, archive: Archive) -> None:
    body = {"site": "bluesky", "handle": "@Ida.Example.org", "archive": True, "every": "6h"}
    answer = client.post("/api/v1/follows", json=body)
    assert answer.status_code == 201
    followed = answer.json
    assert followed
    assert (followed["handle"], followed["every"], followed["archive"]) == ("ida.example.org", "6h", True)
    assert len(routines.request_due(archive)) == 1
    again = client.post("/api/v1/follows", json={"site": "bluesky", "handle": "ida.example.org", "archive": False}).json
    assert again
    assert (again["id"], again["archive"], again["every"]) == (followed["id"], False, "1h")
    path = f"/api/v1/follows/{followed['id']}"
    paused = client.patch(path, json={"paused": True}).json
    assert paused
    assert (paused["paused"], paused["next_at"]) == (True, None)
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == client.delete(path).status_code == 404
    assert client.get("/api/v1/follows").json == {"items": []}


def test_who_cannot_be_followed_is_told_at_the_field(client: FlaskClient) -> None:
    for body, field in (
        ({"site": "mastodon", "handle": "ida"}, "handle"),
        ({"site": "web", "handle": "file:///etc/passwd"}, "handle"),
        ({"site": "bluesky", "handle": "ida.example", "every": "1s"}, "every"),
    ):
        answer = client.post("/api/v1/follows", json=body)
        assert answer.json
        assert (answer.status_code, [fault["field"] for fault in answer.json["errors"]]) == (400, [field])


def test_schedules_are_set_and_ended(client: FlaskClient, kept: Kept) -> None:
    id_ = kept(factories.ten())
    path = f"/api/v1/threads/{id_}/refresh-schedule"
    daily = client.put(path, json={"every": "1d"}).json
    assert daily
    assert (daily["every"], daily["effective"], daily["next_at"] is not None) == ("1d", "1d", True)
    assert client.put("/api/v1/refresh-schedule", json={"every": "1w"}).json == {"every": "1w"}
    inherited = client.put(path, json={"every": None}).json
    assert inherited
    assert (inherited["every"], inherited["effective"]) == (None, "1w")
    client.put("/api/v1/authors/x/mira_holm/refresh-schedule", json={"every": "6h"})
    of_author = client.get(path).json
    assert of_author
    assert of_author["effective"] == "6h"
    never = client.put(path, json={"every": "never"}).json
    assert never
    assert (never["every"], never["effective"], never["next_at"]) == ("never", None, None)
    assert client.put(path, json={"every": "soon"}).status_code == 400
    thread = client.get(f"/api/v1/threads/{id_}").json
    assert thread
    assert thread["gone_at"] is None


def test_a_test_is_sent_at_once_with_what_waits(opened: Opened, archive: Archive) -> None:
    client = opened(notify=(SecretStr("json://127.0.0.1"),), notify_digest=True)
    notices.plan(archive, digest=True)
    assert routines.request_due(archive) == []
    page = BeautifulSoup(client.get("/follows").text, "lxml")
    assert client.post("/follows/notify", data={"csrf_token": token_of(page)}).status_code == 303
    assert [notice.event for notice in notices.list_unsent(archive)] == [Event.TEST]
    assert len(routines.request_due(archive)) == 1
    assert not BeautifulSoup(opened().get("/follows").text, "lxml").select("[action='/follows/notify']")


def test_the_page_adds_pauses_and_removes_and_loses_nothing_typed(read: Read, client: FlaskClient, kept: Kept) -> None:
    id_ = kept(factories.ten())
    token = token_of(read("/follows"))
    wrong = client.post("/follows", data={"who": "http:// nobody", "every": "6h", "csrf_token": token})
    assert wrong.status_code == 422
    page = BeautifulSoup(wrong.text, "lxml")
    assert page.select("#who[value='http:// nobody']")
    assert page.select("#look option[selected][value='6h']")
    assert not page.select("[name=keep][checked]")
    added = client.post("/follows", data={"who": "@ida@mastodon.example", "every": "1d", "keep": "1", "csrf_token": token})
    assert added.status_code == 303
    row = read("/follows").select_one(".token-line")
    assert row
    assert "@ida@mastodon.example" in row.get_text()
    action = row.select_one("form")
    assert action
    client.post(str(action["action"]), data={"do": "pause", "csrf_token": token})
    assert read("/follows").select("button[value=resume]")
    client.post(str(action["action"]), data={"do": "remove", "csrf_token": token})
    assert not read("/follows").select(".token-line")
    client.post("/authors/x/mira_holm/refresh-schedule", data={"every": "1w", "csrf_token": token})
    assert read("/authors/x/mira_holm").select(".follow-author option[selected][value='1w']")
    client.post(f"/threads/{id_}/refresh-schedule", data={"every": "never", "csrf_token": token})
    assert read(f"/threads/{id_}").select("#refresh-every option[selected][value=never]")
    client.post("/follows/refresh", data={"every": "3d", "csrf_token": token})
    chosen = read("/follows").select_one("#refresh option[selected]")
    assert chosen
    assert (chosen["value"], chosen.text) == ("3d", "every 3 days")


def test_what_could_not_be_archived_is_listed_with_its_reason_and_tried_again(
    client: FlaskClient, archive: Archive, read: Read
) -> None:
    id_ = str(client.post("/api/v1/follows", json={"site": "bluesky", "handle": "ida.example.org"}).json["id"])
    assert client.get(f"/api/v1/follows/{id_}/failures").json == {"items": []}
    submission = submissions.receive(archive, url="https://bsky.app/profile/ida.example.org/post/1").submission
    with archive.database.write() as connection:
        seen = {"follow_id": id_, "name": "at://1", "newest": "1", "submission_id": submission.id}
        connection.execute(insert(follow_threads).values(**seen))
    claimed = submissions.claim(archive, submission.id)
    assert claimed
    submissions.fail(archive, claimed, Failure(Message("gone"), retryable=False))
    (failed,) = client.get(f"/api/v1/follows/{id_}/failures").json["items"]
    assert (failed["submission_id"], failed["url"], failed["error"]["code"]) == (submission.id, submission.url, "gone")
    page = read("/follows")
    listed = page.select_one("details.failed")
    assert listed
    assert "One thread could not be archived" in listed.text
    assert "no longer there" in listed.text
    assert listed.select_one(f'a[href="/submissions/{submission.id}"]')
    form = {"csrf_token": token_of(page), "do": "retry"}
    assert client.post(f"/follows/{id_}", data=form).status_code == 303
    assert submissions.get(archive, submission.id).state is State.RECEIVED
    assert not read("/follows").select("details.failed")
    assert client.post(f"/api/v1/follows/{id_}/retry").status_code == 202
    assert client.post(f"/api/v1/follows/{'0' * 24}/retry").status_code == 404
