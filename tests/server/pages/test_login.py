"""With a password nothing is seen without it, and giving it leads to the page that was asked for."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.server.conftest import Opened
from tests.server.pages.conftest import BROWSER, token_of

PASSWORD = "correct horse"


@pytest.fixture
def locked(opened: Opened) -> FlaskClient:
    return opened(password=PASSWORD)


def give(client: FlaskClient, password: str, **more: str) -> tuple[int, str | None, str]:
    token = token_of(BeautifulSoup(client.get("/login").text, "lxml"))
    answer = client.post("/login", data={"csrf_token": token, "password": password, **more}, headers=BROWSER)
    return answer.status_code, answer.location, answer.text


def test_every_page_asks_for_the_password_first(locked: FlaskClient) -> None:
    for path in ("/", "/threads", f"/threads/{'0' * 24}", f"/submissions/{'0' * 24}", "/help", "/threads?cursor=x"):
        answer = locked.get(path, headers=BROWSER)
        page = BeautifulSoup(answer.text, "lxml")
        assert answer.status_code == 401
        assert page.select_one(f"form[action='/login'] input[name=next][value='{path}']")
        assert not page.select("nav")


def test_the_password_leads_to_the_page_that_was_asked_for(locked: FlaskClient) -> None:
    assert give(locked, PASSWORD, next="/threads?cursor=x")[:2] == (303, "/threads?cursor=x")
    page = locked.get("/threads", headers=BROWSER)
    assert page.status_code == 200
    assert "Log out" in page.text
    assert locked.get("/login", headers=BROWSER).status_code == 303


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:1",
    "x",
    "/\t/evil.example",
)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_led_elsewhere(locked: FlaskClient, elsewhere: str) -> None:
    assert give(locked, PASSWORD, next=elsewhere)[:2] == (303, "/")


def test_a_wrong_password_is_told_and_guessing_is_slowed_down(locked: FlaskClient) -> None:
    status, _, text = give(locked, "wrong")
    assert status == 403
    assert "password is wrong" in text
    for _ in range(5):
        give(locked, "wrong")
    status, _, text = give(locked, PASSWORD)
    assert status == 429
    assert "Too many wrong passwords" in text
    assert locked.get("/", headers=BROWSER).status_code == 401


def test_logging_out_ends_it(locked: FlaskClient) -> None:
    give(locked, PASSWORD)
    page = BeautifulSoup(locked.get("/", headers=BROWSER).text, "lxml")
    assert locked.post("/logout", headers=BROWSER).status_code == 403
    assert locked.post("/logout", data={"csrf_token": token_of(page)}, headers=BROWSER).status_code == 303
    assert locked.get("/", headers=BROWSER).status_code == 401


def test_a_cookie_from_before_a_log_out_is_worth_nothing(locked: FlaskClient) -> None:
    give(locked, PASSWORD)
    cookie = locked.get_cookie("threadsheet")
    assert cookie
    page = BeautifulSoup(locked.get("/", headers=BROWSER).text, "lxml")
    locked.post("/logout", data={"csrf_token": token_of(page)}, headers=BROWSER)
    locked.set_cookie("threadsheet", cookie.value)
    assert locked.get("/", headers=BROWSER).status_code == 401


def test_a_new_password_ends_the_sessions_of_the_old_one(locked: FlaskClient, opened: Opened) -> None:
    give(locked, PASSWORD)
    cookie = locked.get_cookie("threadsheet")
    assert cookie
    changed = opened(password="battery staple")
    changed.set_cookie("threadsheet", cookie.value)
    assert changed.get("/", headers=BROWSER).status_code == 401


def test_without_a_password_there_is_nothing_to_ask(client: FlaskClient) -> None:
    assert client.get("/login", headers=BROWSER).location == "/"
    assert "Log out" not in client.get("/", headers=BROWSER).text
