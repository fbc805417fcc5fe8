"""Tokens: told once, kept as a hash, recognised until revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from archive import tokens
from archive.archive import Archive
from archive.tables import tokens as table
from domain.errors import Invalid, NotFound
from domain.shapes.token import Scope


def test_a_token_is_recognised_by_its_secret_and_nothing_else(archive: Archive) -> None:
    created = tokens.create(archive, "My  laptop\n", [Scope.SAVE, Scope.SAVE])
    assert created.token.name == "My laptop"
    assert created.token.scopes == (Scope.SAVE,)
    assert len(created.secret) >= 43
    recognised = tokens.authenticate(archive, created.secret)
    assert recognised == created.token
    for wrong in ("", created.secret + "x", created.secret[:-1], created.token.id, "\ud800"):
        assert tokens.authenticate(archive, wrong) is None


def test_no_secret_is_kept(archive: Archive) -> None:
    created = tokens.create(archive, "A phone", [Scope.SAVE])
    with archive.database.read() as connection:
        (row,) = connection.execute(select(table))
    assert created.secret not in repr(row)


def test_its_last_use_is_noted_once_a_minute(archive: Archive) -> None:
    now = datetime(2026, 11, 1, 8, tzinfo=UTC)
    created = tokens.create(replace(archive, clock=lambda: now), "A phone", [Scope.READ])
    uses = [timedelta(0), timedelta(seconds=30), timedelta(seconds=61)]
    noted = []
    for use in uses:
        token = tokens.authenticate(archive, created.secret)
        assert token is not None
        tokens.record_use(replace(archive, clock=lambda use=use: now + use), token)
        noted.append(tokens.list_tokens(archive)[0].last_used_at)
    assert noted == [now, now, now + uses[2]]


def test_a_revoked_token_is_nobodys(archive: Archive) -> None:
    created, other = (tokens.create(archive, name, [Scope.SAVE]) for name in ("one", "other"))
    tokens.revoke(archive, created.token.id)
    assert tokens.authenticate(archive, created.secret) is None
    assert [token.name for token in tokens.list_tokens(archive)] == [other.token.name]
    with pytest.raises(NotFound):
        tokens.revoke(archive, created.token.id)


@pytest.mark.parametrize(("name", "scopes", "field"), [(" ", [Scope.SAVE], "name"), ("a", [], "scopes")])
def test_a_token_has_a_name_and_is_good_for_something(archive: Archive, name: str, scopes: list[Scope], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        tokens.create(archive, name, scopes)
    assert list(refused.value.fields) == [field]
