"""Evidence: exact, of complete words, and a phrase where a phrase is enough."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import codebooks
from domain.shapes.tag import Strength, Tag
from domain.shapes.thread import Point, Role
from tests.workers.themes.marked import count_marked
from workers.themes.evidence import select_evidence
from workers.themes.passages import Passage, split_clauses, trim
from workers.themes.phrases import Contributions, strongest_phrase
from workers.themes.tagger import Tagger, load_tagger
from workers.themes.training.points import Part, load_points, load_prose

BOOK = codebooks.load()[codebooks.BUILT_IN]


def word_by_word(text: str, loud: str) -> tuple[np.ndarray[tuple[int], np.dtype[np.float32]], list[tuple[int, int]]]:
    """The contributions and spans of a model to which only the words of `loud` contribute."""
    spans, at = [(0, 0)], 0
    for word in text.split():
        start = text.index(word, at)
        spans.append((start, at := start + len(word)))
    contributions = [1.0 if end > start and text[start:end].strip(".,") in loud.split() else 0.0 for start, end in spans]
    return np.array(contributions, np.float32), spans


def marked(text: str, loud: str) -> list[str]:
    return [piece.text for piece in select_evidence(text, *word_by_word(text, loud), [])]


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
def test_the_phrase_that_contributes_is_marked_and_not_the_rest(text: str, loud: str, phrase: str) -> None:
    (evidence,) = marked(text, loud)
    assert phrase in evidence
    assert len(evidence) <= len(phrase) + 12


def test_a_point_of_a_few_words_is_its_own_evidence() -> None:
    assert marked("Nine launches, no landings.", "launches") == ["Nine launches, no landings"]


@given(st.text(alphabet=st.sampled_from("ab ,.\n’"), min_size=1, max_size=160), st.integers(0, 10_000))
def test_whatever_contributes_the_evidence_is_complete_words_inside_its_clause(text: str, seed: int) -> None:
    _, spans = word_by_word(text, "")
    contributions = np.random.default_rng(seed).normal(size=len(spans)).astype(np.float32)
    for clause in (trim(text, untrimmed) for untrimmed in split_clauses(text)):
        phrase = strongest_phrase(text, clause, Contributions(contributions, tuple(spans)), [])
        assert clause.start <= phrase.start < phrase.end <= clause.end


def test_a_cue_is_inside_the_evidence() -> None:
    text = "There are many things to be said about the way in which silos arise and about what people do in them over the years"
    contributions, spans = word_by_word(text, "people do")
    at = text.index("silos")
    phrase = strongest_phrase(text, Passage(0, len(text)), Contributions(contributions, tuple(spans)), [Passage(at, at + 5)])
    assert "silos" in text[phrase.start : phrase.end]
    assert phrase != Passage(0, len(text))


@pytest.mark.parametrize("topic", ["plain-blog-teams", "longer-paragraphs-one", "handovers-and-paper"])
def test_no_point_of_more_than_a_sentence_is_marked_from_end_to_end(topic: str) -> None:
    points = [Point(at, Role.POINT, point.text, at) for at, point in enumerate(load_points(), 1) if point.topic == topic]
    assert points
    tagged = [(point, tag) for point, tags in zip(points, load_tagger().tag(points, BOOK), strict=True) for tag in tags]
    assert tagged
    for point, tag in tagged:
        assert sum(piece.end - piece.start for piece in tag.evidence) < 0.8 * len(point.text), (point.text, tag.evidence)


def test_the_tags_of_a_longer_point_mark_half_of_it_at_most() -> None:
    points = [point for point in load_prose(Part.TEST) if len(point.text.split()) >= 40][::4]
    tags = load_tagger().tag([Point(at, Role.POINT, point.text, at) for at, point in enumerate(points, 1)], BOOK)
    counts = [count_marked(point.text, point_tags) for point, point_tags in zip(points, tags, strict=True)]
    marked, words = (sum(column) for column in zip(*(count for count in counts if count[0]), strict=True))
    assert 0 < marked <= 0.5 * words


def test_a_tag_falls_when_its_evidence_is_left_out() -> None:
    tagger, fallen = load_tagger(), []
    for point in load_prose(Part.TEST)[::6]:
        (tags,) = tagger.tag([Point(1, Role.POINT, point.text, 1)], BOOK)
        for tag in (tag for tag in tags if tag.strength is not Strength.WEAK):
            rest = point.text
            for piece in reversed(tag.evidence):
                rest = rest[: piece.start] + rest[piece.end :]
            before, after = (_probability(tagger, text, tag) for text in (point.text, rest))
            fallen.append(after < before)
    assert len(fallen) > 10
    assert sum(fallen) >= 0.9 * len(fallen)


def _probability(tagger: Tagger, text: str, tag: Tag) -> float:
    (probabilities,) = tagger.predict([text], BOOK)
    return probabilities.themes[tag.family, tag.theme] if tag.theme else probabilities.families[tag.family]
