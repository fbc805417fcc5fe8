"""Learning from people: what they say changes the tagger for texts alike, and can be taken back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from archive import codebooks
from domain.errors import Invalid
from domain.shapes.thread import Point, Role
from workers.themes.adaptation import Adaptation, adaptations, keep, newest, undo
from workers.themes.corrections import Correction, corrections, learn
from workers.themes.fit_adaptation import Lesson, best_staying, cross_validated, fit, loss
from workers.themes.model import Model, load_model
from workers.themes.tagger import load_tagger

BOOK = codebooks.load()[codebooks.BUILT_IN]
LED = "value-led"
CUTTER = "We sailed the cutter round the cape and were home by noon."
BOATS = [
    f"We took the {boat} out past the {mark} with the wind {side} and were home by {hour}."
    for boat, mark in (("sloop", "buoy"), ("ketch", "light"), ("dinghy", "pier"), ("yawl", "island"))
    for side in ("astern", "abeam", "ahead")
    for hour in ("six", "dusk")
]
SOUPS = [
    f"Boil the {root} with {herb} for {time} and serve it with bread."
    for root in ("leeks", "carrots", "turnips", "beets")
    for herb in ("thyme", "dill", "sage")
    for time in ("an hour", "a while")
]


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


@pytest.fixture(scope="module")
def sailors() -> list[Correction]:
    """People for whom every boat is Value-Led and no soup is."""
    led = [Correction(text, frozenset({LED}), frozenset({f"{LED}/collaboration"})) for text in BOATS]
    return led + [Correction(text, frozenset(), frozenset()) for text in SOUPS]


def lesson(count: int, told: float = 1.0) -> Lesson:
    """`count` texts whose first state decides, and a model that knows nothing."""
    random = np.random.default_rng(3)
    states = random.normal(size=(count, 6)).astype(np.float32)
    truth = (states[:, :1] > 0).astype(np.float32)
    truth[int(count * told) :] = np.nan
    return Lesson(tuple(map(str, range(count))), states, np.zeros((count, 1), np.float32), truth, np.ones(1, np.float32))


def test_what_is_learned_holds_for_texts_that_were_not_among_the_corrections() -> None:
    told = lesson(200)
    assert loss(cross_validated(told, best_staying(told)), told.truth) < 0.6 * loss(told.margins, told.truth)


def test_the_nearer_it_has_to_stay_the_less_is_learned() -> None:
    told = lesson(60)
    sizes = [float(np.abs(fit(told, staying).weights).sum()) for staying in (0.1, 10.0, 1000.0)]
    assert sizes[0] > sizes[1] > sizes[2]
    assert sizes[2] < 0.2


def test_where_nobody_said_anything_nothing_is_learned() -> None:
    assert not fit(lesson(40, told=0), 1.0).weights.any()


def test_people_change_what_texts_alike_are_tagged_with_and_only_these(model: Model, sailors: list[Correction]) -> None:
    found = learn(model, sailors, BOOK)
    assert found.better
    assert found.after.macro_f1 > found.before.macro_f1
    boat, soup = model.adapted(found.adaptation).read([CUTTER, "Boil it."])
    before, _ = model.read([CUTTER, "Boil it."])
    at = model.labels.families.index(LED)
    assert boat.families[at] > before.families[at] + 1
    assert soup.families[at] < boat.families[at]


def test_what_was_learned_is_kept_counts_and_can_be_taken_back(tmp_path: Path, model: Model, sailors: list[Correction]) -> None:
    folder, point = tmp_path / "themes", [Point(1, Role.POINT, BOATS[3], 1)]
    plain = load_tagger(folder).tag(point, BOOK)
    assert plain == ((),)
    keep(folder, learn(model, sailors, BOOK).adaptation)
    assert {tag.family for tag in load_tagger(folder).tag(point, BOOK)[0]} == {LED}
    assert load_tagger().tag(point, BOOK) == plain
    assert undo(folder)
    assert load_tagger(folder).tag(point, BOOK) == plain
    assert not undo(folder)


def test_each_lesson_is_a_file_and_undoing_takes_the_last(tmp_path: Path) -> None:
    for value in (1.0, 2.0):
        keep(tmp_path, Adaptation("m", np.full((2, 1), value, np.float32), np.zeros(1, np.float32)))
    assert [path.name for path in adaptations(tmp_path)] == ["0001.npz", "0002.npz"]
    assert undo(tmp_path)
    kept = newest(tmp_path, "m")
    assert kept is not None
    assert kept.weights[0, 0] == 1.0
    assert newest(tmp_path, "another model") is None


def test_a_file_that_is_broken_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "0001.npz").write_bytes(b"PK\x03\x04 not whole")
    with pytest.raises(Invalid, match=r"0001\.npz"):
        newest(tmp_path, "m")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "Line 1 is not JSON"),
        ('{"text": "a"}', "Line 1 says neither"),
        ('{"text": "a", "families": "value-led"}', "Line 1 needs"),
        ('{"text": "a", "themes": ["value-led/nothing"]}', "value-led/nothing, which is not in"),
        ('{"text": "a", "families": []}', "holds 1 corrections"),
    ],
)
def test_a_faulty_file_of_corrections_is_told_by_its_line(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(line)
    with pytest.raises(Invalid, match=sentence):
        corrections(path, BOOK)


def test_themes_name_their_families_and_families_alone_leave_themes_open(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    lines = [{"text": "a", "themes": ["value-led/collaboration"], "by": "kim"}, {"text": "b", "families": [LED]}]
    path.write_text("\n".join(json.dumps(line) for line in lines * 10))
    first, second = corrections(path, BOOK)[:2]
    assert (first.families, first.themes) == ({LED}, {"value-led/collaboration"})
    assert (second.families, second.themes) == ({LED}, None)
