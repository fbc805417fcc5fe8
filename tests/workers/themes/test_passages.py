"""Cutting a text, finding cues, and what an author turns away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import codebooks
from workers.themes.cues import hits
from workers.themes.evidence import live
from workers.themes.passages import clauses, sentences, trimmed

BOOK = codebooks.load()[codebooks.BUILT_IN]


def cut(text: str) -> list[str]:
    return [text[each.start : each.end] for each in sentences(text)]


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
def test_a_text_is_cut_at_its_sentences_and_lines(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    text = (
        "We drew the screens for four months behind a closed door, and when they were done we threw them over to the people "
        "who build, because that is how it has always been."
    )
    assert len(clauses(text)) > 1
    assert len(sentences(text)) == 1


@given(st.text(max_size=400))
def test_passages_are_in_order_and_inside_the_text(text: str) -> None:
    at = 0
    for passage in clauses(text):
        assert at <= passage.start < passage.end <= len(text)
        inner = trimmed(text, passage)
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
def test_cues_count_unless_the_author_turns_them_away(text: str, themes: set[str]) -> None:
    assert {hit.theme for hit in live(text, tuple(hits(text, BOOK)))} == themes
