"""Text becomes HTML in one place: what goes in comes out, nothing of it is markup, everything nests."""

from __future__ import annotations

import re
import time
from html import escape
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bare_urls import safe_address
from domain.shapes.post import Span, SpanKind
from presentation.markup import UNSAFE, Mark, direction, to_html

TAG = re.compile(r"<[^>]*>")
KNOWN = {"p", "br", "a", "bdi", "strong", "em", "code", "mark"}
PLACES = st.integers(min_value=-3, max_value=60)
LETTERS = st.sampled_from(list("ab \n<>&\"'@#.,()[]/:;אבγ👩\u200d\u202e\u2066\x00\r")) | st.characters()
PIECES = st.sampled_from(["http://", "https://a.b/", "<script>", "&amp;", "\n\n", "x y", "(", ")", "é", "\n"])
TEXTS = st.text(LETTERS, max_size=50) | st.lists(PIECES, max_size=12).map("".join)
ADDRESSES = [None, "https://example.org/?a=1&b=\"'<", "javascript:alert(1)", "http://[", "//x", "data:text/html,x"]
SPANS = st.lists(
    st.builds(
        Span,
        PLACES,
        PLACES,
        st.sampled_from(list(SpanKind)),
        st.sampled_from(
            [None, "https://example.org/?a=1&b=\"'<", "javascript:alert(1)", "http://[", "//x", "data:text/html,x"]
        ),
    ),
    max_size=8,
)
MARKS = st.lists(st.builds(Mark, PLACES, PLACES, st.sampled_from(["a", 'b"><script>']), st.integers(1, 8)), max_size=8)


def shown(text: str) -> str:
    """The text as HTML carries it between tags."""
    return UNSAFE.sub("\ufffd", escape(text)).replace("\r", "&#13;")


@given(TEXTS, SPANS, MARKS)
@settings(max_examples=400, deadline=None)
def test_stripping_the_tags_gives_the_text_back(text: str, spans: list[Span], marks: list[Mark]) -> None:
    html = to_html(text, spans, marks)
    assert TAG.sub("", html) == shown(text)


@given(TEXTS, SPANS, MARKS)
@settings(max_examples=400, deadline=None)
def test_it_is_always_well_formed_and_of_our_own_tags_only(text: str, spans: list[Span], marks: list[Mark]) -> None:
    tree = fromstring(f"<div>{to_html(text, spans, marks)}</div>")
    for element in list(tree.iter())[1:]:
        assert element.tag in KNOWN
        if element.tag == "a":
            assert safe_address(element.get("href"))
            assert element.get("rel") == "noopener nofollow"
            assert element.find(".//a") is None


@given(TEXTS, MARKS)
@settings(max_examples=300, deadline=None)
def test_a_mark_covers_its_own_characters_and_no_others(text: str, marks: list[Mark]) -> None:
    tree = fromstring(f"<div>{to_html(text, (), marks)}</div>")
    for family in {mark.family for mark in marks}:
        for palette in {mark.palette for mark in marks if mark.family == family}:
            marked = {
                place
                for mark in marks
                if (mark.family, mark.palette) == (family, palette)
                for place in range(max(mark.start, 0), min(mark.end, len(text)))
            }
            covered_places = covered(tree, family, str(palette))
            assert covered_places <= marked
            assert all(text[place].isspace() for place in marked - covered_places), (
                "only blank lines between paragraphs stay unmarked"
            )


def covered(tree: Element, family: str, palette: str) -> set[int]:
    """The code points inside marks of a family."""
    places: set[int] = set()
    count = 0

    def walk(element: Element, inside: bool) -> None:
        nonlocal count
        inside = inside or (element.get("data-family"), element.get("data-palette")) == (family, palette)
        for text, within in [(element.text, inside)]:
            count = advance(text, within)
        for child in element:
            walk(child, inside)
            count = advance(child.tail, inside)

    def advance(text: str | None, inside: bool) -> int:
        length = len(text or "")
        if inside:
            places.update(range(count, count + length))
        return count + length

    walk(tree, False)
    return places


def test_paragraphs_and_lines() -> None:
    assert to_html("one\ntwo\n\n\nthree") == '<p dir="ltr">one<br/>\ntwo</p>\n\n\n<p dir="ltr">three</p>'


def test_markup_in_a_text_is_text() -> None:
    assert "<script" not in to_html("<script>alert(1)</script>")
    assert to_html("a < b & c") == '<p dir="ltr">a &lt; b &amp; c</p>'


def test_overlapping_families_nest() -> None:
    html = to_html("abcdef", (), [Mark(0, 4, "f", 1), Mark(2, 6, "v", 2)])
    inner = '<mark class="family" data-family="v" data-palette="2">cd</mark>'
    assert f"ab{inner}</mark>" in html
    assert html.endswith('<mark class="family" data-family="v" data-palette="2">ef</mark></p>')


def test_offsets_count_code_points() -> None:
    html = to_html("👩‍👩‍👧 ok", (), [Mark(6, 8, "f", 1)])
    assert ">ok</mark>" in html


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://example.org/a.", "https://example.org/a"),
        ("(https://example.org/a_(b))", "https://example.org/a_(b)"),
        ("„https://example.org/ä?x=1&y=2“", "https://example.org/ä?x=1&y=2"),
        ("https://example.org/…", "https://example.org/"),
    ],
)
def test_bare_addresses_become_links(text: str, link: str) -> None:
    anchor = fromstring(to_html(text)).find("a")
    assert anchor is not None
    assert anchor.get("href") == link


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil", "http://", "https://a\nb", "ftp://a/b", " https://a"]
)
def test_an_unsafe_address_is_no_link(url: str) -> None:
    assert "<a" not in to_html("here", [Span(0, 4, SpanKind.LINK, url)])


def test_a_mention_is_isolated_from_the_direction_round_it() -> None:
    html = to_html("שלום @you!", [Span(5, 9, SpanKind.MENTION)])
    assert html == '<p dir="rtl">שלום <bdi class="mention">@you</bdi>!</p>'


@pytest.mark.parametrize(("text", "expected"), [("12 שלום", "rtl"), ("a שלום", "ltr"), ("…", "ltr"), ("سلام", "rtl")])
def test_direction_is_that_of_the_first_letter(text: str, expected: str) -> None:
    assert direction(text) == expected


@pytest.mark.parametrize(
    "piece", ["http://" + ")" * 1990 + " ", "\n", "a\n" + " " * 500, "<&>", "https://a.b/" + "." * 1980 + " "]
)
def test_it_stays_linear(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        marks = [Mark(place, place + 5, "f", 1 + place % 8) for place in range(0, length, 50)]
        spans = [Span(place, place + 15, SpanKind.LINK, "https://a.b") for place in range(0, length, 40)]
        began = time.process_time()
        to_html(text, spans, marks)
        return time.process_time() - began

    # The best of three: a busy machine is not taken for slow markup. Quadratic would be sixteen times.
    fast = {length: min(seconds(length) for _ in range(3)) for length in (100_000, 400_000)}
    assert fast[400_000] < 12 * max(fast[100_000], 0.01)


def test_letters_stand_behind_the_words_that_they_name() -> None:
    marks = [Mark(0, 3, "f", 1), Mark(4, 7, "f", 1)]
    html = to_html("one two three", marks=marks, letters=[(3, "a"), (7, "b")])
    assert "one</mark>" in html.replace('</mark><sup class="letter">a</sup>', "</mark>")
    assert '</mark><sup class="letter">a</sup> <mark' in html
    assert '</mark><sup class="letter">b</sup> three' in html
    assert to_html("x", letters=[(1, "a")]) == '<p dir="ltr">x<sup class="letter">a</sup></p>'
