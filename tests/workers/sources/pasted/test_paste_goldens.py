"""Pastes in the shapes that people really paste, each beside what has to come out of it (`tests/pages/paste`).

`THREADSHEET_WRITE_GOLDENS=1` writes the expected files anew; they are read by a person before they are committed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from domain.shapes.thread import Version
from presentation.messages import sentence
from tests.paths import PAGES
from tests.workers.pasting import paste

PASTES = PAGES / "paste"
CASES = sorted(PASTES.glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_what_comes_out_of_a_paste(case: Path) -> None:
    result = version_as_json(paste(case.read_bytes()))
    expected = case.with_suffix(".json")
    if os.environ.get("THREADSHEET_WRITE_GOLDENS"):
        expected.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert result == json.loads(expected.read_text(encoding="utf-8"))


def version_as_json(version: Version) -> dict[str, Any]:
    """A Version as JSON, without what is null everywhere here."""
    completeness = version.completeness
    return {
        "title": version.title,
        "site": version.site.value,
        "url": version.url,
        "author": {"name": version.author.name, "handle": version.author.handle},
        "posted_at": version.posted_at and version.posted_at.isoformat(),
        "language": version.language,
        "verdict": completeness.verdict.value,
        "declared": completeness.declared,
        "missing": list(completeness.missing),
        "gaps": [[gap.after_position, gap.count, gap.code] for gap in completeness.gaps],
        "reasons": [f"{reason.code}: {sentence(reason)}" for reason in completeness.reasons],
        "points": [
            {
                "role": point.role.value,
                "number": point.number,
                "of": point.of,
                "text": point.text,
                "media": [media.kind.value for media in point.media],
            }
            for point in version.points
        ],
        "related": [[related.title, related.excerpt, related.posts, related.date] for related in version.related],
        "dropped": list(version.dropped),
    }
