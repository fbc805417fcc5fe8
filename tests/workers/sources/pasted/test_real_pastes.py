"""The real texts beside the repository, where they are there: every count that is certain, and no verdict without proof."""

from __future__ import annotations

import csv

import pytest

from domain.errors import NotAThread
from tests.paths import SHARED
from tests.workers.pasting import paste

DATA = SHARED / "data"
INDEX = DATA / "INDEX.tsv"
pytestmark = pytest.mark.skipif(not INDEX.is_file(), reason="no real texts beside the repository (../shared/data)")


def plain_texts() -> list[tuple[str, int | None]]:
    if not INDEX.is_file():
        return []
    with INDEX.open(encoding="utf-8", newline="") as rows:
        return [
            (row["file"], int(row["expect_points"]) if row["expect_points"].isdecimal() else None)
            for row in csv.DictReader(rows, delimiter="\t")
            if row["file"].startswith("plaintext/")
        ]


@pytest.mark.parametrize(("file", "expected"), plain_texts())
def test_a_real_text_has_its_points(file: str, expected: int | None) -> None:
    version = paste((DATA / "real" / file).read_bytes())
    if expected is None:
        assert version.completeness.verdict == "unknown"
    else:
        assert len(version.points) == expected
        assert version.completeness.verdict == "complete"


def test_the_sample() -> None:
    body = (DATA / "pastes" / "thread-reader-value-led.txt").read_bytes()
    version = paste(body)
    assert [point.number for point in version.points] == [1, 2, 3, 4, 5, 6, 7, 8, 9, None]
    assert [point.of for point in version.points] == [9] * 9 + [None]
    assert version.points[9].role == "closing"
    assert version.points[9].text.startswith("So...")
    assert version.points[9].text.endswith("Back to the top...")
    assert version.points[0].text.endswith("\n\n👇")
    assert [media.kind.value for media in version.points[7].media] == ["image"]
    assert version.points[7].text.endswith("articulate that...")
    assert (version.author.name, version.author.handle) == ("Sam Higham", "sambhigham")
    assert (version.site.value, version.completeness.verdict.value, version.completeness.declared) == ("x", "complete", 9)
    assert [related.posts for related in version.related] == [26, 10, 6, 6, 13]
    assert [related.date for related in version.related] == ["24 Dec", "23 Dec", "23 Dec", "14 Dec", "10 Dec"]
    after = body.decode().split("• • •")[1]
    text = "\n".join(point.text for point in version.points)
    assert not [line for line in after.split("\n") if len(line.strip()) > 3 and line.strip() in text]


@pytest.mark.parametrize("folder", ["x-export-md", "threadreader-html"])
def test_saved_pages_pasted_as_text_break_nothing(folder: str) -> None:
    files = sorted((DATA / "real" / folder).glob("*.md"))
    assert files
    for file in files:
        try:
            version = paste(file.read_bytes())
        except NotAThread:
            continue
        assert version.points, file.name
