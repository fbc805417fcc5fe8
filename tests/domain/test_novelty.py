"""Reasons are stored as codes and values: another wording of them is neither a new Version nor another digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.novelty import has_new_content
from domain.shapes.tag import Tag, TaggedBy
from domain.version_digest import version_digest
from presentation import messages
from presentation.messages import sentence
from tests.workers.pasting import paste

TEXTS = (
    "One. 1/5\n\nTwo. 2/5\n\nFive. 5/5",
    "One.\n\nTwo.\n\nThree.",
    "1/ One.\n\n2/ Two.\n\n2/ Two again.\n\n4/ Four.",
    "2/3 Two.\n\n1/4 One.\n\n3/4 Three.",
)


@pytest.fixture
def reworded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The messages with another wording of every sentence."""
    for path in (messages.FOLDER / "en").glob("*.yaml"):
        target = tmp_path / "en" / path.name
        target.parent.mkdir(exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8").replace(" the ", " THE ").replace("is ", "IS "), encoding="utf-8")
    monkeypatch.setattr(messages, "FOLDER", tmp_path)
    messages.read_messages.cache_clear()
    yield
    messages.read_messages.cache_clear()


@pytest.mark.parametrize("text", TEXTS)
def test_rewording_a_sentence_changes_neither_the_digest_nor_what_is_new(text: str, request: pytest.FixtureRequest) -> None:
    before = paste(text)
    sentences = [sentence(reason) for reason in before.completeness.reasons]
    request.getfixturevalue("reworded")
    after = paste(text)
    assert [sentence(reason) for reason in after.completeness.reasons] != sentences
    assert version_digest(after) == version_digest(before)
    assert not has_new_content(after, before)


def test_weak_suggestions_are_no_content() -> None:
    version = paste("1/ One.\n\n2/ Two.")
    weak = Tag("product-fed", "silos", 0.1, TaggedBy.MODEL)
    tagged = replace(version, points=tuple(replace(point, weak=(weak,)) for point in version.points))
    assert version_digest(tagged) == version_digest(version)


def test_another_point_is_new_content() -> None:
    assert has_new_content(paste("1/ One.\n\n2/ Two."), paste("1/ One."))
