"""Metrics: counted from the archive, for this machine and for those who may read."""

from __future__ import annotations

from flask.testing import FlaskClient

from archive import submissions
from archive.archive import Archive
from domain.errors import PageChanged
from domain.shapes.failure import Failure
from tests.archive.readings import paste
from tests.server.conftest import Opened


def test_the_archive_is_counted(client: FlaskClient, archive: Archive) -> None:
    id_ = submissions.receive(archive, capture=paste()).submission.id
    submissions.receive(archive, capture=paste("other words"))
    lease = submissions.claim(archive, id_)
    assert lease
    submissions.fail(archive, lease, Failure(PageChanged("x", "article").reason, retryable=False))
    text = client.get("/metrics").get_data(as_text=True)
    assert "threadsheet_captures 2.0" in text
    assert 'threadsheet_submissions{state="failed"} 1.0' in text
    assert 'threadsheet_submissions{state="received"} 1.0' in text
    assert 'threadsheet_failures{code="page_changed"} 1.0' in text
    assert 'threadsheet_pages_changed{hook="article",site="x"} 1.0' in text
    assert "threadsheet_queue_up 0.0" in text
    assert 'threadsheet_waiting{kind="submissions"} 1.0' in text
    assert 'threadsheet_claimed{kind="submissions"} 0.0' in text
    assert "threadsheet_disk_free_bytes" in text


def test_others_need_a_token(opened: Opened) -> None:
    client = opened(password="secret")
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_overrides=elsewhere).status_code == 401
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 401
