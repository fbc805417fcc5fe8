"""Handouts and readings are made again after whatever they are made with has changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest

from domain import code_hash
from domain.code_hash import READING_FOLDERS, READING_LIBRARIES, RENDERING_FOLDERS, RENDERING_LIBRARIES, ROOT

NOT_RENDERING = {"pydantic", "pydantic-settings", "pyyaml", "markupsafe"}
"""They check and load; what they give is the same in every version."""
NOT_READING = {"httpcore2", "httpx2", "idna", "pydantic", "pydantic-settings"}
"""They fetch a capture; reading begins with its bytes."""


@cache
def graph() -> grimp.ImportGraph:
    packages = ("domain", "archive", "presentation", "workers", "server", "commands")
    return grimp.build_graph(*packages, include_external_packages=True, cache_dir=None)


def reached(package: str) -> set[str]:
    """Every module that a package imports, at any distance; not programs (`__main__`), which print, and training."""
    members = {package} | {
        name for name in graph().find_descendants(package) if not name.endswith(".__main__") and ".training" not in name
    }
    return members.union(*(graph().find_upstream_modules(member) for member in members))


def folder_of(module: str) -> str:
    return module.replace(".", "/")


def outside(modules: Iterable[str], folders: tuple[str, ...]) -> set[str]:
    """The project's modules that are in none of the folders."""
    ours = {module for module in modules if (ROOT / module.split(".")[0]).is_dir()}
    return {module for module in ours if not any(f"{folder_of(module)}/".startswith(f"{folder}/") for folder in folders)}


def distributions(modules: Iterable[str]) -> set[str]:
    """What has to be installed for modules that are not the project's and not Python's."""
    installed = packages_distributions()
    foreign = {module for module in modules if "." not in module and module not in sys.stdlib_module_names}
    return {name.lower() for module in foreign if not (ROOT / module).is_dir() for name in installed[module]}


def test_handouts_are_made_by_hashed_code_alone() -> None:
    assert outside(reached("workers.handouts"), RENDERING_FOLDERS) == set()


def test_captures_are_read_by_hashed_code_alone() -> None:
    modules = reached("workers.sources") | reached("workers.unrolling") | reached("workers.numbering")
    fetching = {module for module in modules if module.split(".")[:2] == ["workers", "fetch"]}
    assert outside(modules - fetching, READING_FOLDERS) == set()


def test_the_libraries_that_make_handouts_are_hashed_by_their_versions() -> None:
    assert distributions(reached("workers.handouts")) - NOT_RENDERING == set(RENDERING_LIBRARIES)


def test_the_libraries_that_read_captures_are_hashed_by_their_versions() -> None:
    modules = reached("workers.sources") | reached("workers.unrolling") | reached("workers.numbering")
    assert distributions(modules) - NOT_READING == set(READING_LIBRARIES)


@pytest.mark.parametrize("folder", [*RENDERING_FOLDERS, *READING_FOLDERS])
def test_every_hashed_folder_is_there(folder: str) -> None:
    assert any(code_hash.source_files(ROOT / folder))


def test_readings_do_not_depend_on_what_pages_say() -> None:
    assert not any(folder.startswith("templates") for folder in READING_FOLDERS)


def test_a_changed_new_or_renamed_file_and_another_version_change_the_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "code" / "inner").mkdir(parents=True)
    module = tmp_path / "code" / "inner" / "module.py"
    module.write_text("A = 1\n")

    def current() -> str:
        return code_hash.code_hash(("code",), ("weasyprint",), tmp_path)

    hashes = [current()]
    module.write_text("A = 2\n")
    hashes.append(current())
    module.with_name("data.json").write_text("{}")
    hashes.append(current())
    module.rename(module.with_name("other.py"))
    hashes.append(current())
    monkeypatch.setattr(code_hash, "version", lambda library: "99.9")
    hashes.append(current())
    assert len(set(hashes)) == len(hashes)
    (tmp_path / "code" / "__pycache__").mkdir()
    (tmp_path / "code" / "__pycache__" / "other.pyc").write_bytes(b"compiled")
    assert current() == hashes[-1]


def test_a_place_called_training_leaves_nothing_out(tmp_path: Path) -> None:
    code = tmp_path / "training" / "code"
    (code / "training").mkdir(parents=True)
    for path in (code / "module.py", code / "training" / "fit.py"):
        path.write_text("A = 1\n")
    assert [path.name for path in code_hash.source_files(code)] == ["module.py"]


def test_another_process_comes_to_the_same_hashes() -> None:
    program = "from domain.code_hash import READER, RENDERER; print(READER, RENDERER)"
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=ROOT, text=True).stdout
    assert output.split() == [code_hash.READER, code_hash.RENDERER]
