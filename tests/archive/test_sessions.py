"""Sessions end by themselves: without use, and after their longest time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from archive import sessions
from archive.archive import Archive

PROOF = "of the password"


def after(archive: Archive, **time: float) -> Archive:
    moment = archive.clock() + timedelta(**time)
    return replace(archive, clock=lambda: moment)


def test_a_session_that_is_not_used_ends_after_thirty_days(archive: Archive) -> None:
    secret = sessions.begin(archive, None, PROOF, "Firefox")
    assert sessions.find(after(archive, days=29), secret, PROOF)
    assert sessions.find(after(archive, days=58), secret, PROOF)
    assert sessions.find(after(archive, days=89), secret, PROOF) is None


def test_a_session_that_is_used_ends_after_ninety_days(archive: Archive) -> None:
    secret = sessions.begin(archive, None, PROOF, "Firefox")
    for days in (25, 50, 75, 89):
        assert sessions.find(after(archive, days=days), secret, PROOF)
    assert sessions.find(after(archive, days=91), secret, PROOF) is None
    assert sessions.list_sessions(after(archive, days=91), PROOF) == ()


def test_a_session_is_worth_nothing_with_another_password(archive: Archive) -> None:
    secret = sessions.begin(archive, None, PROOF, None)
    assert sessions.find(archive, secret, "of another") is None
    assert sessions.find(archive, secret, None) is None
