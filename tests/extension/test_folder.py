"""The folder of the extension itself: its size, its colours, what it asks for, and what Mozilla's own check says of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from commands.extension import files, for_chrome, pack
from domain.version import VERSION
from tests.extension.chromium import EXTENSION

ROOT = EXTENSION.parent
FILES = [path for path in EXTENSION.rglob("*") if path.is_file()]
LOADED = [path for path in FILES if "tests" not in path.relative_to(EXTENSION).parts]


def manifest() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((EXTENSION / "manifest.json").read_text())
    return read


def test_it_asks_for_little_and_runs_nowhere_by_itself() -> None:
    declared = manifest()
    assert declared["permissions"] == ["activeTab", "scripting", "storage", "contextMenus", "alarms"]
    assert declared["optional_permissions"] == ["downloads", "tabs", "bookmarks"]
    assert not {"content_scripts", "host_permissions", "web_accessible_resources", "externally_connectable"} & set(declared)


def test_it_has_the_version_of_the_server() -> None:
    assert manifest()["version"] == VERSION


def test_its_colours_are_those_of_the_house() -> None:
    def colours(path: Path) -> list[dict[str, str]]:
        """By day and by night."""
        text = path.read_text().partition("@media print")[0]
        day, _, night = text.partition("prefers-color-scheme: dark")
        return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in (day, night)]

    for ours, theirs in zip(colours(EXTENSION / "style.css"), colours(ROOT / "templates/style/tokens.css"), strict=True):
        assert ours
        assert {name: theirs.get(name) for name in ours} == ours


def test_its_mark_is_that_of_the_house() -> None:
    drawn = re.search(r' d="([^"]+)"', (ROOT / "templates/parts/threadsheet.svg").read_text())
    assert drawn
    assert drawn[1] in (EXTENSION / "icons/threadsheet.svg").read_text()


def test_its_icons_have_the_sizes_that_the_manifest_says() -> None:
    for size, name in manifest()["icons"].items():
        with Image.open(EXTENSION / name) as icon:
            assert icon.size == (int(size), int(size))


def test_every_file_that_is_injected_is_there_and_none_is_left_over() -> None:
    injected = set(re.findall(r'"/(page/[\w/]+\.js)"', "".join(path.read_text() for path in EXTENSION.glob("background/*.js"))))
    present = {path.relative_to(EXTENSION).as_posix() for path in (EXTENSION / "page").rglob("*.js")}
    assert injected == present


def test_no_script_has_an_expression_that_packing_would_misread() -> None:
    """jsmin takes the slash of `=> /x y/` for a division, and would take out spaces of the expression: `=> (/x y/)` is safe."""
    assert [path.name for path in FILES if path.suffix == ".js" and re.search(r"=>\s*/[^/*]", path.read_text())] == []


PARSE_ALL = """
    const { SourceTextModule } = require("node:vm");
    for (const script of JSON.parse(require("node:fs").readFileSync(0, "utf8"))) new SourceTextModule(script);
"""


def test_every_packed_script_is_still_a_script() -> None:
    scripts = [content.decode() for name, content in files(for_chrome) if name.endswith(".js")]
    assert len(scripts) > 40
    node = [shutil.which("node") or "node", "--experimental-vm-modules", "--eval", PARSE_ALL]
    ran = subprocess.run(node, input=json.dumps(scripts), capture_output=True, text=True, check=False)
    assert (ran.returncode, "SyntaxError" in ran.stderr) == (0, False), ran.stderr


@pytest.mark.parametrize("wrong", ["innerHTML", "eval(", "new Function", "document.write", "insertAdjacentHTML"])
def test_no_script_makes_code_or_markup_of_text(wrong: str) -> None:
    found = [path.name for path in LOADED if path.suffix == ".js" and wrong in path.read_text()]
    assert found == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    loads = re.compile(r"""(?:src|href|from|import)\s*[=(]?\s*["'](?:https?:)?//""")
    assert [path.name for path in LOADED if path.suffix in {".html", ".js", ".css"} and loads.search(path.read_text())] == []


@pytest.mark.slow
def test_mozillas_own_check_finds_nothing(tmp_path: Path) -> None:
    npx = shutil.which("npx")
    if npx is None:
        pytest.skip("npx is not installed")
    assert pack(tmp_path / "packed") == 0
    with zipfile.ZipFile(next((tmp_path / "packed").glob("*.xpi"))) as package:
        package.extractall(tmp_path / "extension")
    command = [npx, "--yes", "web-ext@9", "lint", "--source-dir", str(tmp_path / "extension"), "--self-hosted", "-o", "json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=110)
    if not ran.stdout.strip().startswith("{"):
        pytest.skip(f"npm cannot be reached: {ran.stderr.strip()[-200:]}")
    found = json.loads(ran.stdout)
    assert [each for kind in ("errors", "warnings", "notices") for each in found[kind]] == []
