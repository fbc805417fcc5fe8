"""Tags as pages and handouts show them, and the legend that counts them."""

from __future__ import annotations

from dataclasses import replace

from domain.shapes.tag import Tag, TaggedBy
from presentation.evidence import evidence_marks
from presentation.legend import legends, strip_label
from presentation.messages import load_messages
from presentation.tag_view import attribution, tag_views
from tests import factories


def test_tags_come_in_the_codebooks_order_and_unknown_families_are_left_out() -> None:
    (seventh,) = [point for point in factories.ten_points() if point.number == 7]
    stray = Tag("gone", "silos", 0.9, TaggedBy.MODEL)
    reordered = replace(seventh, tags=(stray, *reversed(seventh.tags)))
    views = tag_views(reordered.tags, factories.codebook())
    assert [view.family.id for view in views] == ["product-fed", "value-led", "value-led"]
    assert {mark.family for mark in evidence_marks(reordered, factories.codebook())} == {"product-fed", "value-led"}


def test_a_theme_that_is_gone_keeps_its_id_as_its_name() -> None:
    (view,) = tag_views((Tag("value-led", "old-theme", 0.5, TaggedBy.MODEL),), factories.codebook())
    assert view.theme.name == "old-theme"


def test_a_model_says_how_sure_it_is_and_a_person_does_not() -> None:
    assert attribution(Tag("a", "b", 0.823, TaggedBy.MODEL)) == "suggested by Threadsheet, strong (82% sure)"
    assert attribution(Tag("a", "b", None, TaggedBy.PERSON)) == "set by a person"


def test_the_legend_counts_points_not_tags() -> None:
    counted = legends(factories.ten_points(), factories.codebook(), load_messages())
    assert [(entry.name, entry.count, entry.palette) for entry in counted] == [
        ("Product-Fed", 6, 1),
        ("Value-Led", 3, 2),
        ("neither", 2, None),
    ]
    assert strip_label(counted, load_messages()).endswith("Product-Fed: 6 points. Value-Led: 3 points.")
