"""People: invited once, in their role, listed and removed; by password, a proxy's header, a provider of OpenID Connect."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from pydantic import SecretStr

from archive import login_failures, people
from archive.archive import Archive
from domain.shapes.person import Role
from server.pages import login
from tests import factories
from tests.server.conftest import Opened
from tests.server.pages.conftest import BROWSER, Kept

with warnings.catch_warnings():  # the provider is written against an older Authlib
    warnings.simplefilter("ignore")
    from oidc_provider_mock import run_server_in_thread

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider
PASSWORD = "correct horse"
OWN = "battery staple"


def token(client: FlaskClient, page: str) -> str:
    match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page, headers=BROWSER).text)
    assert match, page
    return match[1]


def post(client: FlaskClient, path: str, page: str, **form: str) -> Any:
    return client.post(path, data={"csrf_token": token(client, page), **form}, headers=BROWSER)


def owner(client: FlaskClient) -> dict[str, str]:
    """Logs in with the server's password; gives the header that changes need."""
    assert post(client, "/login", "/login", password=PASSWORD).status_code == 303
    return {"X-CSRFToken": token(client, "/")}


def invite(client: FlaskClient, csrf: dict[str, str], name: str, role: str) -> dict[str, Any]:
    answer = client.post("/api/v1/people", json={"name": name, "role": role}, headers=csrf)
    assert answer.status_code == 201, answer.json
    invited: dict[str, Any] = answer.json
    assert answer.location == invited["url"]
    return invited


def join(client: FlaskClient, invited: dict[str, Any], password: str = OWN) -> FlaskClient:
    """Another browser, in which the invited person has accepted."""
    browser = client.application.test_client()
    path = urlsplit(invited["url"]).path
    assert post(browser, path, path, password=password).status_code == 303
    return browser


def test_an_invitation_lets_in_once_and_sets_a_password(opened: Opened) -> None:
    client = opened(password=PASSWORD)
    invited = invite(client, owner(client), "Mira", "reader")
    path = urlsplit(invited["url"]).path
    assert client.get(path).status_code == client.get(path).status_code == 200  # looking does not use it up
    mira = join(client, invited)
    assert mira.get("/threads", headers=BROWSER).status_code == 200
    assert client.get(path).status_code == 404
    again = client.application.test_client()
    assert post(again, "/login", "/login", name="mira", password=OWN).status_code == 303
    assert again.get("/api/v1/threads").status_code == 200
    for name, password in (("Mira", "wrong"), ("Nobody", OWN), ("Mira", PASSWORD), ("", OWN)):
        assert post(client.application.test_client(), "/login", "/login", name=name, password=password).status_code == 403


def test_a_weak_password_keeps_the_invitation_open(opened: Opened) -> None:
    client = opened(password=PASSWORD)
    path = urlsplit(invite(client, owner(client), "Mira", "reader")["url"]).path
    browser = client.application.test_client()
    answer = post(browser, path, path, password="password123")
    assert answer.status_code == 422
    assert "too easy to guess" in answer.text
    assert browser.get("/api/v1/threads").status_code == 401
    assert post(browser, path, path, password=OWN).status_code == 303


def test_an_invitation_ends_after_72_hours_and_a_new_one_replaces_it(archive: Archive) -> None:
    first = people.invite(archive, "Mira", Role.EDITOR, "owner")
    second = people.invite_again(archive, first.person.id, "owner")
    with pytest.raises(Exception, match="invitation"):
        people.invited(archive, first.secret)
    late = replace(archive, clock=lambda: second.expires_at)
    assert second.expires_at - archive.clock() <= timedelta(hours=72)
    with pytest.raises(Exception, match="invitation"):
        people.accept(late, second.secret, password_hash="x")
    assert people.accept(archive, second.secret, password_hash="x").joined_at


@pytest.mark.parametrize(("role", "reads", "writes"), [("reader", 200, 403), ("editor", 200, 404), ("owner", 200, 404)])
def test_a_role_is_what_a_person_may_do(opened: Opened, role: str, reads: int, writes: int) -> None:
    client = opened(password=PASSWORD)
    person = join(client, invite(client, owner(client), "Mira", role))
    csrf = {"X-CSRFToken": token(person, "/")}
    assert person.get("/api/v1/threads").status_code == reads
    assert person.delete(f"/api/v1/threads/{'0' * 24}", headers=csrf).status_code == writes
    saved = person.post("/api/v1/submissions", json={"text": "One.\n\nTwo."}, headers=csrf).status_code
    assert saved == (403 if role == "reader" else 202)
    for method, path, body in (
        ("GET", "/api/v1/tokens", None),
        ("POST", "/api/v1/tokens", {"name": "a", "scopes": ["read"]}),
        ("GET", "/api/v1/people", None),
        ("POST", "/api/v1/people", {"name": "Ida", "role": "owner"}),
        ("GET", "/api/v1/audit", None),
    ):
        status = person.open(path, method=method, json=body, headers=csrf).status_code
        assert (status < 300) is (role == "owner"), (path, status)


def test_no_token_invites_lists_or_ends_anything_about_people(client: FlaskClient) -> None:
    secret = client.post("/api/v1/tokens", json={"name": "a", "scopes": ["save", "read", "write"]}).json["token"]
    person = invite(client, {}, "Mira", "reader")["id"]
    bearer = {"Authorization": f"Bearer {secret}"}
    for method, path, body in (
        ("GET", "/people", None),
        ("POST", "/people", {"name": "Ida", "role": "owner"}),
        ("POST", f"/people/{person}/invitation", None),
        ("PATCH", f"/people/{person}", {"role": "owner"}),
        ("DELETE", f"/people/{person}", None),
        ("GET", "/audit", None),
        ("GET", "/sessions", None),
        ("DELETE", f"/sessions/{'0' * 24}", None),
    ):
        answer = client.open(f"/api/v1{path}", method=method, json=body, headers=bearer)
        assert answer.status_code == 403, (method, path)


def test_sessions_are_listed_and_ended_at_the_server(opened: Opened) -> None:
    client = opened(password=PASSWORD)
    csrf = owner(client)
    mira = join(client, invite(client, csrf, "Mira", "reader"))
    listed = client.get("/api/v1/sessions").json["items"]
    assert {(item["person"], item["current"]) for item in listed} == {("owner", True), ("Mira", False)}
    own = mira.get("/api/v1/sessions").json["items"]
    assert [(item["person"], item["current"]) for item in own] == [("Mira", True)]
    others = next(item["id"] for item in listed if item["person"] == "owner")
    assert mira.delete(f"/api/v1/sessions/{others}", headers={"X-CSRFToken": token(mira, "/account")}).status_code == 404
    assert client.delete(f"/api/v1/sessions/{own[0]['id']}", headers=csrf).status_code == 204
    assert mira.get("/api/v1/threads").status_code == 401


def test_a_changed_role_and_a_removal_count_at_once(opened: Opened) -> None:
    client = opened(password=PASSWORD)
    csrf = owner(client)
    invited = invite(client, csrf, "Mira", "editor")
    mira = join(client, invited)
    path = f"/api/v1/people/{invited['id']}"
    assert client.patch(path, json={"role": "reader"}, headers=csrf).json["role"] == "reader"
    headers = {"X-CSRFToken": token(mira, "/account")}
    assert mira.post("/api/v1/submissions", json={"text": "A.\n\nB."}, headers=headers).status_code == 403
    assert client.delete(path, headers=csrf).status_code == 204
    assert mira.get("/api/v1/threads").status_code == 401
    assert post(client.application.test_client(), "/login", "/login", name="Mira", password=OWN).status_code == 403
    back = invite(client, csrf, "mira", "reader")
    assert (back["id"], back["name"]) == (invited["id"], "Mira")


@pytest.mark.parametrize("demoted", [True, False])
def test_only_an_owner_has_tokens_and_paired_browsers(opened: Opened, *, demoted: bool) -> None:
    client = opened(password=PASSWORD)
    csrf = owner(client)
    invited = invite(client, csrf, "Mira", "owner")
    mira = join(client, invited)
    headers = {"X-CSRFToken": token(mira, "/account")}
    made = mira.post("/api/v1/tokens", json={"name": "script", "scopes": ["read", "write"]}, headers=headers).json["token"]
    code = mira.post("/api/v1/pairings", json={}, headers=headers).json["code"]
    paired = client.application.test_client().post("/api/v1/pairings", json={"code": code, "name": "browser"}).json["token"]
    own = client.post("/api/v1/tokens", json={"name": "mine", "scopes": ["read"]}, headers=csrf).json["token"]
    later = mira.post("/api/v1/pairings", json={}, headers=headers).json["code"]

    def status(secret: str) -> int:
        bearer = {"Authorization": f"Bearer {secret}"}
        return client.application.test_client().get("/api/v1/codebooks", headers=bearer).status_code

    assert [status(secret) for secret in (made, paired, own)] == [200, 200, 200]
    path = f"/api/v1/people/{invited['id']}"
    assert (
        client.patch(path, json={"role": "editor"}, headers=csrf) if demoted else client.delete(path, headers=csrf)
    ).status_code < 300
    assert [status(secret) for secret in (made, paired, own)] == [401, 401, 200]
    redeemed = client.application.test_client().post("/api/v1/pairings", json={"code": later, "name": "browser"})
    assert redeemed.status_code == 403


def test_a_new_password_ends_the_other_logins(opened: Opened) -> None:
    client = opened(password=PASSWORD)
    mira = join(client, invite(client, owner(client), "Mira", "reader"))
    other = client.application.test_client()
    post(other, "/login", "/login", name="Mira", password=OWN)
    assert post(mira, "/account/password", "/account", old="wrong", password="four plain words").status_code == 403
    assert post(mira, "/account/password", "/account", old=OWN, password="four plain words").status_code == 303
    assert mira.get("/api/v1/threads").status_code == 200
    assert other.get("/api/v1/threads").status_code == 401


@pytest.mark.parametrize("name", ["", " \u200b ", "owner", "Token x", "EXTENSION", "n" * 81])
def test_a_name_that_another_could_be_taken_for_is_refused(client: FlaskClient, name: str) -> None:
    answer = client.post("/api/v1/people", json={"name": name, "role": "reader"})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "name")


def test_two_people_have_two_names(client: FlaskClient) -> None:
    invite(client, {}, "Zoë Lund", "reader")
    assert client.post("/api/v1/people", json={"name": "ZOE\u0308  lund", "role": "owner"}).status_code == 409


def test_nobody_locks_themselves_out(opened: Opened) -> None:
    client = opened(password=PASSWORD)
    invited = invite(client, owner(client), "Mira", "owner")
    mira = join(client, invited)
    csrf = {"X-CSRFToken": token(mira, "/")}
    assert mira.delete(f"/api/v1/people/{invited['id']}", headers=csrf).status_code == 409
    assert mira.patch(f"/api/v1/people/{invited['id']}", json={"role": "reader"}, headers=csrf).status_code == 409


def test_guessing_a_persons_password_is_slowed_down(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_failures, "SHORTEST_WAIT", login_failures.LONGEST_WAIT)  # attempts may be slow
    client = opened(password=PASSWORD)
    invite(client, owner(client), "Mira", "reader")
    browser = client.application.test_client()
    csrf = token(browser, "/login")
    form = {"csrf_token": csrf, "name": "Mira", "password": "wrong"}
    statuses = [browser.post("/login", data=form, headers=BROWSER).status_code for _ in range(7)]
    assert statuses == [403] * 5 + [429] * 2


def test_without_a_password_the_machine_is_the_owners_until_somebody_logs_in(client: FlaskClient) -> None:
    mira = join(client, invite(client, {}, "Mira", "reader"))
    assert client.get("/api/v1/people").status_code == 200
    assert mira.get("/api/v1/people").status_code == 403
    assert "Mira" in mira.get("/", headers=BROWSER).text


def test_what_was_done_is_listed_with_who_and_what(opened: Opened, kept: Kept) -> None:
    client = opened(password=PASSWORD)
    csrf = owner(client)
    mira = join(client, invite(client, csrf, "Mira", "editor"))
    thread, headers = kept(factories.ten()), {"X-CSRFToken": token(mira, "/")}
    share = mira.post(f"/api/v1/threads/{thread}/shares", json={}, headers=headers).json["id"]
    mira.delete(f"/api/v1/threads/{thread}/shares/{share}", headers=headers)
    mira.delete(f"/api/v1/threads/{thread}", headers=headers)
    client.post(f"/api/v1/threads/{thread}/restore", headers=csrf)
    client.delete(f"/api/v1/threads/{thread}?for_good=1", headers=csrf)
    entries = client.get("/api/v1/audit").json["items"]
    listed = [(item["by"], item["action"]) for item in reversed(entries)]
    assert listed == [
        ("owner", "logged_in"), ("owner", "invited"), ("Mira", "joined"), ("Mira", "logged_in"), ("Mira", "shared"),
        ("Mira", "share_revoked"), ("Mira", "deleted"), ("owner", "restored"), ("owner", "deleted_for_good"),
    ]  # fmt: skip
    assert entries[0]["subject"] == thread
    assert {item["title"] for item in entries if item["subject"] == thread} == {""}
    page = client.get("/settings/audit", headers=BROWSER).text
    assert "a thread that is deleted for good" in page
    assert factories.ten().version.title not in page
    assert "invited: <bdi>Mira (Editor)</bdi>" in page
    assert "joined</p>" in page  # not “Mira joined: Mira”


def test_each_has_favourites_and_notes_of_their_own(opened: Opened, kept: Kept) -> None:
    client = opened(password=PASSWORD)
    csrf = owner(client)
    mira = join(client, invite(client, csrf, "Mira", "editor"))
    path, headers = f"/api/v1/threads/{kept(factories.ten())}", {"X-CSRFToken": token(mira, "/")}
    mine = mira.patch(path, json={"favourite": True, "note": "lighthouse"}, headers=headers).json
    assert (mine["favourite"], mine["note"], mine["note_by"], mine["others"]) == (True, "lighthouse", "Mira", [])
    theirs = client.patch(path, json={"note": "harbour"}, headers=csrf).json
    assert (theirs["favourite"], theirs["note"]) == (False, "harbour")
    assert [(note["by"], note["note"]) for note in theirs["others"]] == [("Mira", "lighthouse")]
    assert [len(person.get("/api/v1/threads?q=is:favourite").json["items"]) for person in (mira, client)] == [1, 0]
    assert len(client.get("/api/v1/threads?q=lighthouse").json["items"]) == 1  # notes are for all to find
    for person, note, head in ((mira, "a", headers), (client, "b", csrf), (client, "", csrf)):
        assert person.put(f"{path}/points/1/note", json={"note": note}, headers=head).status_code == 200
    assert [(item["by"], item["note"]) for item in client.get(f"{path}/notes").json["items"]] == [("Mira", "a")]
    page = client.get(path.removeprefix("/api/v1"), headers=BROWSER).text
    assert "Mira:" in page
    assert "lighthouse" in page
    assert mira.delete(path, headers=headers).status_code == 204
    assert mira.post(f"{path}/restore", headers=headers).json["note"] == "lighthouse"


def test_a_trusted_proxy_names_the_person(opened: Opened) -> None:
    client = opened(password=PASSWORD, trusted_proxies="127.0.0.1", trusted_user_header="Remote-User")
    link = urlsplit(invite(client, owner(client), "Mira", "reader")["url"]).path

    def asked(name: str, peer: str = "127.0.0.1") -> int:
        browser = client.application.test_client()
        headers = {"Remote-User": name}
        return browser.get("/api/v1/threads", headers=headers, environ_base={"REMOTE_ADDR": peer}).status_code

    assert client.get(link).status_code == 200
    assert asked("Mira") == asked("mira") == 200
    assert client.get(link).status_code == 404
    assert asked("Ida") == 403
    assert asked("owner") == 403
    assert asked("") == 401
    assert asked("Mira", "198.51.100.7") == 401


def test_a_header_of_a_proxy_changes_nothing_without_a_csrf_token(opened: Opened) -> None:
    client = opened(trusted_proxies="127.0.0.1", trusted_user_header="Remote-User")
    with client.application.app_context():
        archive = login.app_context().archive
    people.invite(archive, "Mira", Role.OWNER, "operator")
    named = {"Remote-User": "Mira"}
    body = {"name": "Ida", "role": "reader"}
    assert client.post("/api/v1/people", json=body, headers=named).status_code == 403
    page = client.get("/settings/people", headers={**BROWSER, **named}).text
    match = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert match
    assert client.post("/api/v1/people", json=body, headers={**named, "X-CSRFToken": match[1]}).status_code == 201


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def by_provider(opened: Opened, provider: str) -> FlaskClient:
    settings = {"oidc_issuer": provider, "oidc_client_id": "threadsheet", "oidc_client_secret": SecretStr("secret")}
    return opened(password=PASSWORD, **settings)


def answer_of(provider: str, browser: FlaskClient, start: str, subject: str) -> str:
    """Goes to the provider, logs in there, and gives the address that it leads back to."""
    leads = browser.get(start)
    assert leads.status_code == 302, leads.text
    query = parse_qs(urlsplit(leads.location).query)
    assert leads.location.startswith(provider)
    assert {"state", "nonce", "code_challenge"} <= query.keys()
    assert query["code_challenge_method"] == ["S256"]
    back = requests.post(leads.location, data={"sub": subject}, allow_redirects=False, timeout=10)
    parts = urlsplit(back.headers["Location"])
    return f"{parts.path}?{parts.query}"


def test_a_provider_lets_in_who_is_invited_and_nobody_else(by_provider: FlaskClient, provider: str) -> None:
    invited = invite(by_provider, owner(by_provider), "Mira", "editor")
    secret = urlsplit(invited["url"]).path.rpartition("/")[2]
    stranger, mira, again = (by_provider.application.test_client() for _ in range(3))
    refused = stranger.get(answer_of(provider, stranger, "/login/provider", "mira@idp"))
    assert refused.status_code == 403
    assert stranger.get("/api/v1/threads").status_code == 401
    joined = mira.get(answer_of(provider, mira, f"/login/provider?invitation={secret}", "mira@idp"))
    assert joined.status_code == 303, joined.text
    assert mira.get("/api/v1/threads").status_code == 200
    second_login = again.get(answer_of(provider, again, "/login/provider?next=/themes", "mira@idp"))
    assert (second_login.status_code, second_login.location) == (303, "/themes")
    other = by_provider.application.test_client()
    assert other.get(answer_of(provider, other, "/login/provider", "ida@idp")).status_code == 403


def test_an_answer_that_another_browser_asked_for_is_refused(by_provider: FlaskClient, provider: str) -> None:
    mira, victim = by_provider.application.test_client(), by_provider.application.test_client()
    address = answer_of(provider, mira, "/login/provider", "mira@idp")
    assert victim.get(address).status_code == 403
    assert mira.get(address.replace("state=", "state=x")).status_code == 403
    assert mira.get("/login/provider/answer?error=access_denied&state=x").status_code == 403


def test_one_account_of_the_provider_is_one_person(by_provider: FlaskClient, provider: str) -> None:
    csrf = owner(by_provider)
    for name, status in (("Mira", 303), ("Ida", 409)):
        secret = urlsplit(invite(by_provider, csrf, name, "reader")["url"]).path.rpartition("/")[2]
        browser = by_provider.application.test_client()
        address = answer_of(provider, browser, f"/login/provider?invitation={secret}", "shared@idp")
        assert browser.get(address).status_code == status


def test_a_person_links_an_account_of_the_provider(by_provider: FlaskClient, provider: str) -> None:
    mira = join(by_provider, invite(by_provider, owner(by_provider), "Mira", "reader"))
    assert mira.get(answer_of(provider, mira, "/login/provider?link=1", "linked@idp")).location == "/account"
    again = by_provider.application.test_client()
    assert again.get(answer_of(provider, again, "/login/provider", "linked@idp")).status_code == 303


def test_a_provider_that_does_not_answer_is_told(opened: Opened) -> None:
    client = opened(oidc_issuer="http://127.0.0.1:9", oidc_client_id="threadsheet")
    answer = client.get("/login/provider", headers=BROWSER)
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert client.get("/api/v1/threads").status_code == 401
