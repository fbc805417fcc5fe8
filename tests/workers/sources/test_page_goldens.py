"""Pages, answers and files in the shapes that sites really have, each beside what has to come out of it (`tests/pages`).

`THREADSHEET_WRITE_GOLDENS=1` writes the expected files anew; they are read by a person before they are committed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from domain.errors import ThreadsheetError
from domain.shapes.capture import Capture
from domain.shapes.post import Author, Media, Post, Quote
from domain.shapes.reading import Reading
from presentation.messages import sentence
from tests.paths import PAGES
from tests.workers.reading import page, text
from workers.sources.registry import source_for
from workers.unrolling import unroll

CASES = sorted(path for path in PAGES.glob("*/*") if path.suffix in {".html", ".md"})


def captured(case: Path) -> Capture:
    return page(case.read_bytes()) if case.suffix == ".html" else text(case.read_bytes())


@pytest.mark.parametrize("case", CASES, ids=[f"{case.parent.name}/{case.stem}" for case in CASES])
def test_what_comes_out_of_a_page(case: Path) -> None:
    result = outcome(captured(case))
    expected = case.with_suffix(".json")
    if os.environ.get("THREADSHEET_WRITE_GOLDENS"):
        expected.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert result == json.loads(expected.read_text(encoding="utf-8"))


def outcome(capture: Capture) -> dict[str, Any]:
    source = source_for(capture)
    try:
        reading = source.read(capture)
        return {"source": source.name, **reading_as_json(reading)}
    except ThreadsheetError as error:
        return {"source": source.name, "refused": error.code, "message": sentence(error.reason)}


def reading_as_json(reading: Reading) -> dict[str, Any]:
    version = unroll([reading])
    completeness = version.completeness
    return {
        "site": version.site.value,
        "url": version.url,
        "author": author(version.author),
        "posted_at": version.posted_at and version.posted_at.isoformat(),
        "verdict": completeness.verdict.value,
        "declared": completeness.declared,
        "gaps": [[gap.after_position, gap.count, gap.code] for gap in completeness.gaps],
        "reasons": [f"{reason.code}: {sentence(reason)}" for reason in completeness.reasons],
        "points": [
            {
                "id": point.post_id,
                "at": point.posted_at and point.posted_at.isoformat(),
                "text": point.text,
                "spans": [[span.kind.value, point.text[span.start : span.end], span.url] for span in point.spans],
                "media": [media(item) for item in point.media],
                "quote": quote(point.quote),
            }
            for point in version.points
        ],
        "related": [[related.title, related.excerpt, related.posts, related.url] for related in version.related],
        "dropped": list(version.dropped),
    }


def author(value: Author) -> list[str | None]:
    return [value.name, value.handle, value.url]


def media(value: Media) -> list[str | None]:
    return [value.kind.value, value.url, value.alt, value.poster_url]


def quote(value: Quote | Post | None) -> dict[str, Any] | None:
    if not isinstance(value, Quote):
        return None
    return {
        "text": value.text,
        "author": author(value.author),
        "url": value.url,
        "media": [media(item) for item in value.media],
        "unavailable": value.unavailable and sentence(value.unavailable),
    }
