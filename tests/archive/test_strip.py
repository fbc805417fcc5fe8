"""The strip tells the thread in beads: families, gaps where they are, small ones for what is unnumbered."""

from __future__ import annotations

from archive.strip import strip
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
    assert row[5].missing == "Points 6 and 7 are missing: the author's numbers go from 5 to 8."


def test_rows_are_of_nearly_equal_length() -> None:
    rows = strip(factories.long(101).version, factories.codebook(), per_row=50).rows
    assert [len(row) for row in rows] == [34, 34, 33]


def test_an_empty_thread_has_a_size() -> None:
    nothing = strip(factories.version(()), factories.codebook())
    assert (nothing.width, nothing.height) == (10, 16)
