"""Texts without numbers: the strongest separators, the count that a page declares, posts of one line each."""

from __future__ import annotations

import pytest

from tests.workers.numbering.cuts import numbered_texts, texts

LINES = (
    "I have sold tickets at a cable car for two summers, and hardly looked at the mountain.",
    "People ask whether they may come back. They always ask before they go up.",
    "A single ticket costs less, and whoever buys one says goodbye in another way.",
    "The last car down is empty on most days, and nobody has ever asked me why that is.",
)


def test_separator_lines_are_stronger_than_blank_lines() -> None:
    assert texts("a\n***\nb\n\nbb\n***\nc\n\n\ncc") == ["a", "b\n\nbb", "c\n\n\ncc"]


def test_wide_gaps_are_stronger_than_blank_lines() -> None:
    assert texts("a\n\n\nb\n\nbb\n\n\n\nc") == ["a", "b\n\nbb", "c"]
    assert texts("a\n\nb\nbb\n\nc") == ["a", "b\nbb", "c"]


def test_lines_that_are_posts_are_cut() -> None:
    assert texts("\n".join(LINES)) == list(LINES)


@pytest.mark.parametrize(
    "text",
    [
        "I was there.\nI saw it.\nI left.",  # as short as one post
        "\n".join(line[:40] for line in LINES * 2),  # lines that end no sentence
        "\n".join(f"- {line}" for line in LINES),
        "\n".join((*LINES[:3], "and so we went, all of us, down the mountain again.")),
        "\n".join((*LINES[:3], "There were three of them:")),
    ],
)
def test_a_post_of_several_lines_stays_one(text: str) -> None:
    assert texts(text) == [text]


def test_a_declared_count_chooses_among_the_cuts() -> None:
    station = "A station. It has a list.\nstations.example/never"
    text = f"Four houses.\n{station}\nA school with doors.\n\nBoth were right.\nMy own kitchen."
    assert texts(text, 4) == [
        "Four houses.",
        station,
        "A school with doors.\n\nBoth were right.",
        "My own kitchen.",
    ]
    assert texts("a\n\nb\nbb\n\n\nc\n\nd", 2) == ["a\n\nb\nbb", "c\n\nd"]
    assert texts("a\n\nb\nbb\n\nc", 9) == ["a", "b\nbb", "c"]


@pytest.mark.parametrize("form", ["{t} {n}/3", "{n}/3 {t}", "<{n}/3> {t}"])
def test_behind_posts_of_one_line_each_line_is_a_post(form: str) -> None:
    rows = [form.format(n=number, t=line) for number, line in enumerate(LINES[:3], 1)]
    more = ["Somebody asked about the water: it is hard, cold and on time.", "And yes, the boot still fits."]
    assert numbered_texts("\n".join([*rows, *more]))[3:] == [(None, more[0]), (None, more[1])]
    assert numbered_texts("\n".join([*rows, "See here:", "- a list"]))[3:] == [(None, "See here:\n- a list")]


def test_ordinals_number_long_lines_between_an_opening_and_a_closing() -> None:
    ordinals = [f"{word}, {line}" for word, line in zip(("First", "Second", "Third", "Fourth"), LINES, strict=True)]
    rows = ["Four things a cable car taught me, one for each summer.", *ordinals, "Ask me about the winter, too."]
    assert [number for number, _ in numbered_texts("\n".join(rows))] == [None, 1, 2, 3, 4, None]
