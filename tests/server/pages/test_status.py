"""The status page says what is stopped and what failed, without the queue and without a worker too."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from archive import submissions
from archive.archive import Archive
from domain.errors import Disturbed
from domain.messages import message
from domain.shapes.failure import Failure
from tests.archive.readings import paste
from tests.server.pages.conftest import BROWSER, Read


def test_it_says_what_is_down_what_waits_and_what_failed(archive: Archive, read: Read) -> None:
    failed = submissions.claim(archive, submissions.receive(archive, capture=paste()).submission.id)
    assert failed
    submissions.fail(archive, failed, Failure(message("page_changed", site="x", hook="article"), True))
    submissions.receive(archive, capture=paste("waits"))
    text = " ".join(read("/status").get_text(" ", strip=True).split())
    assert "Queue does not answer" in text
    assert "Submissions 1 0 minutes 0" in text
    assert "x article 1" in text
    assert read("/settings").select_one('a[href="/status"]')


def test_it_is_a_sentence_when_the_database_is_away(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> object:
        raise Disturbed

    monkeypatch.setattr("server.pages.status.collect_stats", fail)
    answer = client.get("/status", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
