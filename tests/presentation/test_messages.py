"""The words are whole, frozen, and complain about names they do not have."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from presentation.messages import Words, day, moment, words


def test_phrases_take_their_values_and_counts_their_form() -> None:
    said = Words({"hello": "Hello {name}", "points": {"one": "{count} point", "other": "{count} points", "zero": "none"}})
    assert said.hello(name="Mira") == "Hello Mira"
    assert [said.points(count) for count in (0, 1, 2, 1200)] == ["none", "1 point", "2 points", "1,200 points"]


def test_an_unknown_name_is_an_error_with_its_path() -> None:
    with pytest.raises(AttributeError, match=r"words\.shared\.nonsense"):
        _ = words().shared.nonsense


def test_words_are_frozen() -> None:
    with pytest.raises(AttributeError, match="frozen"):
        words().shared = "x"


def test_what_is_no_phrase_is_refused() -> None:
    with pytest.raises(TypeError, match=r"words\.a\.b"):
        Words({"a": {"b": 3}})


def test_dates_are_written_as_people_do() -> None:
    when = datetime(2021, 12, 24, 14, 3, tzinfo=UTC)
    assert (day(when), moment(when)) == ("24 December 2021", "24 December 2021, 14:03 UTC")
