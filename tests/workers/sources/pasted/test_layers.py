"""Layers round a paste: quote marks and the line that attributes a quotation, code blocks, front matter."""

from __future__ import annotations

import pytest

from workers.sources.pasted.layers import peel
from workers.sources.pasted.mail_quotes import unquote

QUOTED = "> 1/2 The roof.\n>\n> 2/2 The wheel."


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("On Fri, Mar 7, 2025 at 10:39 AM Mira Holm <mira@mail.example> wrote:", "Mira Holm"),
        ("Am Fr., 7. März 2025 um 10:39 Uhr schrieb Mira Holm <mira@mail.example>:", "Mira Holm"),
        ("Le ven. 7 mars 2025 à 10:39, Claire Morel <claire@mail.example> a écrit :", "Claire Morel"),
        ("El vie, 7 mar 2025 a las 10:39, Lucía Paz (<lucia@mail.example>) escribió:", "Lucía Paz"),
        ("2025年3月7日(金) 10:39 山田 花子 <hanako@mail.example>:", "山田 花子"),
    ],
)
def test_the_line_above_a_quotation_names_its_author(line: str, name: str) -> None:
    unquoted = unquote(f"{line}\n{QUOTED}")
    assert unquoted.name == name
    assert unquoted.text == "1/2 The roof.\n\n2/2 The wheel."
    assert unquoted.above == (line,)


def test_an_attribution_inside_the_quotation_is_taken_off_too() -> None:
    text = "> On 7 Mar 2025, at 10:39, Mira Holm <mira@mail.example> wrote:\n>\n" + QUOTED
    assert unquote(text).text.strip() == "1/2 The roof.\n\n2/2 The wheel."


def test_an_authors_own_colon_is_no_attribution() -> None:
    text = "What 2025 taught me:\n\nnothing at all.\n\nAnd 2024 less."
    assert unquote(text).text == text


def test_a_code_block_round_all_of_the_text_is_taken_off() -> None:
    peeled = peel("```text\n1/2 The roof.\n\n2/2 The wheel.\n```\n")
    assert peeled.text == "1/2 The roof.\n\n2/2 The wheel."
    assert peeled.outside == ("```text", "```")


def test_a_code_block_inside_the_text_stays() -> None:
    text = "Like this:\n\n```\nwc -l\n```\n\nThat is all."
    assert peel(text).text == text


def test_front_matter_may_have_a_title_alone() -> None:
    assert peel("---\ntitle: The mill\n---\n\nThe roof.\n").text.strip() == "The roof."


def test_two_rules_round_a_line_are_no_front_matter() -> None:
    assert "Note: this" in peel("---\nNote: this\n---\n\nThe roof.\n").text
