"""Whatever is sent gets a sentence and a stable code, and never a stack trace."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive import submissions
from archive.archive import Archive
from tests.server.conftest import Opened

WHERE = "/api/v1/submissions"


def send(client: FlaskClient, body: bytes, kind: str = "application/json") -> TestResponse:
    return client.post(WHERE, data=body, content_type=kind)


def refused(answer: TestResponse, status: int, code: str) -> dict[str, object]:
    assert answer.status_code == status, answer.get_data()[:300]
    assert answer.mimetype == "application/problem+json"
    problem = answer.json
    assert isinstance(problem, dict)
    assert (problem["code"], problem["status"]) == (code, status)
    assert problem["title"]
    assert str(problem["detail"]).endswith((".", "!", "?"))
    return problem


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b'{"text": "unfinished',
        b'{"text": "latin \xe9"}',
        b"\xff\xfe{\x00}\x00",
        b"[" * 100_000,
        b'{"text":' * 50_000,
        b"NaN",
        b'{"text": NaN}',
        b"1" * 10_000,
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"text": 5}',
        b'{"text": null}',
        b'{"text": ["a"]}',
        b'{"text": "a", "page": {"url": "https://a.example", "html": "<p>"}}',
        b'{"text": "a", "misspelt": 1}',
        b'{"text": "a", "edition": "golden"}',
        b'{"text": "a", "codebook": "nobody-has-it"}',
        b'{"page": {"html": "<p>a"}}',
        b'{"posts": {"site": "x", "items": "many"}}',
    ],
)
def test_what_has_no_sense_is_invalid(client: FlaskClient, body: bytes) -> None:
    refused(send(client, body), 400, "invalid")


def test_json_must_say_that_it_is_json(client: FlaskClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        refused(send(client, b'{"text": "a"}', kind), 400, "invalid")


def test_each_faulty_field_is_named(client: FlaskClient) -> None:
    problem = refused(send(client, b'{"text": 5, "edition": "golden"}'), 400, "invalid")
    errors = problem["errors"]
    assert isinstance(errors, list)
    assert {error["field"] for error in errors} == {"text", "edition"}


@pytest.mark.parametrize("text", ["", " ", "\n\t \r\n", "\u2003\u00a0", "\0\0\0", "\u200b\u200e", "\x01\x02\x1b"])
def test_what_nobody_can_see_is_empty(client: FlaskClient, text: str) -> None:
    refused(send(client, json.dumps({"text": text}).encode()), 422, "empty")


def test_an_empty_page_and_no_posts_are_empty(client: FlaskClient) -> None:
    refused(send(client, b'{"page": {"url": "https://a.example/1", "html": "  "}}'), 422, "empty")
    refused(send(client, b'{"posts": {"site": "x", "items": []}}'), 422, "empty")


def test_a_pdf_is_no_text(client: FlaskClient) -> None:
    refused(send(client, b'{"text": "%PDF-1.7 1 0 obj"}'), 400, "invalid")


def test_zero_bytes_are_no_text(client: FlaskClient) -> None:
    refused(send(client, json.dumps({"text": "a\0b\0c\0" * 50}).encode()), 400, "invalid")


@pytest.mark.parametrize(
    "url", ["ftp://a.example/1", "javascript:alert(1)", "just words", "http://", "//a.example", "file:///etc/passwd"]
)
def test_an_address_that_leads_to_no_thread_is_unsupported(client: FlaskClient, url: str) -> None:
    refused(send(client, json.dumps({"url": url}).encode()), 422, "unsupported_site")


def test_half_an_emoji_is_kept_as_a_replacement(client: FlaskClient) -> None:
    assert send(client, b'{"text": "cut \\ud83d off"}').status_code == 202


def test_what_is_too_large_is_refused(opened: Opened) -> None:
    client = opened(max_capture_mb=1)
    text = json.dumps({"text": "word " * 300_000}).encode()
    assert 1 << 20 < len(text) < 2 << 20
    refused(send(client, text), 413, "too_large")
    refused(send(client, b" " * (4 << 20)), 413, "too_large")


def test_what_would_hold_a_worker_for_long_is_refused_before_it_is_read(opened: Opened, archive: Archive) -> None:
    client = opened(max_characters=20_000)
    for text in ("word " * 5_000, "👩‍👩‍👧‍👦" * 5_000):
        answer = send(client, json.dumps({"text": text}).encode())
        refused(answer, 413, "too_large")
        assert f"{len(text):,} characters" in answer.json["detail"]
    posts = [{"text": "word " * 100} for _ in range(50)]
    refused(send(client, json.dumps({"posts": {"site": "x", "items": posts}}).encode()), 413, "too_large")
    refused(send(opened(), json.dumps({"text": "a\n" * 400_001}).encode()), 413, "too_large")
    assert send(client, json.dumps({"text": "w" * 20_000}).encode()).status_code == 202
    assert send(client, json.dumps({"posts": {"site": "x", "items": posts[:40]}}).encode()).status_code == 202
    assert len(submissions.unclaimed(archive)) == 2


def test_a_method_or_a_path_that_is_not_there_is_told(client: FlaskClient) -> None:
    answer = client.put(WHERE)
    refused(answer, 405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]
    refused(client.get("/api/v1/nothing"), 404, "not_found")
    refused(client.get("/api/v1/threads/..%2f..%2fetc"), 404, "not_found")
