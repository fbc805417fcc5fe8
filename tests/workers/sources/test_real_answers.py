"""Answers of Bluesky and Mastodon as they were found in the wild, where they are at hand: each has its posts."""

from __future__ import annotations

import csv
from datetime import UTC, datetime

import pytest

from domain.errors import NotAThread
from domain.shapes.capture import Capture, MediaType, Via
from tests.paths import SHARED
from workers.sources.registry import source_for
from workers.unrolling import unroll

REAL = SHARED / "data/real"
INDEX = REAL.parent / "INDEX.tsv"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LISTS = {"bluesky/getQuotes.json"}  # posts by several people, none of which answers another
FOLDERS = ("bluesky", "mastodon")

pytestmark = pytest.mark.skipif(not INDEX.exists(), reason="the real answers are not at hand")


def certain_counts() -> list[tuple[str, str]]:
    if not INDEX.exists():
        return []
    with INDEX.open() as file:
        rows = [(row["file"], row["expect_points"]) for row in csv.DictReader(file, delimiter="\t")]
    return [(name, count) for name, count in rows if name.startswith(FOLDERS) and name.endswith((".json", ".html"))]


@pytest.mark.parametrize(("name", "count"), certain_counts(), ids=[name for name, _ in certain_counts()])
def test_a_real_answer_has_its_points(name: str, count: str) -> None:
    body = (REAL / name).read_bytes()
    kind = MediaType.HTML if name.endswith(".html") else MediaType.TEXT
    capture = Capture(body, Via.PASTE, kind, NOON)
    if name in LISTS:
        with pytest.raises(NotAThread):
            source_for(capture).read(capture)
        return
    version = unroll([source_for(capture).read(capture)])
    assert version.completeness.reasons
    assert not count or len(version.points) == int(count)
