"""Names on lines that hold more: a time, a place on the page, signs that join them."""

from __future__ import annotations

import pytest

from workers.sources.pasted.header_names import bare_handle, name_and_handle, without_time


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Mira Holm — 9:41", "Mira Holm"),
        ("[6:04 am] Mira Holm", "Mira Holm"),
        ("Mira Holm (7:16 AM)", "Mira Holm"),
        ("Mira Holm, [03.02.25 10:12]", "Mira Holm"),
        ("Mira / 12.06.15 / 01:51", "Mira"),
        ("Mira Holm 07.02.2015 11:42 am", "Mira Holm"),
        ("19 februari 2023 17:22, Mira Holm", "Mira Holm"),
        ("6 פברואר 2026 03:07 – מירה הולם", "מירה הולם"),
        ("~mira_h · · 12 t · Guest", "~mira_h"),
        ("Mira (she/her) — 10:02", "Mira (she/her)"),
        ("Ann 3h", "Ann"),
        ("Mira | Holm | 10:02", "Mira | Holm"),
    ],
)
def test_a_name_is_told_from_the_time_beside_it(line: str, name: str) -> None:
    assert without_time(line) == name


@pytest.mark.parametrize("line", ["Mira Holm", "10:02", "3 February 2025, 10:02", "Mira @ Home | Work", "", "12"])
def test_a_line_with_a_name_alone_or_a_time_alone_has_none_beside_the_other(line: str) -> None:
    assert without_time(line) is None


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("From: Ada Lane <ada@mail.example>", ("Ada Lane", None)),
        ("Ada Lane @ada_lane · 3h", ("Ada Lane", "ada_lane")),
        ("@ada_lane", (None, "ada_lane")),
        ("12:30 PM Ada Lane", ("Ada Lane", None)),
        ("Ada Lane:", ("Ada Lane", None)),
    ],
)
def test_a_name_line_names_a_person(line: str, person: tuple[str | None, str | None]) -> None:
    assert name_and_handle(line, alone=False) == person


@pytest.mark.parametrize(
    ("line", "handle"),
    [
        ("@ada", "ada"),
        ("(@ada_)", "ada_"),
        ("~ada", "ada"),
        ("·", None),
        ("Ada Lane", None),
        ("@ada@host.example", "ada@host.example"),
    ],
)
def test_a_handle_is_read_without_the_signs_around_it(line: str, handle: str | None) -> None:
    assert bare_handle(line) == handle
