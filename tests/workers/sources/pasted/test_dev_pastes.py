"""Pastes of the kinds that people make, beside what is right (`../shared/data/pastes/dev`): all fields are judged."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.errors import ThreadsheetError
from domain.shapes.thread import Version
from tests.paths import SHARED
from tests.workers.pasting import paste

PASTES = SHARED / "data" / "pastes" / "dev"
CASES = sorted(PASTES.glob("*.txt"))
pytestmark = pytest.mark.skipif(not CASES, reason="no pastes beside the repository (../shared/data/pastes/dev)")


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_a_paste_is_read_right(case: Path) -> None:
    truth = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    truth["author_handle"] = truth["author_handle"] and truth["author_handle"].removeprefix("@")
    try:
        version = paste(case.read_bytes())
    except ThreadsheetError:
        assert 0 in [truth["points"], *truth.get("accept", {}).get("points", [])]
        return
    assert list(faults(version, truth)) == []


def faults(version: Version, truth: dict[str, Any]) -> Iterator[str]:
    """The fields of a version that are wrong; `accept` has other right values, `lenient` names fields that are not judged."""
    accepted, lenient = truth.get("accept", {}), set(truth.get("lenient", []))
    for field, value in fields(version).items():
        if field not in lenient and value not in [truth[field], *accepted.get(field, [])]:
            yield f"{field}: {value!r} instead of {truth[field]!r}"
    texts = [squashed(point.text) for point in version.points]
    if "starts" not in lenient:
        yield from (text for text, start in zip(texts, truth["starts"], strict=False) if not text.startswith(squashed(start)))
    if "ends" not in lenient:
        yield from (text for text, end in zip(texts, truth["ends"], strict=False) if not text.endswith(squashed(end)))
    yield from (words for words in truth["must_not_contain"] if any(words in point.text for point in version.points))
    for role, count in truth["roles"].items():
        if sum(point.role.value == role for point in version.points) != count:
            yield f"{role}: not {count}"


def fields(version: Version) -> dict[str, Any]:
    """What of a version is judged by value."""
    return {
        "points": len(version.points),
        "numbered": sum(point.number is not None for point in version.points),
        "verdict": version.completeness.verdict.value,
        "missing": list(version.completeness.missing),
        "declared": version.completeness.declared,
        "author_name": version.author.name,
        "author_handle": version.author.handle,
        "related": len(version.related),
        "numbers": [point.number for point in version.points],
    }


def squashed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
