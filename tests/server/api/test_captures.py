"""What came with a thread can be downloaded as it came, and is never shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient

from archive import captures, submissions
from archive.archive import Archive
from archive.tables import captures as rows
from archive.threads import threads
from domain.shapes.capture import Capture, MediaType, Via
from tests.archive.readings import CODEBOOK, paste
from tests.workers.pasting import paste as unrolled

HTML = "<!doctype html><script>alert(1)</script><p>Words é"
POSTS: dict[str, Any] = {"site": "x", "url": "https://x.com/a/status/1", "items": [{"id": "1", "text": "Words"}]}


def test_a_snapshot_beside_posts_is_stored_as_it_came(client: FlaskClient, archive: Archive) -> None:
    body = {"posts": POSTS, "snapshot": {"html": HTML, "url": "https://x.com/a/status/1"}}
    answer = client.post("/api/v1/submissions", json=body)
    assert answer.status_code == 202, answer.text
    submission = submissions.get(archive, answer.json["id"])  # type: ignore[index]
    assert submission.snapshot_id
    stored = captures.load(archive, submission.snapshot_id)
    assert (stored.body, stored.via, stored.url) == (HTML.encode(), Via.SNAPSHOT, "https://x.com/a/status/1")


def test_a_snapshot_needs_posts(client: FlaskClient) -> None:
    for body in (
        {"text": "Words", "snapshot": {"html": HTML}},
        {"snapshot": {"html": HTML}},
        {"posts": POSTS, "snapshot": "x"},
    ):
        assert client.post("/api/v1/submissions", json=body).status_code == 400


def test_an_empty_snapshot_is_none(client: FlaskClient, archive: Archive) -> None:
    answer = client.post("/api/v1/submissions", json={"posts": POSTS, "snapshot": {"html": " "}})
    assert submissions.get(archive, answer.json["id"]).snapshot_id is None  # type: ignore[index]


def test_captures_are_files_and_stay_with_their_thread(client: FlaskClient, archive: Archive) -> None:
    text = "One thing.\n\nAnother."
    id_ = threads.store(archive, unrolled(text), [captures.store(archive, paste(text))], CODEBOOK).thread_id
    now = datetime(2026, 11, 24, tzinfo=UTC)
    snapshot = captures.store(archive, Capture(HTML.encode(), Via.SNAPSHOT, MediaType.HTML, now, "https://x.com/a/status/1"))
    threads.store_snapshot(archive, id_, snapshot)
    assert client.post(f"/api/v1/threads/{id_}/edits", json={"join": {"position": 1}}).status_code == 201
    listed = client.get(f"/api/v1/threads/{id_}").json["captures"]  # type: ignore[index]
    assert {capture["via"] for capture in listed} == {"paste", "snapshot"}
    assert HTML not in json.dumps(client.get(f"/api/v1/threads/{id_}").json)
    download = client.get(f"/api/v1/threads/{id_}/captures/{snapshot}")
    assert (download.status_code, download.data) == (200, HTML.encode())
    assert download.headers["Content-Disposition"].startswith("attachment;")
    assert download.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in download.headers["Content-Security-Policy"]
    assert threads.match_of(archive, id_).captures == tuple(each["id"] for each in listed if each["via"] == "paste")
    other = captures.store(archive, paste("Something else."))
    assert client.get(f"/api/v1/threads/{id_}/captures/{other}").status_code == 404
    threads.delete(archive, id_)
    with archive.database.read() as connection:
        assert snapshot not in set(connection.execute(rows.select().with_only_columns(rows.c.id)).scalars())
