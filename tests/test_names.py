"""Names say what a thing is: words that could stand for anything are rare in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT

VAGUE_WORDS = """
said told made found kept whole each here asked given wanted known tell telling saying making finding keeping shown seen
taken laid heard hearing gone wished wish meant who whose what such ours theirs
"""
VAGUE = frozenset(VAGUE_WORDS.split())
MOST = 3.0  # uses per 1,000 lines; well-kept projects have one to three


def names(tree: ast.AST) -> Iterator[str]:
    """Every name that is defined or used: variables, arguments, attributes, functions, classes."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name):
                yield name
            case ast.keyword(arg=str(name)):
                yield name


@pytest.mark.parametrize("package", ["domain", "archive", "presentation", "workers", "server", "commands"])
def test_vague_names_are_rare(package: str) -> None:
    uses: list[str] = []
    lines = 0
    for path in sorted((ROOT / package).rglob("*.py")):
        text = path.read_text()
        lines += text.count("\n")
        uses += [f"{path.relative_to(ROOT)}: {name}" for name in names(ast.parse(text)) if name.strip("_") in VAGUE]
    assert len(uses) * 1000 <= MOST * lines, uses


def test_every_folder_of_the_tree_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    packages = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
    assert all(f"`{name}/`" in readme for name in packages), packages


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "helpers", "common", "manager", "misc"}
    assert not [path for path in ROOT.glob("*/**/*.py") if Path(path).stem in drawers and ".venv" not in path.parts]
