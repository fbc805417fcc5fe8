"""The texts of the messages files: complete, frozen, and strict about names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.messages import message
from presentation.messages import Messages, day, load_messages, moment, sentence


def test_phrases_take_their_values_and_counts_their_form() -> None:
    section = Messages({"hello": "Hello {name}", "points": {"one": "{count} point", "other": "{count} points", "zero": "none"}})
    assert section.hello(name="Mira") == "Hello Mira"
    assert [section.points(count) for count in (0, 1, 2, 1200)] == ["none", "1 point", "2 points", "1,200 points"]


def test_an_unknown_name_is_an_error_with_its_path() -> None:
    with pytest.raises(AttributeError, match=r"messages\.shared\.nonsense"):
        _ = load_messages().shared.nonsense


def test_messages_are_frozen() -> None:
    with pytest.raises(AttributeError, match="frozen"):
        load_messages().shared = "x"


def test_what_is_no_phrase_is_refused() -> None:
    with pytest.raises(TypeError, match=r"messages\.a\.b"):
        Messages({"a": {"b": 3}})


def test_languages_are_named_in_the_language_of_the_sentence() -> None:
    for reason, language, name in (("he", "en", "(Hebrew)"), ("zh-Hant", "de", "(Chinesisch)"), ("tlh", "en", "(tlh)")):
        assert name in sentence(message("not_judged", language=reason), language)


def test_dates_are_written_as_people_do() -> None:
    when = datetime(2021, 12, 24, 14, 3, tzinfo=UTC)
    assert (day(when), moment(when)) == ("24 December 2021", "24 December 2021, 14:03 UTC")
