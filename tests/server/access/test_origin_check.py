"""Who may speak to this server at all: names, and what other sites make a browser send."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.server.conftest import Opened

API = "/api/v1/threads"


@pytest.mark.parametrize("host", ["localhost", "localhost:8484", "127.0.0.1:1", "[::1]", "[::1]:8484", "LOCALHOST"])
def test_this_machines_own_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get(API, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io:8484", "", "[::1", "a b"])
def test_other_names_are_refused_before_anything_else(client: FlaskClient, host: str) -> None:
    for path in (API, "/", "/nope"):
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert answer.json is not None
        assert answer.json["code"] == "invalid"


def test_names_can_be_allowed(opened: Opened) -> None:
    client = opened(allowed_hosts="threads.lan, other.lan", public_url="https://sheets.example", host="192.168.7.7")
    for host in ("threads.lan", "other.lan:8484", "sheets.example", "192.168.7.7:8484"):
        assert client.get(API, headers={"Host": host}).status_code == 200
    assert client.get(API, headers={"Host": "else.lan"}).status_code == 400


def test_health_is_answered_under_any_name(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"Host": "10.1.2.3"}).status_code == 200
    assert client.get("/readyz", headers={"Host": "anything"}).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_only_link_here(client: FlaskClient, site: str) -> None:
    marked = {"Sec-Fetch-Site": site}
    assert client.get(API, headers=marked).status_code == 403
    assert client.get(API, headers={**marked, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}).status_code == 403
    assert client.get(API, headers={**marked, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}).status_code == 403
    assert client.post(API, headers={**marked, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}).status_code == 403
    link = {**marked, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert client.get("/api/v1/threads", headers=link).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "https://evil.example",
        "http://localhost:9999",
        "chrome-extension://abc",
        "chrome-extension://localhost",
        "file://",
    ],
)
def test_a_foreign_origin_is_refused(client: FlaskClient, origin: str) -> None:
    answer = client.post("/api/v1/submissions", json={"text": "Words."}, headers={"Origin": origin})
    assert (answer.status_code, answer.json and answer.json["code"]) == (403, "forbidden")


def test_our_own_origin_and_the_extension_are_not(client: FlaskClient) -> None:
    asked = {"text": "Words."}
    assert client.post("/api/v1/submissions", json=asked, headers={"Origin": "http://localhost"}).status_code == 202
    extension = {"Origin": "chrome-extension://abcdef", "X-Threadsheet": "extension"}
    assert client.post("/api/v1/submissions", json=asked, headers=extension).status_code == 202


def test_no_web_origin_is_granted_a_preflight(client: FlaskClient) -> None:
    asks = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/api/v1/submissions", headers=asks)
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]
