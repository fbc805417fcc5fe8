"""How a text was read is told, and a second way that is about as likely is offered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from presentation.messages import find_phrase, load_messages, sentence
from tests.workers.pasting import paste
from workers.sources.pasted import weighing

BLANK = "One thing.\n\nAnother thing.\n\nA third thing."


@pytest.mark.parametrize(
    ("text", "points", "other"),
    [
        (BLANK, 3, 1),
        ("One thing.\n\nGoes on.\n\n\nAnother thing.\n\nGoes on, too.", 2, 4),
        ("One thing.\n\nGoes on.\n\n---\n\nAnother thing.\n\n---\n\nA third thing.", 3, 4),
    ],
)
def test_a_text_cut_at_its_separators_can_be_cut_elsewhere(text: str, points: int, other: int) -> None:
    version = paste(text)
    assert version.alternative
    assert (len(version.points), len(version.alternative.version.points)) == (points, other)
    offers = [sentence(reason) for reason in version.completeness.reasons if reason.code == "could_be_read_as"]
    assert offers == [f"It could also be read as {other} post{'s' if other > 1 else ''}."]
    words = [" ".join(point.text for point in read.points).split() for read in (version, version.alternative.version)]
    assert words[0] == words[1]


@pytest.mark.parametrize("text", ["1/3 One.\n\n2/3 Two.\n\n3/3 Three.", "One post alone.", "One post\non two lines."])
def test_a_text_that_is_plain_offers_no_other_reading(text: str) -> None:
    version = paste(text)
    assert version.alternative is None
    assert not {reason.code for reason in version.completeness.reasons} & {"could_be_read_as", "weighed"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_term_of_the_weights_has_words(language: str) -> None:
    names = re.findall(r'yield "(\w+)", |\(\("?(\w+)"', Path(weighing.__file__).read_text(encoding="utf-8"))
    terms = {name for pair in names for name in pair if name}
    assert len(terms) > 5
    reasons = load_messages(language).reasons
    assert not [term for term in terms - {"refused"} if find_phrase(f"weighed_by.{term}", reasons) is None]
