"""What is underlined: exact, of whole words, and a phrase wherever a phrase did it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import codebooks
from domain.shapes.thread import Point, Role
from workers.themes.evidence import underline
from workers.themes.passages import Passage, clauses, trimmed
from workers.themes.phrases import strongest
from workers.themes.tagger import load_tagger
from workers.themes.training.points import load_points

BOOK = codebooks.load()[codebooks.BUILT_IN]


def word_by_word(text: str, loud: str) -> tuple[np.ndarray[tuple[int], np.dtype[np.float32]], list[tuple[int, int]]]:
    """A model that hears the words of `loud` and nothing else."""
    spans, at = [(0, 0)], 0
    for word in text.split():
        start = text.index(word, at)
        spans.append((start, at := start + len(word)))
    said = [1.0 if end > start and text[start:end].strip(".,") in loud.split() else 0.0 for start, end in spans]
    return np.array(said, np.float32), spans


def marked(text: str, loud: str) -> list[str]:
    said, spans = word_by_word(text, loud)
    return [piece.text for piece in underline(text, said, spans, [])]


@pytest.mark.parametrize(
    ("text", "loud", "phrase"),
    [
        (
            "On the whole I would say that they throw it over the wall to us on most of the Fridays in a year",
            "throw it over the wall",
            "throw it over the wall",
        ),
        ("It rained. They decide alone. We had soup.", "They decide alone.", "They decide alone"),
        (
            "My aunt keeps bees in a garden by the church, and each discipline only sees what is good for itself, she said.",
            "each discipline only sees what is good for itself",
            "each discipline only sees what is good for itself",
        ),
    ],
)
def test_the_phrase_that_says_it_is_marked_and_not_the_rest(text: str, loud: str, phrase: str) -> None:
    (found,) = marked(text, loud)
    assert phrase in found
    assert len(found) <= len(phrase) + 12


def test_a_point_of_a_few_words_is_its_own_evidence() -> None:
    assert marked("Nine launches, no landings.", "launches") == ["Nine launches, no landings"]


@given(st.text(alphabet=st.sampled_from("ab ,.\n’"), min_size=1, max_size=160), st.integers(0, 10_000))
def test_whatever_is_said_the_mark_is_whole_words_inside_its_clause(text: str, seed: int) -> None:
    said, spans = word_by_word(text, "")
    said = np.random.default_rng(seed).normal(size=len(said)).astype(np.float32)
    for clause in (trimmed(text, each) for each in clauses(text)):
        found = strongest(text, clause, said, spans, [])
        assert clause.start <= found.start < found.end <= clause.end


def test_a_cue_is_inside_the_mark() -> None:
    text = "There are many things to be said about the way in which silos arise and about what people do in them over the years"
    said, spans = word_by_word(text, "people do")
    at = text.index("silos")
    found = strongest(text, Passage(0, len(text)), said, spans, [Passage(at, at + 5)])
    assert "silos" in text[found.start : found.end]
    assert found != Passage(0, len(text))


@pytest.mark.parametrize("topic", ["plain-blog-teams", "longer-paragraphs-one", "handovers-and-paper"])
def test_no_point_of_more_than_a_sentence_is_marked_from_end_to_end(topic: str) -> None:
    points = [Point(at, Role.POINT, each.text, at) for at, each in enumerate(load_points(), 1) if each.topic == topic]
    assert points
    given_ = [(point, tag) for point, tags in zip(points, load_tagger().tag(points, BOOK), strict=True) for tag in tags]
    assert given_
    for point, tag in given_:
        assert sum(piece.end - piece.start for piece in tag.evidence) < 0.8 * len(point.text), (point.text, tag.evidence)
