"""Imports over HTTP: taken, watched, chosen from, removed; the same sent twice is one."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from archive.archive import Archive
from archive.imports import records, uploads
from domain.ids import is_id
from domain.shapes.imports import ImportOptions
from tests.server.conftest import Opened

WHERE = "/api/v1/imports"


def accepted(client: FlaskClient, **request: Any) -> dict[str, Any]:
    answer = client.post(WHERE, **request)
    assert answer.status_code == 202, answer.json
    assert answer.json
    assert answer.headers["Location"].endswith(answer.json["status_url"])
    return answer.json


def file(content: bytes, name: str = "list.txt", **fields: str) -> dict[str, Any]:
    return {"data": {"file": (io.BytesIO(content), name), **fields}, "content_type": "multipart/form-data"}


def test_addresses_become_rows_before_they_are_accepted(client: FlaskClient) -> None:
    body = {"addresses": ["https://x.com/sam/status/1", "https://mobile.twitter.com/sam/status/1?s=20", "nonsense", " "]}
    imported = accepted(client, json=body)
    assert is_id(imported["id"])
    assert (imported["format"], imported["duplicates"], imported["count"]["rows"]) == ("addresses", 1, 2)
    status = client.get(imported["status_url"]).json
    assert status
    assert [row["address"] for row in status["rows"]] == ["https://x.com/sam/status/1", "nonsense"]
    assert {row["state"] for row in status["rows"]} == {"received"}


def test_a_file_is_stored_in_parts_and_read_by_a_worker(
    client: FlaskClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 10)
    content = b"https://a.example/1\nhttps://a.example/2\n"
    imported = accepted(client, **file(content, "../list.txt", labels="To read, old"))
    assert (imported["state"], imported["format"], imported["rows"]) == ("received", None, [])
    assert uploads.content(archive, imported["id"]) == content
    stored = records.get(archive, imported["id"])
    assert stored.options == ImportOptions(labels=("To read", "old"))
    assert not stored.limited


def test_the_same_sent_twice_is_one_import(client: FlaskClient) -> None:
    body = {"addresses": ["https://a.example/1"]}
    assert accepted(client, json=body)["id"] == accepted(client, json=body)["id"]
    assert accepted(client, json={**body, "labels": ["x"]})["id"] != accepted(client, json=body)["id"]
    assert accepted(client, **file(b"one"))["id"] == accepted(client, **file(b"one"))["id"]
    listed = client.get(WHERE).json
    assert listed
    assert len(listed["items"]) == 3


def test_a_key_belongs_to_one_body(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "k"}
    first = accepted(client, json={"addresses": ["https://a.example/1"]}, headers=headers)
    assert accepted(client, json={"addresses": ["https://a.example/1"]}, headers=headers)["id"] == first["id"]
    other = client.post(WHERE, json={"addresses": ["https://a.example/2"]}, headers=headers)
    assert (other.status_code, other.json and other.json["code"]) == (422, "idempotency_mismatch")


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"json": {"addresses": []}}, 422, "empty"),
        ({"json": {"addresses": "https://a.example"}}, 400, "invalid"),
        ({"json": {"addresses": ["https://a.example"], "codebook": "none"}}, 400, "invalid"),
        ({"json": {"addresses": ["https://a.example"], "labels": ["x" * 101]}}, 400, "invalid"),
        (file(b""), 422, "empty"),
        ({"data": {"other": "x"}, "content_type": "multipart/form-data"}, 400, "invalid"),
        ({"data": b"x", "content_type": "text/plain"}, 400, "invalid"),
    ],
)
def test_what_cannot_be_imported_is_refused_at_once(
    client: FlaskClient, request_: dict[str, Any], status: int, code: str
) -> None:
    answer = client.post(WHERE, **request_)
    assert (answer.status_code, answer.json and answer.json["code"]) == (status, code)
    listed = client.get(WHERE).json
    assert listed is not None
    assert listed["items"] == []


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(opened: Opened, archive: Archive) -> None:
    client = opened(import_max_mb=1)
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    body = head + b"x" * ((1 << 20) + 1) + b"\r\n--b--\r\n"
    answer = client.post(WHERE, data=body, content_type="multipart/form-data; boundary=b")
    assert (answer.status_code, answer.json and answer.json["code"]) == (413, "too_large")
    assert records.list_imports(archive, 10) == ()


def test_a_caller_who_may_only_save_sees_its_own_imports(client: FlaskClient) -> None:
    extension = {"X-Threadsheet": "extension"}
    owners = accepted(client, json={"addresses": ["https://a.example/1"]})
    own = accepted(client, json={"addresses": ["https://a.example/1"]}, headers=extension)
    listed = client.get(WHERE, headers=extension).json
    assert listed
    assert [item["id"] for item in listed["items"]] == [own["id"]]
    for method, path in (("GET", ""), ("POST", "/retry"), ("DELETE", "")):
        assert client.open(owners["status_url"] + path, method=method, headers=extension).status_code == 404
    assert client.get(own["status_url"]).status_code == 200


def test_an_import_is_removed_with_its_file(client: FlaskClient, archive: Archive) -> None:
    imported = accepted(client, **file(b"something to read"))
    assert client.delete(imported["status_url"]).status_code == 204
    assert client.get(imported["status_url"]).status_code == 404
    assert uploads.content(archive, imported["id"]) == b""


def test_threads_that_are_not_in_the_file_cannot_be_chosen(client: FlaskClient) -> None:
    imported = accepted(client, **file(b"something to read"))
    answer = client.post(f"{imported['status_url']}/choose", json={"roots": ["1"]})
    assert answer.status_code == 400
    assert answer.json
    assert [error["field"] for error in answer.json["errors"]] == ["roots"]
