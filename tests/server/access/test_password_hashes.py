"""Hashes of passwords: argon2id, each with a salt of its own, compared whole."""

from __future__ import annotations

from server.access.password_hashes import hash_password, is_password


def test_a_password_is_stored_as_argon2id_with_a_salt() -> None:
    one, other = hash_password("battery staple ☂"), hash_password("battery staple ☂")
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert one != other
    assert is_password("battery staple ☂", one)
    assert is_password("battery staple ☂", other)
    assert not is_password("battery staple", one)
    assert not is_password("", one)
    assert not is_password("\ud800", one)


def test_nobody_has_no_password() -> None:
    assert not is_password("", None)
    assert not is_password("battery staple", None)
