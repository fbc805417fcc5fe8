"""Health: alive, and able to take work even when the queue is down."""

from __future__ import annotations

from flask.testing import FlaskClient

from archive.archive import Archive


def test_the_queue_being_down_is_said_and_is_no_reason_to_refuse(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "degraded",
        "database": "ok",
        "queue": "down",
        "workers": "unknown",
        "reconciler": "unknown",
    }
    assert client.post("/api/v1/submissions", json={"text": "Words."}).status_code == 202


def test_without_a_database_nothing_can_be_taken(client: FlaskClient, archive: Archive) -> None:
    archive.database.close()
    for path in archive.blobs._folder.parent.glob("threadsheet.sqlite3*"):  # type: ignore[attr-defined]
        path.unlink()
    (archive.blobs._folder.parent / "threadsheet.sqlite3").mkdir()  # type: ignore[attr-defined]
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_every_answer_carries_the_headers_that_keep_it_ours(client: FlaskClient) -> None:
    for path in ("/healthz", "/api/v1/threads", "/api/v1/nothing"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Referrer-Policy"] == "same-origin"
