"""Pastes in the shapes that sites and programs give them, written by hand (`tests/pages/copied`): points, author, verdict.

Those with a reason under `unread` are known to be read wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from domain.errors import NotAThread
from domain.shapes.thread import Version
from tests.paths import PAGES
from tests.workers.pasting import paste

COPIED = PAGES / "copied"
CASES = [
    pytest.param(case, id=case["name"], marks=pytest.mark.xfail(strict=True, reason=case["unread"]) if "unread" in case else ())
    for file in sorted(COPIED.glob("*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_a_copied_page_is_read_right(case: dict[str, Any]) -> None:
    if case["points"]:
        assert list(faults(paste(case["text"]), case)) == []
        return
    with pytest.raises(NotAThread):
        paste(case["text"])


def faults(version: Version, case: dict[str, Any]) -> Iterator[str]:
    """What of a version is not as the case has it; a field that the case does not name is not judged."""
    found = [squashed(point.text) for point in version.points]
    if found not in [[squashed(text) for text in points] for points in (case["points"], *case.get("accept_points", []))]:
        yield f"points: {found}"
    for name, value in fields(version).items():
        if name in case and value != case[name]:
            yield f"{name}: {value!r} instead of {case[name]!r}"


def fields(version: Version) -> dict[str, Any]:
    """What of a version is judged by value."""
    return {
        "author": version.author.name,
        "handle": version.author.handle,
        "verdict": version.completeness.verdict.value,
        "declared": version.completeness.declared,
        "numbers": [point.number for point in version.points],
    }


def squashed(text: str) -> str:
    return " ".join(text.split())
