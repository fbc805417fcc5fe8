"""A marker goes, with the space round it; everything else stays, and spans stay on their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shapes.post import Post, Span, SpanKind
from workers.numbering import mark_post, strip_marker
from workers.numbering.posts import numbers_in


def strip(text: str, *spans: Span, of: int = 9) -> tuple[str, tuple[Span, ...]]:
    marker = numbers_in([text, f"2/{of} b", f"3/{of} c"])[0] or numbers_in([text, f"b (2/{of})", f"c (3/{of})"])[0]
    assert marker
    return strip_marker(text, marker, spans)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1/9 Teams…", "Teams…"),
        ("🧵1/9 Teams", "🧵 Teams"),
        ("🧵 1/9 Teams", "🧵 Teams"),
        ("Teams... (1/9)", "Teams..."),
        ("Teams...(1/9)", "Teams..."),
        ("Teams 👇 (1/9)", "Teams 👇"),
        ("Teams.\n\n(1/9)\n", "Teams."),
        ("Teams: (1/9) ↓", "Teams: ↓"),
        ("(1/9)\n\nTeams", "Teams"),
        ("Teams (1/9)\n👇", "Teams (1/9)\n👇"),
        ("\u200f1/9 \u0634\u064a\u0621", "\u200f\u0634\u064a\u0621"),
        ("\u202b1/9 \u05e9\u05dc\u05d5\u05dd\u202c", "\u202b\u05e9\u05dc\u05d5\u05dd\u202c"),
        ("1/9\u200f Teams", "\u200fTeams"),
        ("\u200b1/9\u200b Teams", "Teams"),
        ("\u2060 1/9 Teams", "Teams"),
        ("Teams (1/9)\u200b", "Teams"),
        ("Teams\u200f (1/9)\u200f", "Teams\u200f\u200f"),
    ],
)
def test_the_marker_goes(text: str, words: str) -> None:
    if "\n👇" in text:
        assert numbers_in([text, "b (2/9)", "c (3/9)"])[0] is None
    else:
        assert strip(text)[0] == words


def test_spans_stay_on_their_words() -> None:
    text = "🧵1/9 See @ines and example.org (soon)"
    spans = (Span(9, 14, SpanKind.MENTION), Span(19, 30, SpanKind.LINK, "https://example.org/"))
    words, moved = strip(text, *spans)
    assert [words[span.start : span.end] for span in moved] == ["@ines", "example.org"]


def test_a_span_of_the_marker_alone_goes_with_it() -> None:
    assert strip("1/9 Teams", Span(0, 3, SpanKind.LINK, "https://example.org/"))[1] == ()


@given(st.text(alphabet="ab c\n👇é", max_size=30), st.text(alphabet="ab c\n👇é", max_size=30), st.data())
def test_any_span_holds_the_same_letters_as_before(before: str, after: str, data: st.DataObject) -> None:
    text = f"{before}x (1/9) 👇{after}".rstrip("\n")
    marker = numbers_in([text, "b (2/9)"])[0]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words, moved = strip_marker(text, marker, (Span(start, end, SpanKind.LINK, "https://example.org/"),))
    remaining = text[start:end].replace("(1/9)", "") if marker else text[start:end]
    for span in moved:
        assert 0 <= span.start < span.end <= len(words)
        inside = "".join(words[span.start : span.end].split())
        assert inside in "".join(remaining.split()) or (marker and marker.start < end and start < marker.end)


@given(st.text(alphabet="ab c\n👇é\u202b\u200b", max_size=20), st.text(alphabet="ab c👇\u202b\u200f", max_size=20))
def test_the_full_text_of_a_marked_post_is_what_was_written(before: str, after: str) -> None:
    for text in (f"{before}x (1/9) 👇{after}", f"{after}1/9 {before}"):
        marker = numbers_in([text, "2/9 b", "3/9 c"])[0] or numbers_in([text, "b (2/9)", "c (3/9)"])[0]
        post = mark_post(Post(text), marker)
        assert post.full_text == text.strip()
        assert (post.marker and post.marker.number) == (marker and 1)
