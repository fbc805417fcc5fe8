"""The German texts: all that pages, the API and the extension show, with the values of the English ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.messages import message
from domain.yaml_loader import Loader
from presentation.messages import FOLDER, load_messages, sentence

ENGLISH_ONLY = ("exports.", "citation.", "server.api", "server.openapi.")
"""Files for programs and the description of the API in English."""


def load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the path of its keys."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, str):
        yield path, value


def texts(language: str) -> dict[str, str]:
    return {path: text for file in sorted((FOLDER / language).glob("*.yaml")) for path, text in leaves(load(file))}


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


ENGLISH, GERMAN = texts("en"), texts("de")
SHOWN = sorted(path for path in ENGLISH if not path.startswith(ENGLISH_ONLY))


@pytest.mark.parametrize("file", sorted({Path(path).name for path in (FOLDER / "en").glob("*.yaml")}))
def test_what_is_shown_exists_in_german(file: str) -> None:
    paths = {path for path, _ in leaves(load(FOLDER / "en" / file)) if path in SHOWN}
    assert sorted(paths - GERMAN.keys()) == []


def test_no_german_text_is_left_over() -> None:
    assert sorted(GERMAN.keys() - ENGLISH.keys()) == []


def test_the_placeholders_are_those_of_the_english_text() -> None:
    differing = [path for path, text in GERMAN.items() if path in ENGLISH and placeholders(text) != placeholders(ENGLISH[path])]
    assert differing == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_text_is_defined_twice(language: str) -> None:
    owners: dict[str, list[str]] = {}
    for file in sorted((FOLDER / language).glob("*.yaml")):
        for path, _ in leaves(load(file)):
            owners.setdefault(path, []).append(file.name)
    assert {path: files for path, files in owners.items() if len(files) > 1} == {}


def test_a_reason_is_worded_in_german() -> None:
    reason = message("numbers_missing.between", count=2, numbers=(3, 4), previous=2, following=5)
    assert sentence(reason, "de") == "Die Punkte 3 und 4 fehlen: Die Nummern springen von 2 auf 5."
    assert sentence(message("page_changed", site="paste", hook="article"), "de").startswith("Diese Seite von Eingefügter Text")


def test_what_is_not_in_german_is_english() -> None:
    assert load_messages("de").exports.project == load_messages().exports.project
