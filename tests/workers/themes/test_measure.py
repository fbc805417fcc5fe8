"""The measure: figures that can be worked out by hand, and files that are not as they should be."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from archive import codebooks
from archive.codebooks import codebook_files
from commands import themes
from domain.errors import Invalid
from domain.shapes.theme import Codebook
from tests.paths import SHARED
from workers.themes.measure import Labelled, labelled, measure
from workers.themes.tagger import Judgement, ThemeTagger
from workers.themes.training.points import held_out, load_points

BOOK = codebooks.load()[codebooks.BUILT_IN]
FED, LED = "product-fed", "value-led"


class Told(ThemeTagger):
    """A tagger that says of each text what the text says: the two probabilities."""

    def __init__(self) -> None: ...

    def judge(self, texts: Sequence[str], codebook: Codebook) -> tuple[Judgement, ...]:
        return tuple(Judgement(dict(zip((FED, LED), map(float, text.split()), strict=True)), {}) for text in texts)


def points(*rows: tuple[str, set[str]]) -> list[Labelled]:
    return [Labelled(text, frozenset(families)) for text, families in rows]


def test_the_figures_are_those_worked_out_by_hand() -> None:
    found = measure(
        Told(),
        points(("0.9 0.1", {FED}), ("0.9 0.1", set()), ("0.1 0.9", {LED}), ("0.1 0.1", {LED}), ("0.1 0.1", set())),
        BOOK,
    )
    assert (found.families[FED].precision, found.families[FED].recall) == (0.5, 1.0)
    assert (found.families[LED].precision, found.families[LED].recall) == (1.0, 0.5)
    assert found.macro_f1 == pytest.approx(2 / 3, abs=1e-4)
    assert found.none_untagged == 0.5
    # 0.9 was said three times and right twice, 0.1 seven times and right once
    assert found.ece == pytest.approx((3 * abs(0.9 - 2 / 3) + 7 * abs(0.1 - 1 / 7)) / 10, abs=1e-4)
    assert found.points == 5


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("not json", "Line 1 is not JSON"),
        ('{"text": "a", "families": []}\n{"text": 1, "families": []}', "Line 2 needs"),
        ('{"text": "a", "families": ["nobody"]}', "nobody, which is no family"),
        ("\n\n", "holds no points"),
    ],
)
def test_a_faulty_file_is_told_by_its_line(tmp_path: Path, body: str, sentence: str) -> None:
    path = tmp_path / "points.jsonl"
    path.write_text(body)
    with pytest.raises(Invalid, match=sentence):
        labelled(path, BOOK)


def test_eval_prints_the_contracts_object_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "points.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "They throw it over the wall.", "families": [FED]}))
    assert themes.evaluate(path) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert list(found) == ["macro_f1", "families", "none_untagged", "ece", "points", "seconds_per_point"]
    assert set(found["families"]) == {FED, LED}
    assert set(found["families"][FED]) == {"precision", "recall", "f1"}
    assert told.err == ""


def test_check_tells_a_sound_codebook_from_a_faulty_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert themes.check(codebook_files.BUILT_IN_FOLDER / "product-culture.yaml") == 0
    assert "2 families, 14 themes" in capsys.readouterr().out
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("id: A!")
    assert themes.check(faulty) == 1
    assert "id: an id has only small letters" in capsys.readouterr().err


def test_the_training_points_are_many_sound_and_split_by_topic() -> None:
    loaded = load_points()
    assert len(loaded) >= 2000
    assert sum(map(held_out, loaded)) >= 600
    assert len({point.text for point in loaded}) == len(loaded)
    names = {f"{family.id}/{theme.id}" for family in BOOK.families for theme in family.themes}
    assert set().union(*(point.themes for point in loaded)) == names
    by_topic = {(point.topic, held_out(point)) for point in loaded}
    assert len(by_topic) == len({topic for topic, _ in by_topic})


def test_no_training_point_is_one_of_the_points_we_are_judged_by() -> None:
    path = SHARED / "data/themes/dev.jsonl"
    if not path.exists():
        pytest.skip("the folder with real inputs is not beside the project")
    judged = {" ".join(json.loads(line)["text"].lower().split()) for line in path.read_text("utf-8").splitlines()}
    assert judged.isdisjoint(" ".join(point.text.lower().split()) for point in load_points())


def test_nothing_that_ships_needs_torch() -> None:
    code = "import sys, commands.themes, workers.themes.tagger; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
