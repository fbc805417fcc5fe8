"""Who may do what: every route says whom it admits, and a route that says nothing admits only the owner."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from server.access.auth import EVERYTHING
from tests.server.conftest import Opened

PASSWORD = "correct horse"


def rules(client: FlaskClient) -> list[Rule]:
    return list(client.application.url_map.iter_rules())


def path(rule: Rule) -> str:
    one_of = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", rule.rule)
    return re.sub(r"<[^>]+>", "0" * 24, one_of)


def test_with_a_password_every_route_that_is_not_open_wants_a_caller(opened: Opened) -> None:
    client = opened(password=PASSWORD)
    for rule in rules(client):
        allowed = getattr(client.application.view_functions[rule.endpoint], "allowed_scopes", EVERYTHING)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = client.open(path(rule), method=method)
            if allowed is None:
                assert answer.status_code not in {401}, rule
            else:
                assert answer.status_code in {401, 302, 303, 403}, (rule, method, answer.status_code)


def test_the_extension_may_save_and_read_nothing_but_its_own(client: FlaskClient) -> None:
    extension = {"X-Threadsheet": "extension"}
    mine = client.post("/api/v1/submissions", json={"text": "One.\n\nTwo."}, headers=extension).json
    others = client.post("/api/v1/submissions", json={"text": "Three.\n\nFour."}).json
    assert mine
    assert others
    assert client.get(mine["status_url"], headers=extension).status_code == 200
    assert client.get(others["status_url"], headers=extension).status_code == 404
    assert client.get(mine["status_url"]).status_code == 200
    for unreadable in ("/api/v1/threads", f"/api/v1/threads/{'0' * 24}"):
        assert client.get(unreadable, headers=extension).status_code == 403
    assert client.delete(f"/api/v1/threads/{'0' * 24}", headers=extension).status_code == 403


def test_with_a_password_the_extensions_header_is_worth_nothing(opened: Opened) -> None:
    client = opened(password=PASSWORD)
    answer = client.post("/api/v1/submissions", json={"text": "Words."}, headers={"X-Threadsheet": "extension"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_unknown_token_is_refused_even_where_none_is_needed(client: FlaskClient) -> None:
    assert client.get("/api/v1/threads", headers={"Authorization": "Bearer nothing"}).status_code == 401


def test_a_session_changes_nothing_through_the_api_without_its_csrf_token(opened: Opened) -> None:
    client = opened(password=PASSWORD)

    def token_on(page: str) -> str:
        match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page, headers={"Accept": "text/html"}).text)
        assert match
        return match[1]

    client.post("/login", data={"csrf_token": token_on("/login"), "password": PASSWORD})
    token = {"X-CSRFToken": token_on("/")}
    changes = [
        (path(rule), method)
        for rule in rules(client)
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and rule.endpoint != "pairings.pair"  # checks the token itself, where it needs one
    ]
    assert {method for _, method in changes} >= {"POST", "PUT", "PATCH", "DELETE"}
    for address, method in changes:
        assert client.open(address, method=method).status_code == 403, (address, method)
        assert client.open(address, method=method, headers=token).status_code in {400, 404, 422}, (address, method)
