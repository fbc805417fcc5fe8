"""Lines that name who speaks in a chat, in the forms of programs and languages."""

from __future__ import annotations

import pytest

from tests.workers.pasting import paste
from workers.sources.pasted.chat_lines import parse_chat_line


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("[20:11, 3/7/2025] Mira Holm: The lock", "Mira Holm", "The lock"),
        ("07.03.25, 20:11 - Lena Brandt: Kurz: zur Sache", "Lena Brandt", "Kurz: zur Sache"),
        ("3/7/25, 8:20 PM - +1 (555) 010-2233: oh no", "+1 (555) 010-2233", "oh no"),
        ("Olha Bondar, [7 Mar 2025 at 20:11:03]:", "Olha Bondar", ""),
        ("[10:39 am] Mira Holm", "Mira Holm", ""),
        ("[20:11] <mira> the bug: here", "mira", "the bug: here"),
        ("2025. 3. 7. 오후 8:11, 김민수 : 안녕", "김민수", "안녕"),
        ("[2025/3/7 下午8:11:03] 王: 你好", "王", "你好"),
        ("٠٧/٠٣/٢٠٢٥, ٨:١١ م - نورا: مرحبا", "نورا", "مرحبا"),
    ],
)
def test_a_line_names_its_speaker(line: str, name: str, words: str) -> None:
    parsed = parse_chat_line(line)
    assert parsed is not None
    assert (parsed.name, parsed.words) == (name, words)


@pytest.mark.parametrize(
    "line",
    [
        "07.03.25, 20:11 - Nachrichten und Anrufe sind verschlüsselt.",
        "\u200e[07/03/2025, 20:12:31] Mira Holm: \u200eimage omitted",
        "07.03.25, 20:12 - Lena Brandt: <Medien ausgeschlossen>",
    ],
)
def test_a_line_of_the_program_is_nobodys(line: str) -> None:
    parsed = parse_chat_line(line)
    assert parsed is not None
    assert parsed.name is None


@pytest.mark.parametrize(
    "line", ["At 9:41 he said: no", "9:41 AM", "3.5 kg of flour: mixed", "[1/3] First thing: yes", "2:1 it was"]
)
def test_other_lines_name_nobody(line: str) -> None:
    assert parse_chat_line(line) is None


def test_what_follows_a_line_of_the_program_is_left_out() -> None:
    lines = ["Mira: one thing.", "Mira: another thing.", "<Media omitted>", "Jon: ok"]
    text = "\n".join(f"3/7/25, 8:1{index} PM - {line}" for index, line in enumerate(lines))
    version = paste(text.replace("- <Media", "- Mira: <Media"))
    assert [point.text for point in version.points] == ["one thing.", "another thing."]
