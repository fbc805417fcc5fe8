"""The strip tells the thread in beads: families, gaps where they are, small ones for what is unnumbered."""

from __future__ import annotations

from dataclasses import replace

from domain.messages import message
from domain.shapes.thread import Completeness, Gap, PointSummary, Thread, ThreadSummary, Verdict
from presentation.strip import strip, thumbnail
from tests import factories


def test_a_bead_a_point_with_its_families_in_the_codebooks_order() -> None:
    (row,) = strip(factories.ten().version, factories.codebook()).rows
    assert [[family.id for family in bead.families] for bead in row] == [
        *[["product-fed"], [], ["product-fed"], ["product-fed"], ["product-fed"], ["product-fed"]],
        *[["product-fed", "value-led"], ["value-led"], ["value-led"], []],
    ]
    assert [bead.small for bead in row] == [False] * 9 + [True]


def test_gaps_stand_where_points_are_missing() -> None:
    (row,) = strip(factories.gappy().version, factories.codebook()).rows
    assert [bead.number for bead in row] == [1, 2, 3, 4, 5, None, None, 8, 9, None]
    assert row[5].missing == "Points 6 and 7 are missing: the numbers jump from 5 to 8."


def test_rows_are_of_nearly_equal_length() -> None:
    rows = strip(factories.long(101).version, factories.codebook(), per_row=50).rows
    assert [len(row) for row in rows] == [34, 34, 33]


def test_an_empty_thread_has_a_size() -> None:
    nothing = strip(factories.version(()), factories.codebook())
    assert (nothing.width, nothing.height) == (10, 16)


def summary(thread: Thread) -> ThreadSummary:
    """What a list knows of a thread."""
    version = thread.version
    points = tuple(
        PointSummary(each.position, each.role, each.number, tuple({tag.family for tag in each.tags})) for each in version.points
    )
    facts = (version.title, version.site, version.url, version.author, version.posted_at, factories.NOON, factories.NOON)
    return ThreadSummary("th", *facts, 1, version.completeness, thread.codebook, points)


def test_a_thumbnail_is_the_strip_of_a_list() -> None:
    codebook = factories.codebook()
    for thread in (factories.ten(), factories.gappy()):
        assert thumbnail(summary(thread), codebook) == strip(thread.version, codebook)


def test_the_thumbnail_of_a_long_thread_stays_small_and_keeps_its_gaps() -> None:
    thread = factories.long(1000)
    gap = Gap(500, 1, message("numbers_missing.between", count=1, numbers=(501,), previous=500, following=502))
    gappy = replace(thread, version=replace(thread.version, completeness=Completeness(Verdict.GAPS, gaps=(gap,))))
    small = thumbnail(summary(gappy), factories.codebook())
    beads = [bead for row in small.rows for bead in row]
    assert len(beads) <= 120
    assert len(small.rows) <= 3
    assert [bead.missing for bead in beads if bead.position is None] == [
        "Point 501 is missing: the numbers jump from 500 to 502."
    ]
    assert thumbnail(replace(summary(thread), points=()), factories.codebook()).rows == ()
