"""Handouts over HTTP: asked for once, served when they are made, and named by us."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from archive import captures, handouts
from archive.archive import Archive
from archive.threads import threads
from domain.messages import Message
from domain.shapes.failure import Failure
from domain.shapes.handout import Handout
from presentation.messages import sentence
from tests.archive.readings import CODEBOOK, paste, version


@pytest.fixture
def thread_id(archive: Archive) -> str:
    id_ = captures.store(archive, paste("some words"))
    return threads.store(archive, version(title="Über “Größe”: some words"), [id_], CODEBOOK).thread_id


def claimed(archive: Archive) -> Handout:
    (id_,) = handouts.unclaimed(archive)
    held = handouts.claim(archive, id_)
    assert held
    return held


def test_what_is_not_made_yet_is_asked_for_once(client: FlaskClient, archive: Archive, thread_id: str) -> None:
    for _ in range(2):
        answer = client.get(f"/threads/{thread_id}/handout.pdf")
        assert answer.status_code == 202
        assert answer.headers["Retry-After"] == "1"
    assert len(handouts.unclaimed(archive)) == 1
    assert client.get(f"/threads/{thread_id}/handout.json").status_code == 202
    assert len(handouts.unclaimed(archive)) == 2


def test_a_made_handout_is_served_under_a_name_of_ours(client: FlaskClient, archive: Archive, thread_id: str) -> None:
    client.get(f"/threads/{thread_id}/handout.html")
    handouts.finish(archive, claimed(archive), b"<!DOCTYPE html>")
    answer = client.get(f"/threads/{thread_id}/handout.html?wait=1")
    assert (answer.status_code, answer.data) == (200, b"<!DOCTYPE html>")
    named = answer.headers["Content-Disposition"]
    assert named.startswith('inline; filename="')
    assert f'-{thread_id[:6]}.html"' in named
    assert named.isascii()
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "allow-scripts" not in answer.headers["Content-Security-Policy"]
    again = client.get(f"/threads/{thread_id}/handout.html", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    kept = client.get(f"/threads/{thread_id}/handout.html?download=1")
    assert kept.headers["Content-Disposition"].startswith("attachment")


def test_a_failure_is_told(client: FlaskClient, archive: Archive, thread_id: str) -> None:
    client.get(f"/threads/{thread_id}/handout.pdf")
    handouts.fail(archive, claimed(archive), Failure(Message("limit_exceeded"), retryable=False))
    answer = client.get(f"/threads/{thread_id}/handout.pdf")
    assert (answer.status_code, answer.json and answer.json["detail"]) == (422, sentence(Message("limit_exceeded")))


def test_bad_questions_are_told(client: FlaskClient, thread_id: str) -> None:
    assert client.get(f"/threads/{thread_id}/handout.exe").status_code == 404
    assert client.get(f"/threads/{thread_id}/handout.pdf?edition=golden").status_code == 400
    assert client.get(f"/threads/{thread_id}/handout.pdf?wait=99").status_code == 400
    assert client.get(f"/threads/{'0' * 24}/handout.pdf").status_code == 404


def test_the_extension_reads_only_what_it_saved(client: FlaskClient, thread_id: str) -> None:
    assert client.get(f"/threads/{thread_id}/handout.pdf", headers={"X-Threadsheet": "extension"}).status_code == 404
