"""Passwords, and the key that signs sessions."""

from __future__ import annotations

from server.access import sessions


def test_passwords_are_compared_whole() -> None:
    assert sessions.passwords_equal("geheim ☂", "geheim ☂")
    assert not sessions.passwords_equal("geheim", "geheim ☂")
    assert not sessions.passwords_equal("\ud800", "geheim")
