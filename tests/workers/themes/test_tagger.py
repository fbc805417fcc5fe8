"""The tagger as the pipeline uses it: exact evidence, silence on other subjects, threads, and codebooks of one's own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import codebooks
from domain.shapes.tag import Strength, TaggedBy
from domain.shapes.thread import Point, Role
from tests.paths import SHARED
from workers.themes.context import context_shifts
from workers.themes.measure import load_points as load_evaluation_points
from workers.themes.measure import measure
from workers.themes.model import WEIGHTS
from workers.themes.tagger import Tagger, load_tagger
from workers.themes.training.points import is_held_out, load_points

BOOK = codebooks.load()[codebooks.BUILT_IN]
EVALUATION_POINTS = SHARED / "data/themes/dev.jsonl"
GARDEN = """
id: garden
version: 1
name: Gardens
description: How people speak of gardens.
families:
  - id: tended
    name: Tended
    palette: 3
    definition: The garden is worked on by somebody.
    themes:
      - id: pruning
        name: Pruning
        definition: Branches of a tree or shrub are cut back.
        cues: [prun*, cut (it|them) back]
        examples: [She cut the roses back to the third bud in March., Every winter we take the saw to the old apple trees.]
        counter_examples: [The gardening budget was cut.]
"""


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger()


def thread(*texts: str) -> list[Point]:
    return [Point(position, Role.POINT, text, position, len(texts)) for position, text in enumerate(texts, 1)]


def test_every_tag_has_a_confidence_and_evidence_that_is_the_text_it_names(tagger: Tagger) -> None:
    points = thread(*(point.text for point in load_points()[:120]))
    tags = [(point, tag) for point, point_tags in zip(points, tagger.tag(points, BOOK), strict=True) for tag in point_tags]
    assert tags
    theme_ids = {family.id: {theme.id for theme in family.themes} for family in BOOK.families}
    for point, tag in tags:
        assert tag.theme is None or tag.theme in theme_ids[tag.family]
        assert tag.by is TaggedBy.MODEL
        assert tag.confidence is not None
        assert 0 <= tag.confidence <= 1
        assert tag.evidence
        assert all(point.text[piece.start : piece.end] == piece.text != "" for piece in tag.evidence)


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.text(max_size=120), max_size=4))
def test_any_text_at_all_can_be_tagged(tagger: Tagger, texts: list[str]) -> None:
    points = thread(*texts)
    for point, tags in zip(points, tagger.tag(points, BOOK), strict=True):
        assert all(point.text[piece.start : piece.end] == piece.text for tag in tags for piece in tag.evidence)


def test_what_one_point_gets_does_not_depend_on_how_points_are_batched(tagger: Tagger) -> None:
    texts = [point.text for point in load_points()[:40]]
    together = tagger.predict(texts, BOOK)
    for text, batched in zip(texts, together, strict=True):
        (alone,) = tagger.predict([text], BOOK)
        assert alone.families == pytest.approx(batched.families, abs=1e-4)


def test_a_thread_about_the_subject_makes_a_point_likelier_and_one_about_another_less_likely() -> None:
    never = [False] * 8
    assert context_shifts([0.5], [False]) == [0.0]
    assert all(shift > 0 for shift in context_shifts([0.9] * 8, never))
    assert all(shift < 0 for shift in context_shifts([0.1] * 8, never))
    assert context_shifts([0.9, 0.1, 0.1, 0.1], never[:4])[0] < context_shifts([0.1, 0.9, 0.9, 0.9], never[:4])[0]


def test_a_thread_in_which_no_phrase_of_the_codebook_stands_is_less_likely_about_its_subject() -> None:
    without, with_two = context_shifts([0.3] * 12, [False] * 12), context_shifts([0.3] * 12, [True, True] + [False] * 10)
    assert all(less < more for less, more in zip(without, with_two, strict=True))
    longer = context_shifts([0.3] * 40, [False] * 40)
    assert longer[0] < context_shifts([0.3] * 5, [False] * 5)[0]


def test_what_an_author_sets_something_against_does_not_speak_for_it(tagger: Tagger) -> None:
    words = "collaboratively finding the best way to reach the outcome together"
    for_it, against = tagger.predict([f"Each discipline is {words}.", f"Each is busy with his own, instead of {words}."], BOOK)
    assert for_it.families["value-led"] > 0.5 > against.families["value-led"]


def test_a_codebook_without_training_gets_tags_from_its_own_words(tagger: Tagger, tmp_path: Path) -> None:
    path = tmp_path / "garden.yaml"
    path.write_text(GARDEN)
    garden = codebooks.read(path)
    points = thread("She trimmed the hedge in autumn.", "The bus was late again.")
    pruned, bus = tagger.tag(points, garden)
    assert [(tag.family, tag.theme) for tag in pruned] == [("tended", "pruning")]
    assert bus == ()
    (cued,) = tagger.tag(thread("Never skip pruning."), garden)
    assert [tag.theme for tag in cued] == ["pruning"]


def test_another_codebook_finds_its_families_in_points_that_are_none_of_its_examples(tagger: Tagger) -> None:
    folder = Path(__file__).parent / "streets"
    streets = codebooks.read(folder / "streets.yaml")
    scores = measure(tagger, load_evaluation_points(folder / "points.jsonl", streets), streets)
    assert scores.macro_f1 > 0.5
    assert scores.none_untagged > 0.85
    assert scores.ece < 0.15


def test_points_that_nobody_trained_on_are_tagged_about_as_well_as_docs_say(tagger: Tagger) -> None:
    if not EVALUATION_POINTS.exists():
        pytest.skip("the folder with real inputs is not beside the project")
    scores = measure(tagger, load_evaluation_points(EVALUATION_POINTS, BOOK), BOOK)
    assert scores.macro_f1 > 0.6
    assert scores.none_untagged > 0.65
    assert scores.ece < 0.1


OTHER_SUBJECTS = (
    "A linked list is a chain of nodes; each node holds a value and a pointer to its successor.",
    "The night train to Lviv left at ten, two hours late, with a samovar in every carriage.",
    "Add the flour last, fold it in with a metal spoon, and do not open the oven for half an hour.",
    "Our keeper let in four, and the fourth was the one that hurt.",
    "Parliament votes on the budget tonight; nobody expects a surprise.",
    "Try it with a smaller learning rate, and plot the loss for both runs.",
)


def test_a_thread_on_other_subjects_gets_no_tags(tagger: Tagger) -> None:
    assert tagger.tag(thread(*OTHER_SUBJECTS), BOOK) == ((),) * len(OTHER_SUBJECTS)


def test_the_model_is_small_and_quick_to_load() -> None:
    assert WEIGHTS.stat().st_size < 2_000_000
    began = time.process_time()
    load_tagger()
    assert time.process_time() - began < 2


def test_threads_on_other_subjects_are_left_alone(tagger: Tagger) -> None:
    topics = {"everyday-stories", "war-and-politics-threads"}  # which the model has not learned from
    others = [point.text for point in load_points() if point.topic in topics]
    assert all(is_held_out(point) for point in load_points() if point.topic in topics)
    tags = [
        point_tags
        for start in range(0, len(others), 10)
        for point_tags in tagger.tag(thread(*others[start : start + 10]), BOOK)
    ]
    shown = [[tag for tag in point_tags if tag.strength is not Strength.WEAK] for point_tags in tags]
    assert sum(map(bool, shown)) <= 0.03 * len(others)
