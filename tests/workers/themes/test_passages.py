"""Splitting a text, finding cues, and negation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import codebooks
from workers.themes.cues import find_cues
from workers.themes.passages import split_clauses, split_sentences, trim

BOOK = codebooks.load()[codebooks.BUILT_IN]


def sentence_texts(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("What Sales et al. sell. The rest", ["What Sales et al. sell.", "The rest"]),
        ("“Ship it.” Then what?", ["“Ship it.”", "Then what?"]),
        ("- one\n- two\n\n- three", ["- one", "- two", "- three"]),
        ("Version 2.1 is out", ["Version 2.1 is out"]),
        ("…\n👇", []),
    ],
)
def test_a_text_is_split_at_its_sentences_and_lines(text: str, expected: list[str]) -> None:
    assert sentence_texts(text) == expected


def test_a_long_sentence_is_split_at_its_clauses() -> None:
    text = (
        "We drew the screens for four months behind a closed door, and when they were done we threw them over to the people "
        "who build, because that is how it has always been."
    )
    assert len(split_clauses(text)) > 1
    assert len(split_sentences(text)) == 1


@given(st.text(max_size=400))
def test_passages_are_in_order_and_inside_the_text(text: str) -> None:
    at = 0
    for passage in split_clauses(text):
        assert at <= passage.start < passage.end <= len(text)
        inner = trim(text, passage)
        assert passage.start <= inner.start <= inner.end <= passage.end
        at = passage.end


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("They fight for a seat at the table.", {"turf-war"}),
        ("THROWN OVER THE WALL again", {"silos"}),
        ("Instead of collaborating, they wait.", set()),
        ("We never collaborate.", set()),
        ("We collaborate.", {"collaboration"}),
        ("Grain prices rose.", set()),
    ],
)
def test_negated_cues_do_not_count(text: str, themes: set[str]) -> None:
    assert {match.theme for match in find_cues(text, BOOK)} == themes
