"""Programs that turn a page into a file, as far as they are installed or can be: what each is called with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

CHROMIUM = "/usr/bin/chromium"
ALONE = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
PIP = ("trafilatura", "lxml_html_clean", "weasyprint")
NPM = ("single-file-cli", "percollate")
EXTRACTING = """
import sys
from pathlib import Path
import trafilatura, weasyprint
page = trafilatura.extract(Path(sys.argv[1]).read_text(), output_format="html", include_comments=True, include_images=False)
weasyprint.HTML(string=page or "").write_pdf(sys.argv[2])
"""
Command = Callable[[Path, Path], list[str]]


@dataclass(frozen=True, slots=True)
class Tool:
    """A program with what it is called with for a page and an output file, which ends in `ending`."""

    name: str
    command: Command
    ending: str = "pdf"
    environment: dict[str, str] = field(default_factory=dict)


def tools(folder: Path) -> Iterator[Tool]:
    """Ours, then those of the others that there are; prints which are not to be had."""
    yield Tool("Threadsheet", lambda page, out: [sys.executable, "-m", "commands", "handout", str(page), "-o", str(out)])
    chromium = [CHROMIUM, *ALONE, "--timeout=20000"]
    yield Tool(
        "Chromium, print",
        lambda page, out: [*chromium, f"--user-data-dir={page.parent / 'profile'}", f"--print-to-pdf={out}", page.as_uri()],
    )
    if python := _pip(folder / "python"):
        yield Tool("trafilatura + WeasyPrint", lambda page, out: [str(python), "-c", EXTRACTING, str(page), str(out)])
    if python and (pandoc := shutil.which("pandoc")):
        engine = f"--pdf-engine={python.parent / 'weasyprint'}"
        yield Tool("pandoc + WeasyPrint", lambda page, out: [pandoc, str(page), "-o", str(out), engine])
    if programs := _npm(folder / "node"):
        browser = {"PUPPETEER_EXECUTABLE_PATH": CHROMIUM}
        percollate, single = str(programs / "percollate"), str(programs / "single-file")
        yield Tool(
            "percollate", lambda page, out: [percollate, "pdf", "--no-sandbox", str(page), "-o", str(out)], "pdf", browser
        )
        options = [f"--browser-executable-path={CHROMIUM}", '--browser-args=["--no-sandbox"]']
        yield Tool("single-file-cli", lambda page, out: [single, *options, page.as_uri(), str(out)], "html")


def _pip(folder: Path) -> Path | None:
    """A Python with the packages of PIP."""
    python = folder / "bin" / "python"
    if not python.exists():
        installed = _run([sys.executable, "-m", "venv", str(folder)]) and _run(
            [str(python), "-m", "pip", "install", "-q", *PIP]
        )
        if not installed:
            shutil.rmtree(folder, ignore_errors=True)
    return python if python.exists() else _left_out(*PIP)


def _npm(folder: Path) -> Path | None:
    """The folder with the programs of NPM."""
    programs = folder / "node_modules" / ".bin"
    if not programs.exists() and shutil.which("npm"):
        folder.mkdir(parents=True, exist_ok=True)
        _run(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), *NPM])
    return programs if programs.exists() else _left_out(*NPM)


def _run(command: list[str]) -> bool:
    environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0


def _left_out(*names: str) -> None:
    print(f"left out, cannot be installed: {', '.join(names)}", file=sys.stderr)
