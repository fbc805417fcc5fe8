"""`./threadsheet extension pack`: what stores and browsers are given."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

from commands.extension import FOLDER, pack

MOST_BYTES = 220_000  # of the folder that is installed
NAME = re.compile(r"[A-Za-z_$][\w$]*")


def packed(folder: Path) -> tuple[Path, Path]:
    assert pack(folder) == 0
    chrome, firefox = sorted(folder.iterdir())
    return chrome, firefox


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = packed(tmp_path / "one"), packed(tmp_path / "two")
    assert [path.name for path in first] == ["threadsheet-0.1.0-chrome.zip", "threadsheet-0.1.0-firefox.xpi"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_each_browser_gets_the_manifest_that_it_understands(tmp_path: Path) -> None:
    chrome, firefox = (json.loads(zipfile.ZipFile(path).read("manifest.json")) for path in packed(tmp_path))
    assert chrome["background"] == {"service_worker": "background.js", "type": "module"}
    assert "browser_specific_settings" not in chrome
    assert firefox["background"] == {"scripts": ["background.js"], "type": "module"}
    assert "minimum_chrome_version" not in firefox


def test_everything_that_runs_is_in_it_and_nothing_else(tmp_path: Path) -> None:
    for path in packed(tmp_path):
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            assert sum(entry.file_size for entry in package.infolist()) <= MOST_BYTES
            scripts = {name: package.read(name).decode() for name in names if name.endswith(".js")}
        there = {each.relative_to(FOLDER).as_posix() for each in FOLDER.rglob("*") if each.is_file()}
        assert names == {name for name in there if not name.endswith("package.json")}
        for name, code in scripts.items():
            source = (FOLDER / name).read_text("utf-8")
            assert set(NAME.findall(code)) <= set(NAME.findall(source)), name
            assert "/**" not in code
