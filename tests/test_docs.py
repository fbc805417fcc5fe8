"""The documentation: every file that it links or names exists, and the page about exports has each of their files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive.transfer.contents import AFTER_THREADS, BEFORE_THREADS
from tests.paths import ROOT

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:archive|commands|domain|presentation|server|templates|tests|workers)/[\w./-]*)`")
NAME = re.compile(r"`(?:[\w/]*/)?([a-z_0-9]+(?:\.html)?\.(?:py|jinja))`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    missing = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert not missing


@pytest.fixture(scope="module")
def sources() -> frozenset[str]:
    """The names of all Python files and templates."""
    folders = ("archive", "commands", "domain", "presentation", "server", "templates", "tests", "workers", "docs")
    files = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".jinja"})
    return frozenset(path.name for path in files)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_module_and_template_exists(page: Path, sources: frozenset[str]) -> None:
    assert not set(NAME.findall(page.read_text("utf-8"))) - sources


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_exists(page: Path) -> None:
    paths = [path for path in PATH.findall(page.read_text("utf-8")) if not re.search(r"/[A-Z]+(?:/|\.|$)", path)]
    missing = [path for path in paths if not (ROOT / path).exists()]
    assert not missing


def test_every_table_of_an_export_is_described() -> None:
    page = (ROOT / "docs" / "export.md").read_text("utf-8")
    assert not [table.name for table in (*BEFORE_THREADS, *AFTER_THREADS) if f"{table.name}.jsonl" not in page]
