"""Tokens, pairings and the handshake over HTTP: who may make them, and what they are good for."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.conftest import Opened

PASSWORD = "correct horse"
EXTENSION = {"X-Threadsheet": "extension", "Origin": "chrome-extension://abcdefghijklmnop"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def make(client: FlaskClient, *scopes: str) -> dict[str, Any]:
    answer = client.post("/api/v1/tokens", json={"name": "A script", "scopes": list(scopes)})
    assert answer.status_code == 201, answer.json
    made: dict[str, Any] = answer.json
    return made


def code(client: FlaskClient) -> str:
    answer = client.post("/api/v1/pairings", json={})
    assert answer.status_code == 201
    assert answer.json
    return str(answer.json["code"])


def test_a_token_is_listed_without_its_secret_and_revoked(client: FlaskClient) -> None:
    made = make(client, "read")
    assert client.get("/api/v1/threads", headers=bearer(made["token"])).status_code == 200
    (listed,) = client.get("/api/v1/tokens").json["items"]
    assert listed == {
        **{name: value for name, value in made.items() if name != "token"},
        "last_used_at": listed["last_used_at"],
    }
    assert listed["last_used_at"] is not None
    assert client.delete(f"/api/v1/tokens/{made['id']}").status_code == 204
    assert client.get("/api/v1/threads", headers=bearer(made["token"])).status_code == 401
    assert client.delete(f"/api/v1/tokens/{made['id']}").status_code == 404


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_scopes_are_what_a_token_may(opened: Opened, password: str | None) -> None:
    owner = opened()
    save, read, write = (make(owner, scope)["token"] for scope in ("save", "read", "write"))
    client = opened(password=password)
    mine = client.post("/api/v1/submissions", json={"text": "One.\n\nTwo."}, headers=bearer(save))
    assert mine.status_code == 202
    status = mine.json["status_url"]
    assert client.get(status, headers=bearer(save)).status_code == 200
    assert client.get(status, headers=bearer(read)).status_code == 200
    assert client.get("/api/v1/threads", headers=bearer(save)).status_code == 403
    assert client.post("/api/v1/submissions", json={"text": "Words."}, headers=bearer(read)).status_code == 403
    assert client.delete(f"/api/v1/threads/{'0' * 24}", headers=bearer(write)).status_code == 404
    assert client.delete(f"/api/v1/threads/{'0' * 24}", headers=bearer(save)).status_code == 403


def test_one_token_does_not_see_what_another_saved(client: FlaskClient) -> None:
    one, other = (make(client, "save")["token"] for _ in range(2))
    status = client.post("/api/v1/submissions", json={"text": "A.\n\nB."}, headers=bearer(one)).json["status_url"]
    assert client.get(status, headers=bearer(other)).status_code == 404


@pytest.mark.parametrize("scope", ["save", "read", "write"])
def test_a_token_makes_no_tokens(client: FlaskClient, scope: str) -> None:
    token = make(client, scope)["token"]
    for method, path, body in (
        ("GET", "/api/v1/tokens", None),
        ("POST", "/api/v1/tokens", {"name": "more", "scopes": ["write"]}),
        ("POST", "/api/v1/pairings", {}),
    ):
        assert client.open(path, method=method, json=body, headers=bearer(token)).status_code == 403


def test_a_token_of_the_wrong_shape_is_refused_by_field(client: FlaskClient) -> None:
    for body, field in (
        ({"name": ""}, "name"),
        ({"name": "a", "scopes": ["all"]}, "scopes.0"),
        ({"name": "a", "scopes": []}, "scopes"),
    ):
        answer = client.post("/api/v1/tokens", json=body)
        assert answer.status_code == 400
        assert answer.json["errors"][0]["field"] == field


def test_the_extension_trades_a_code_for_a_token_it_can_save_with(opened: Opened) -> None:
    shown = code(opened())
    client = opened(password=PASSWORD)
    assert client.post("/api/v1/submissions", json={"text": "Words."}, headers=EXTENSION).status_code == 401
    answer = client.post("/api/v1/pairings", json={"code": shown.lower(), "name": "Firefox on a laptop"}, headers=EXTENSION)
    assert answer.status_code == 201
    assert answer.json
    assert (answer.json["name"], answer.json["scopes"]) == ("Firefox on a laptop", ["save"])
    headers = {**EXTENSION, **bearer(answer.json["token"])}
    assert client.post("/api/v1/submissions", json={"text": "Words."}, headers=headers).status_code == 202
    again = client.post("/api/v1/pairings", json={"code": shown}, headers=EXTENSION)
    assert (again.status_code, again.json["code"]) == (403, "pairing_refused")


def test_only_the_owner_gets_a_code(opened: Opened) -> None:
    client = opened(password=PASSWORD)
    assert client.post("/api/v1/pairings", json={}).status_code == 403
    assert opened().post("/api/v1/pairings", json={}, headers=EXTENSION).status_code == 403


def test_a_web_page_gets_neither_codes_nor_tokens(client: FlaskClient) -> None:
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for path in ("/api/v1/pairings", "/api/v1/tokens"):
        assert client.post(path, json={"name": "a"}, headers=foreign).status_code == 403
    assert "Access-Control-Allow-Origin" not in client.options("/api/v1/pairings", headers=foreign).headers


def test_the_handshake_says_what_answers_and_whether_it_knows_the_caller(opened: Opened) -> None:
    open_, closed = opened(), opened(password=PASSWORD)
    assert open_.get("/api/v1/info", headers=EXTENSION).json == {
        "product": "Threadsheet",
        "version": "0.1.0",
        "api": 1,
        "extension": {"minimum": "0.1.0"},
        "needs_token": False,
        "recognised": True,
    }
    told = closed.get("/api/v1/info", headers=EXTENSION).json
    assert told
    assert (told["needs_token"], told["recognised"]) == (True, False)
    token = make(open_, "save")["token"]
    assert closed.get("/api/v1/info", headers=bearer(token)).json["recognised"] is True
    assert closed.get("/api/v1/info", headers=bearer("ts_nobody")).status_code == 401


def test_no_token_makes_shows_or_revokes_tokens_whatever_its_scopes(opened: Opened) -> None:
    made = make(opened(), "save", "read", "write")
    for client in (opened(), opened(password=PASSWORD)):
        for method, path, body in (
            ("GET", "/api/v1/tokens", None),
            ("POST", "/api/v1/tokens", {"name": "More", "scopes": ["save"]}),
            ("DELETE", f"/api/v1/tokens/{made['id']}", None),
            ("POST", "/api/v1/pairings", {}),
        ):
            answer = client.open(path, method=method, json=body, headers=bearer(made["token"]))
            assert answer.status_code == 403, (method, path, answer.status_code)
