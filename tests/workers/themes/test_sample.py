"""The sample thread, as a careful reader would tag it. Runs where the folder with real inputs is."""

from __future__ import annotations

import re

import pytest

from archive import codebooks
from domain.shapes.thread import Point, Role
from tests.paths import SHARED
from tests.workers.themes.marked import count_marked
from workers.themes.tagger import load_tagger

SAMPLE = SHARED / "data/pastes/thread-reader-value-led.txt"
FED, LED = {"product-fed"}, {"value-led"}
BOTH, NONE = FED | LED, set[str]()
ACCEPTED = {
    1: (FED,),
    2: (LED, NONE),
    3: (FED,),
    4: (FED,),
    5: (FED,),
    6: (FED,),
    7: (LED, BOTH),
    8: (LED,),
    9: (LED,),
    10: (NONE, FED, LED, BOTH),
}
UNDERLINED = {
    3: "the one with all the power",
    4: "silo",
    5: "only thinking about what is valuable from their POV",
    6: "command & control",
    7: "desired outcome",
    8: "rely on their peers",
    9: "sustainable value",
}


@pytest.fixture(scope="module")
def points() -> list[Point]:
    if not SAMPLE.exists():
        pytest.skip("the folder with real inputs is not beside the project")
    text = SAMPLE.read_text("utf-8").split("• • •")[0]
    pieces = re.split(r"👇 \(1/9\)|\([2-9]/9\)(?: Image)?", text)
    roles = [Role.POINT] * 9 + [Role.CLOSING]
    return [Point(at, role, piece.strip(), at) for at, (role, piece) in enumerate(zip(roles, pieces, strict=True), 1)]


def test_every_point_of_the_sample_has_the_families_a_careful_reader_gives(points: list[Point]) -> None:
    tags = load_tagger().tag(points, codebooks.load()[codebooks.BUILT_IN])
    shown = [point.with_suggestions(point_tags) for point, point_tags in zip(points, tags, strict=True)]
    tagged = {point.position: {tag.family for tag in point.tags} for point in shown}
    assert {at: families for at, families in tagged.items() if families not in ACCEPTED[at]} == {}


def test_no_point_of_the_sample_has_a_theme_that_it_is_not_about(points: list[Point]) -> None:
    tags = load_tagger().tag(points, codebooks.load()[codebooks.BUILT_IN])
    shown = [point.with_suggestions(point_tags) for point, point_tags in zip(points, tags, strict=True)]
    assert "turf-war" not in {tag.theme for point in shown if point.position in {5, 7} for tag in point.tags}


def test_the_evidence_holds_the_words_a_reader_would_underline(points: list[Point]) -> None:
    tags = load_tagger().tag(points, codebooks.load()[codebooks.BUILT_IN])
    for point, point_tags in zip(points, tags, strict=True):
        marked = [evidence for tag in point_tags for evidence in tag.evidence]
        assert all(point.text[piece.start : piece.end] == piece.text for piece in marked)
        if point.position in UNDERLINED:
            assert any(UNDERLINED[point.position] in piece.text for piece in marked), (point.position, marked)


def test_at_most_four_in_ten_of_the_words_of_the_sample_are_marked(points: list[Point]) -> None:
    tags = load_tagger().tag(points, codebooks.load()[codebooks.BUILT_IN])
    counts = [count_marked(point.text, point_tags) for point, point_tags in zip(points, tags, strict=True)]
    marked, words = (sum(column) for column in zip(*counts, strict=True))
    assert 0 < marked <= 0.4 * words
