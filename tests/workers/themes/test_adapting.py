"""Learning from corrections: they change the tagger for similar texts, and can be undone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from archive import codebooks
from domain.errors import Invalid
from domain.shapes.thread import Point, Role
from workers.themes.adaptation import Adaptation, adaptation_files, load_newest, remove_newest, store
from workers.themes.corrections import Correction, LearningResult, learn, load_corrections
from workers.themes.fit_adaptation import Examples, best_precision, cross_validate, fit, log_loss
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


@pytest.fixture(scope="module")
def learned(model: Model, sailors: list[Correction]) -> LearningResult:
    return learn(model, sailors, BOOK)


def examples(count: int, labelled: float = 1.0) -> Examples:
    """`count` texts whose label depends on the first state, a share of them `labelled`, and a model that predicts 0."""
    random = np.random.default_rng(3)
    states = random.normal(size=(count, 6)).astype(np.float32)
    truth = (states[:, :1] > 0).astype(np.float32)
    truth[int(count * labelled) :] = np.nan
    return Examples(tuple(map(str, range(count))), states, np.zeros((count, 1), np.float32), truth, np.ones(1, np.float32))


def test_what_is_learned_generalises_to_other_texts() -> None:
    data = examples(200)
    predicted = cross_validate(data, best_precision(data))
    assert log_loss(predicted, data.truth) < 0.6 * log_loss(data.margins, data.truth)


def test_a_stronger_prior_makes_a_smaller_update() -> None:
    data = examples(60)
    sizes = [float(np.abs(fit(data, precision).weights).sum()) for precision in (0.1, 10.0, 1000.0)]
    assert sizes[0] > sizes[1] > sizes[2]
    assert sizes[2] < 0.2


def test_without_labels_nothing_is_learned() -> None:
    assert not fit(examples(40, labelled=0), 1.0).weights.any()


def test_corrections_change_the_predictions_for_similar_texts_only(model: Model, learned: LearningResult) -> None:
    assert learned.is_better
    assert learned.after.macro_f1 > learned.before.macro_f1
    boat, soup = model.with_adaptation(learned.adaptation).predict([CUTTER, "Boil it."])
    before, _ = model.predict([CUTTER, "Boil it."])
    at = model.labels.families.index(LED)
    assert boat.families[at] > before.families[at] + 1
    assert soup.families[at] < boat.families[at]


def test_a_stored_adaptation_is_in_force_until_it_is_removed(tmp_path: Path, learned: LearningResult) -> None:
    folder, point = tmp_path / "themes", [Point(1, Role.POINT, BOATS[3], 1)]
    plain = load_tagger(folder).tag(point, BOOK)
    assert plain == ((),)
    store(folder, learned.adaptation)
    assert {tag.family for tag in load_tagger(folder).tag(point, BOOK)[0]} == {LED}
    assert load_tagger().tag(point, BOOK) == plain
    assert remove_newest(folder)
    assert load_tagger(folder).tag(point, BOOK) == plain
    assert not remove_newest(folder)


def test_every_adaptation_is_a_file_and_the_newest_is_removed_first(tmp_path: Path) -> None:
    for value in (1.0, 2.0):
        store(tmp_path, Adaptation("m", np.full((2, 1), value, np.float32), np.zeros(1, np.float32)))
    assert [path.name for path in adaptation_files(tmp_path)] == ["0001.npz", "0002.npz"]
    assert remove_newest(tmp_path)
    adaptation = load_newest(tmp_path, "m")
    assert adaptation is not None
    assert adaptation.weights[0, 0] == 1.0
    assert load_newest(tmp_path, "another model") is None


def test_the_error_about_a_broken_file_names_it(tmp_path: Path) -> None:
    (tmp_path / "0001.npz").write_bytes(b"PK\x03\x04 not whole")
    with pytest.raises(Invalid, match=r"0001\.npz"):
        load_newest(tmp_path, "m")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", r"invalid\.line_not_json line=1"),
        ('{"text": "a"}', r"invalid\.correction_without_labels line=1"),
        ('{"text": "a", "families": "value-led"}', r"invalid\.correction_shape line=1"),
        ('{"text": "a", "themes": ["value-led/nothing"]}', r"invalid\.correction_unknown_label line=1 name=value-led/nothing"),
        ('{"text": "a", "families": []}', r"invalid\.too_few_corrections .* count=1 minimum=20"),
    ],
)
def test_the_error_about_a_faulty_correction_names_its_line(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(line)
    with pytest.raises(Invalid, match=reason):
        load_corrections(path, BOOK)


def test_themes_imply_their_families_and_families_imply_no_themes(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    lines = [{"text": "a", "themes": ["value-led/collaboration"], "by": "kim"}, {"text": "b", "families": [LED]}]
    path.write_text("\n".join(json.dumps(line) for line in lines * 10))
    first, second = load_corrections(path, BOOK)[:2]
    assert (first.families, first.themes) == ({LED}, {"value-led/collaboration"})
    assert (second.families, second.themes) == ({LED}, None)
