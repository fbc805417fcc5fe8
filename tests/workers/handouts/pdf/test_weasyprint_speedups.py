"""Texts that are shaped once stand where WeasyPrint itself would set them, and say the same."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
import weasyprint  # type: ignore[import-untyped]
from hypothesis import example, given, settings
from hypothesis import strategies as some
from weasyprint.draw import text as drawing  # type: ignore[import-untyped]
from weasyprint.formatting_structure.boxes import TextBox  # type: ignore[import-untyped]
from weasyprint.layout import inline  # type: ignore[import-untyped]

from tests.workers.handouts.pdf.test_pdf import text
from workers.handouts.pdf import weasyprint_fixes, weasyprint_speedups
from workers.handouts.pdf.page_footer import page_rules
from workers.handouts.pdf.renderer import lay_out
from workers.handouts.pdf.weasyprint_speedups import glyphs, lines
from workers.handouts.render import DEFAULT_OPTIONS

PLAIN_TEXT = "{}"
ELEMENTS = ("<mark>{}</mark>", "<strong>{}</strong>", "<em>{}</em>", '<a href="https://x.org/">{}</a>', "<sup>{}</sup>")
WORDS = (
    *(
        "a",
        "of",
        "the",
        "team",
        "product-led",
        "value–led",
        "“Ship",
        "it!”",
        "AVATAR",
        "fluffy",
        "affine",
        "2026",
        "1/9",
        "…",
        "—",
    ),
    *(
        "Straße",
        "naïve",
        "Ærø",
        "ночь",
        "Дом",
        "λόγος",
        "ἀρχῇ",
        "you\u00a0see",
        "👇",
        "👩\u200d👩\u200d👧",
        "🇩🇪",
        "שלום",
        "مرحبا",
    ),
    *("我们不是功能工厂。", "우리는", "チームで", "e\u0301", "Donaudampfschifffahrtsgesellschaft"),
    "https://example.org/a/very/long/address?that=never&seems=to&end=here",
)
LOOKS = ("", "letter-spacing: 1px", "white-space: nowrap", "white-space: pre-line")


def test_the_speedups_and_fixes_are_in_force() -> None:
    assert weasyprint_speedups.obstacle() is None
    assert inline.split_text_box is lines.split_text_box
    assert drawing.draw_first_line.__wrapped__ is glyphs.draw_line
    assert weasyprint.__version__ == weasyprint_fixes.VERSION
    assert inline.split_first_line is weasyprint_fixes.split_line_with_space


def test_another_version_of_weasyprint_is_an_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    assert "WeasyPrint 71.0 is installed" in str(weasyprint_speedups.obstacle())


pieces = some.lists(some.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
spaced = some.tuples(some.sampled_from(("", " ")), pieces, some.sampled_from(("", " ", ",", ". "))).map("".join)
elements = some.one_of(some.just(PLAIN_TEXT), some.sampled_from(ELEMENTS))
paragraphs = some.lists(some.tuples(elements, spaced), min_size=1, max_size=7)


def document(paragraph: list[tuple[str, str]], width: int, look: str) -> Any:
    inside = "".join(element.format(escape(piece)) for element, piece in paragraph)
    block = f'<div style="width: {width}px; {look}"><p>{inside}</p></div>'
    body = f'<html lang="en"><head><title>A</title></head><body>{block}</body></html>'
    return lay_out(body, {}, page_rules(("A", "B"), None, DEFAULT_OPTIONS), (), False, ())


def texts(document: Any) -> list[Any]:
    """The boxes of every piece of text."""
    return [box for page in document.pages for box in page._page_box.descendants() if isinstance(box, TextBox)]


def apart(ours: list[Any], theirs: list[Any], *names: str) -> float:
    """How far two sets of boxes are from one another at most, in pixels."""
    pairs = zip(ours, theirs, strict=True)
    return max((abs(getattr(one, name) - getattr(other, name)) for one, other in pairs for name in names), default=0)


@given(paragraphs, some.integers(20, 640), some.sampled_from(LOOKS))
@example([(PLAIN_TEXT, " word"), ("<mark>{}</mark>", "of ")], 20, "")
@example([(PLAIN_TEXT, "affine")], 20, "")
@example([(PLAIN_TEXT, "the team "), ("<mark>{}</mark>", ", product-led"), (PLAIN_TEXT, ". ")], 60, "")
@example([(PLAIN_TEXT, "a"), ("<sup>{}</sup>", "https://example.org/a/very/long/address")], 20, "")
@settings(max_examples=25, deadline=None)
def test_lines_end_where_they_would(paragraph: list[tuple[str, str]], width: int, look: str) -> None:
    ours = document(paragraph, width, look)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(inline, "split_text_box", lines.original_split_text_box)
        patched.setattr(drawing, "draw_first_line", glyphs.original_draw_first_line)
        theirs = document(paragraph, width, look)
        said = text(theirs.write_pdf())
    one, other = texts(ours), texts(theirs)
    assert [each.text for each in one] == [each.text for each in other]
    assert apart(one, other, "position_x") <= 0.5
    assert (
        apart(one, other, "width", "position_y") <= 3
    )  # the letters of a broken word may be another font's when they are alone
    assert text(ours.write_pdf()) == said
