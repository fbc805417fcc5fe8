"""The inputs that were found to reach most code of each reader, a small archive beside this file for each."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.fuzz.readers import seeds

FOLDER = Path(__file__).parent / "corpora"
MOST_BYTES_OF_INPUT = 4_000
MOST_BYTES = 30_000
LAUNCHER = """#!/bin/sh
exec '{python}' -m tests.fuzz.run_reader '{name}' "$0" "$@"
"""
"""libFuzzer runs itself again to tell the inputs that matter, so it must be a program."""


def write_launcher(folder: Path, name: str) -> Path:
    """A program that feeds one reader; the options of libFuzzer are its own."""
    path = folder / "launcher"
    path.write_text(LAUNCHER.format(python=sys.executable, name=name))
    path.chmod(0o755)
    return path


def load(name: str) -> list[bytes]:
    """The inputs stored for a reader; none when nothing was stored yet."""
    path = FOLDER / f"{name}.zip"
    if not path.exists():
        return []
    with zipfile.ZipFile(path) as stored:
        return [stored.read(item) for item in sorted(stored.namelist())]


def store(name: str, launcher: Path, inputs: Path) -> int:
    """Stores the smallest inputs that reach together what all of them reach, and returns how many. The seeds are not stored."""
    least = inputs.parent / "least"
    least.mkdir()
    command = [launcher, "-merge=1", "-timeout=25", str(least), str(inputs)]
    subprocess.run(command, check=True, capture_output=True)
    known, total, chosen = {*seeds()}, 0, []
    for path in sorted(least.iterdir(), key=lambda path: (path.stat().st_size, path.name)):
        body = path.read_bytes()
        if body not in known and len(body) <= MOST_BYTES_OF_INPUT and total + len(body) <= MOST_BYTES:
            total += len(body)
            chosen.append(body)
    FOLDER.mkdir(exist_ok=True)
    with zipfile.ZipFile(FOLDER / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as stored:
        for number, body in enumerate(chosen):
            stored.writestr(zipfile.ZipInfo(f"{number:04}"), body, zipfile.ZIP_DEFLATED)
    return len(chosen)
