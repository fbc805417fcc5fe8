"""Records of copied pages: who wrote what."""

from __future__ import annotations

import pytest

from tests.workers.pasting import paste
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.record import Record
from workers.sources.pasted.records import records_of

MESSAGES = (
    "We let the pupils mark the teachers for a term.",
    "Whose idea was that?",
    "Mine, and I would do it again. Four things came out of it.",
    "Tell me the first one, at least.",
    "The strictest markers were nine years old, and they wanted loops.",
    "My own hand has none.",
)
WORDS = "Marks went up when the chalk got thicker, and nothing else changed."


def record(name: str | None, handle: str | None) -> Record:
    return Record((), (), (), name, handle)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Jean-Luc Ferrand — 03/02/2025 20:11", "Jean-Luc Ferrand"),
        ("Jean-Luc Ferrand  9:41 AM", "Jean-Luc Ferrand"),
        ("Jean-Luc Ferrand (20:11)", "Jean-Luc Ferrand"),
        ("20:11 Jean-Luc Ferrand", "Jean-Luc Ferrand"),
        ("Jean-Luc Ferrand, [03.02.2025 20:11]", "Jean-Luc Ferrand"),
    ],
)
def test_the_name_in_a_chats_header(header: str, name: str) -> None:
    other = header.replace("Jean-Luc Ferrand", "Pia Moll")
    text = "".join(f"{line}\n{words}\n" for line, words in zip([header, other] * 3, MESSAGES, strict=True))
    _, records = records_of(LabelledText(text))
    assert [record.name for record in records] == [name, "Pia Moll"] * 3


def test_a_time_alone_goes_on_with_the_same_person() -> None:
    text = f"Ada Lane\n  9:41 AM\n{WORDS}\n9:42\n{WORDS} Twice.\nPia Moll\n  9:50 AM\nI may have one of those.\n"
    _, records = records_of(LabelledText(text))
    assert [record.name for record in records] == ["Ada Lane", "Ada Lane", "Pia Moll"]


def test_a_handle_may_lack_its_host() -> None:
    assert record("Ada", "ada").same_person(record("Ada", "ada@host.example"))
    assert not record("Ada", "ada").same_person(record("Ada", "adam"))
    assert record("Ada", None).same_person(record("Ada", "ada"))
    assert not record(None, None).same_person(record(None, None))


def test_a_very_long_conversation_is_not_refused() -> None:
    post = "Mira Holm\n@mira_holm\n·\nMar 3, 2025\nMost lighthouses were never meant to be seen from land, {}.\n4\n31\n1.2K\n"
    page = "".join(post.format(index) for index in range(2000))
    assert len(paste(page).points) == 2000


@pytest.mark.parametrize("answered", ["@ola_vik", "@ola_vik @jon_ek"])
@pytest.mark.parametrize("words", [("A gate.", "Yes.", "It learns."), MESSAGES[:3]], ids=["short", "long"])
def test_a_numbered_post_that_begins_with_handles_is_no_header(answered: str, words: tuple[str, ...]) -> None:
    thread = paste("\n\n".join(f"{answered} {number}/3 {text}" for number, text in enumerate(words, 1)))
    assert [point.number for point in thread.points] == [1, 2, 3]
    assert thread.author.handle is None
