"""Pairings: a code is good for two minutes, one use and five tries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from archive import pairings, tokens
from archive.archive import Archive
from domain.errors import PairingRefused
from domain.shapes.token import Scope


def test_a_code_is_traded_for_a_token_that_may_save(archive: Archive) -> None:
    offer = pairings.create(archive)
    assert len(offer.code) == 8
    assert set(offer.code) <= set(pairings.LETTERS)
    redeemed = pairings.redeem(archive, f" {offer.code[:4].lower()}-{offer.code[4:]} ", "Firefox")
    assert redeemed.token.scopes == (Scope.SAVE,)
    assert tokens.authenticate(archive, redeemed.secret) == redeemed.token


def test_a_code_works_once(archive: Archive) -> None:
    offer = pairings.create(archive)
    pairings.redeem(archive, offer.code, "one")
    with pytest.raises(PairingRefused):
        pairings.redeem(archive, offer.code, "two")
    assert len(tokens.list_tokens(archive)) == 1


def test_a_code_used_by_many_at_once_works_once(archive: Archive) -> None:
    offer = pairings.create(archive)

    def attempt(number: int) -> bool:
        try:
            pairings.redeem(archive, offer.code, f"browser {number}")
        except PairingRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as together:
        assert sum(together.map(attempt, range(4))) == 1
    assert len(tokens.list_tokens(archive)) == 1


def test_a_code_ends_after_two_minutes(archive: Archive) -> None:
    offer = pairings.create(archive)
    late = replace(archive, clock=lambda: offer.expires_at)
    with pytest.raises(PairingRefused):
        pairings.redeem(late, offer.code, "late")
    in_time = replace(archive, clock=lambda: offer.expires_at - timedelta(seconds=1))
    pairings.redeem(in_time, offer.code, "in time")


def test_five_wrong_tries_end_a_code(archive: Archive) -> None:
    offer = pairings.create(archive)
    for wrong in range(5):
        with pytest.raises(PairingRefused):
            pairings.redeem(archive, f"WRONG{wrong}", "a guesser")
    with pytest.raises(PairingRefused):
        pairings.redeem(archive, offer.code, "the owner")
    assert tokens.list_tokens(archive) == ()


def test_four_wrong_tries_do_not(archive: Archive) -> None:
    offer = pairings.create(archive)
    for _ in range(4):
        with pytest.raises(PairingRefused):
            pairings.redeem(archive, "", "clumsy")
    pairings.redeem(archive, offer.code, "the owner")


def test_a_new_code_takes_the_place_of_the_old(archive: Archive) -> None:
    old, new = pairings.create(archive), pairings.create(archive)
    with pytest.raises(PairingRefused):
        pairings.redeem(archive, old.code, "old")
    pairings.redeem(archive, new.code, "new")
