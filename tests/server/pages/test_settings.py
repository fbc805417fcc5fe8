"""The settings page and the help for the extension: a code once, a secret once, and an end to tokens."""

from __future__ import annotations

import io
import json
import re
import zipfile

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from archive import pairings, tokens
from archive.archive import Archive
from domain.shapes.token import Scope
from server.pages.extension import FOLDER, NAME
from tests.server.conftest import Opened
from tests.server.pages.conftest import BROWSER, Read, token_of


def sent(client: FlaskClient, page: BeautifulSoup, path: str, **form: object) -> BeautifulSoup:
    answer = client.post(path, data={"csrf_token": token_of(page), **form}, headers=BROWSER, follow_redirects=True)
    return BeautifulSoup(answer.text, "lxml")


def found(page: BeautifulSoup, selector: str) -> Tag:
    one = page.select_one(selector)
    assert one, selector
    return one


def test_a_code_is_made_and_pairs_a_browser(client: FlaskClient, archive: Archive, read: Read) -> None:
    page = read("/settings")
    assert not page.select(".secret")
    code = found(sent(client, page, "/settings/pairing"), "output.code").get_text()
    assert re.fullmatch(r"[A-Z2-9]{4} [A-Z2-9]{4}", code)
    assert pairings.redeem(archive, code, "Firefox").token.scopes == (Scope.SAVE,)
    assert "Firefox" in read("/settings").get_text()


def test_a_token_is_shown_once_and_listed_by_its_name(client: FlaskClient, archive: Archive, read: Read) -> None:
    page = sent(client, read("/settings"), "/settings/tokens", name="<b>My script</b>", scopes=["read", "write"])
    secret = found(page, "output.token").get_text()
    token = tokens.authenticate(archive, secret)
    assert token
    assert token.scopes == (Scope.READ, Scope.WRITE)
    tokens.record_use(archive, token)
    again = read("/settings")
    assert secret not in again.decode()
    assert found(again, ".token-line .name").get_text() == "<b>My script</b>"
    assert "last used" in found(again, ".token-line .about").get_text()


def test_what_is_wrong_with_a_token_is_said_at_its_field(client: FlaskClient, archive: Archive, read: Read) -> None:
    page = sent(client, read("/settings"), "/settings/tokens", name=" ", scopes=["read", "everything"])
    assert found(page, "#name-fault").get_text() == "Give it a name."
    assert "One or more of" in found(sent(client, page, "/settings/tokens", name="x"), "fieldset .fault").get_text()
    assert tokens.list_tokens(archive) == ()


def test_a_token_can_be_revoked(client: FlaskClient, archive: Archive, read: Read) -> None:
    made = tokens.create(archive, "An old phone", [Scope.SAVE])
    page = read("/settings")
    action = found(page, ".token-line form")["action"]
    told = sent(client, page, str(action))
    assert "refused from now on" in found(told, ".notice").get_text()
    assert tokens.authenticate(archive, made.secret) is None


def test_nothing_is_made_without_the_pages_own_token(client: FlaskClient, archive: Archive) -> None:
    made = tokens.create(archive, "A phone", [Scope.SAVE])
    for path in ("/settings/pairing", "/settings/tokens", f"/settings/tokens/{made.token.id}/revoke"):
        assert client.post(path, data={"name": "x", "scopes": "read"}, headers=BROWSER).status_code == 403
    assert tokens.list_tokens(archive) == (made.token,)


def test_a_token_opens_no_settings(opened: Opened, archive: Archive) -> None:
    made = tokens.create(archive, "A script", [Scope.READ])
    headers = {"Authorization": f"Bearer {made.secret}"}
    assert opened(password="correct horse").get("/settings", headers=headers).status_code == 403


def test_the_help_leads_to_the_extension_itself(client: FlaskClient, read: Read) -> None:
    link = found(read("/help/extension"), "a[download]")
    answer = client.get(str(link["href"]))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{NAME}"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        names = set(packed.namelist())
        assert json.loads(packed.read("manifest.json"))["name"] == "Threadsheet"
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert names == {name for name in there if not name.startswith("tests/")}


def test_a_key_for_feeds_is_made_with_one_click_and_listed_apart(opened: Opened, archive: Archive) -> None:
    client = opened(password="correct horse")
    page = BeautifulSoup(client.get("/login", headers=BROWSER).text, "lxml")
    client.post("/login", data={"csrf_token": token_of(page), "password": "correct horse"}, headers=BROWSER)
    page = BeautifulSoup(client.get("/settings", headers=BROWSER).text, "lxml")
    form = page.select_one("#feeds form")
    assert form
    data = {str(field["name"]): str(field["value"]) for field in form.select("[name]")}
    page = BeautifulSoup(client.post("/settings/tokens", data=data, headers=BROWSER).text, "lxml")
    address = page.select_one("#feeds output")
    assert address
    assert len(page.select("#feeds .token-line")) == 1
    assert not page.select("#tokens .token-line, #tokens output")
    assert opened(password="correct horse").get("/feed.atom?" + address.text.partition("?")[2]).status_code == 200
