"""How much of a body is read before its sender is known: nothing long of one who may not use the view."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from waitress.adjustments import Adjustments

from archive import tokens
from archive.archive import Archive
from domain.errors import Disturbed, Forbidden, Unauthorised
from domain.settings import Settings
from domain.shapes.token import Scope
from server.context import app_context
from server.front.admission import Admission
from server.front.body_limits import USUAL, BodyLimits
from server.front.http_server import Head, RequestParser

PASSWORD = "correct horse"
MEGABYTE = 1 << 20


@pytest.fixture
def admission(opened: Callable[..., FlaskClient]) -> Admission:
    app = opened(password=PASSWORD).application
    with app.app_context():
        settings: Settings = app_context().settings
    return Admission(app, BodyLimits(app, settings))


def head(length: int | None, secret: str = "", path: str = "/api/v1/imports") -> Head:
    headers = {"HOST": "localhost", **({"AUTHORIZATION": f"Bearer {secret}"} if secret else {})}
    return Head("POST", path, "", headers, length)


@pytest.mark.parametrize("path", ["/api/v1/imports", "/imports", "/api/v1/submissions"])
@pytest.mark.parametrize("length", [None, USUAL + 1])
def test_a_long_body_of_nobody_is_refused_by_its_head(admission: Admission, path: str, length: int | None) -> None:
    with pytest.raises(Unauthorised):
        admission.body_limit(head(length, path=path))


def test_short_bodies_and_the_login_are_read_first(admission: Admission) -> None:
    assert admission.body_limit(head(USUAL)) > USUAL
    assert admission.body_limit(head(None, path="/login")) < USUAL


def test_a_token_admits_what_its_scopes_allow_and_is_not_noted_as_used(admission: Admission, archive: Archive) -> None:
    saving, reading = (tokens.create(archive, "A program", [scope]) for scope in (Scope.SAVE, Scope.READ))
    assert admission.body_limit(head(2 * MEGABYTE, saving.secret)) > 2 * MEGABYTE
    with pytest.raises(Forbidden):
        admission.body_limit(head(2 * MEGABYTE, reading.secret))
    with pytest.raises(Unauthorised):
        admission.body_limit(head(2 * MEGABYTE, "ts_wrong"))
    assert [token.last_used_at for token in tokens.list_tokens(archive)] == [None, None]


def test_the_body_of_a_refused_head_is_thrown_away() -> None:
    def refuse(_head: Head) -> int:
        raise Unauthorised

    parser = RequestParser(Adjustments(), refuse)
    parser.received(b"POST /imports HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n")
    for _ in range(3):
        parser.received(b"x" * 1_000_000)
    assert parser.completed
    assert isinstance(parser.refusal, Unauthorised)
    assert len(parser.body_rcv.getbuf()) == 0


def test_a_database_that_hangs_does_not_hold_the_loop(admission: Admission, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr("server.front.admission.check_authority", go_on.wait)
    monkeypatch.setattr("server.front.admission.CHECK_SECONDS", 0.05)
    began = time.monotonic()
    for _ in range(40):
        with pytest.raises(Disturbed):
            admission.body_limit(head(2 * MEGABYTE))
    assert time.monotonic() - began < 2
    go_on.set()
