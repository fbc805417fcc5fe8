"""`./threadsheet themes …` as a person types it: output, errors and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.codebooks import codebook_files
from commands.__main__ import main

BUILT_IN = codebook_files.BUILT_IN_FOLDER / "product-culture.yaml"


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["themes", *arguments])


@pytest.fixture
def points(tmp_path: Path) -> str:
    path = tmp_path / "points.jsonl"
    lines = [("They throw it over the wall to us.", ["product-fed"]), ("Soup again on Thursday.", [])]
    path.write_text("\n".join(json.dumps({"id": text, "text": text, "families": families}) for text, families in lines))
    return str(path)


def test_check_prints_a_line_for_a_valid_codebook_and_the_faults_of_another(tmp_path: Path) -> None:
    sound = typed("check", str(BUILT_IN))
    assert (sound.exit_code, sound.stdout) == (0, "Product culture (version 1): 2 families, 14 themes.\n")
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("id: A!\nversion: 0")
    result = typed("check", str(faulty))
    assert (result.exit_code, result.stdout) == (1, "")
    assert {"id:", "version:", "families:"} <= {line.split()[0] for line in result.stderr.splitlines()}


def test_a_missing_file_is_reported_with_status_1(tmp_path: Path) -> None:
    for command in ("check", "eval"):
        result = typed(command, str(tmp_path / "none"))
        assert (result.exit_code, result.stdout) == (1, "")
        assert "cannot be read" in result.stderr


def test_eval_prints_one_json_object_alone(points: str) -> None:
    result = typed("eval", points)
    assert (result.exit_code, result.stderr) == (0, "")
    scores = json.loads(result.stdout)
    assert list(scores) == ["macro_f1", "families", "none_untagged", "ece", "points", "seconds_per_point"]
    assert scores["points"] == 2


def test_eval_prints_a_table_on_request(points: str) -> None:
    result = typed("eval", points, "--table")
    assert result.exit_code == 0
    assert "product-fed" in result.stdout
    assert "families, macro F1" in result.stdout
    assert "{" not in result.stdout


@pytest.mark.parametrize("arguments", [(), ("eval",), ("check", "a", "b"), ("eval", "a", "--tabel"), ("tag",)])
def test_wrong_usage_is_status_2(arguments: tuple[str, ...]) -> None:
    assert typed(*arguments).exit_code == 2


def lines_for(tmp_path: Path, families: list[str]) -> str:
    """Corrections that give every boat the same families."""
    path = tmp_path / "lines.jsonl"
    boats = [
        f"We took the {boat} out at {hour} and were back for supper." for boat in ("sloop", "ketch") for hour in range(1, 13)
    ]
    soups = [f"Boil {root} for {hour} hours." for root in ("leeks", "beets") for hour in range(1, 13)]
    labelled = [*((text, families) for text in boats), *((text, []) for text in soups)]
    path.write_text(
        "\n".join(json.dumps({"id": text, "text": text, "families": labels, "by": "kim"}) for text, labels in labelled)
    )
    return str(path)


def test_learn_shows_before_and_after_and_stores_nothing_without_apply(tmp_path: Path) -> None:
    result = typed("learn", lines_for(tmp_path, ["value-led"]), "--data", str(tmp_path))
    assert result.exit_code == 0
    scores = json.loads(result.stdout)
    assert scores["points"] == 48
    assert scores["after"]["macro_f1"] > scores["before"]["macro_f1"]
    assert not scores["applied"]
    assert not (tmp_path / "themes").exists()


def test_learn_stores_with_apply_and_undo_removes(tmp_path: Path) -> None:
    result = typed("learn", lines_for(tmp_path, ["value-led"]), "--apply", "--data", str(tmp_path))
    assert (result.exit_code, json.loads(result.stdout)["applied"]) == (0, True)
    assert len(list((tmp_path / "themes").iterdir())) == 1
    assert typed("learn", "--undo", "--data", str(tmp_path)).exit_code == 0
    assert list((tmp_path / "themes").iterdir()) == []
    assert typed("learn", "--undo", "--data", str(tmp_path)).exit_code == 1


@pytest.mark.parametrize("arguments", [(), ("--undo", "a.jsonl"), ("--undo", "--apply")])
def test_learn_takes_a_file_or_undo_alone(arguments: tuple[str, ...]) -> None:
    assert typed("learn", *arguments).exit_code == 2
