"""Whatever comes in, what is kept can be written in every format."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from domain.characters import is_in_range, legal, legal_text
from domain.shapes.post import Author, Post, Quote, Span, SpanKind
from domain.shapes.reading import Reading, Site

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@given(ANY_TEXT)
def test_a_legal_text_goes_into_xml_and_utf8_and_keeps_its_length(text: str) -> None:
    cleaned = legal_text(text)
    element = etree.Element("p")
    element.text = cleaned
    assert (
        etree.fromstring(etree.tostring(element, encoding="utf-8")).text == (cleaned.replace("\r\n", "\n") or None)
        or "\r" in text
    )
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert len(cleaned) == len(text)
    assert legal_text(cleaned) == cleaned


@pytest.mark.parametrize("text", ["plain", "山田 👩‍👩‍👧 نص\n\tline", "\u0085\u2028\u200f"])
def test_what_is_legal_is_left_alone(text: str) -> None:
    assert legal_text(text) is text


def test_a_shape_is_cleaned_to_its_depth() -> None:
    beyond = datetime.max.replace(tzinfo=timezone(timedelta(hours=-23, minutes=-59)))
    quote = Quote("quoted\uffff", Author(name="A\x00nna"), posted_at=beyond)
    post = Post(
        id="1", text="a\x0bb", spans=(Span(0, 3, SpanKind.LINK, "https://x.example/\ud800"),), posted_at=beyond, quote=quote
    )
    cleaned = legal(Reading(Site.X, (post,), author=Author(name="\ufffe")))
    assert cleaned.author.name == "\ufffd"
    assert (cleaned.posts[0].text, cleaned.posts[0].posted_at) == ("a\ufffdb", None)
    assert cleaned.posts[0].quote == Quote("quoted\ufffd", Author(name="A\ufffdnna"))
    assert cleaned.posts[0].spans[0].url == "https://x.example/\ufffd"
    clean = Reading(Site.X, (Post(id="1", text="fine"),))
    assert legal(clean) is clean


@given(st.datetimes(timezones=st.timezones()))
def test_a_date_in_range_exists_in_every_zone(moment: datetime) -> None:
    if is_in_range(moment):
        for hours in (-23, 0, 23):
            moment.astimezone(timezone(timedelta(hours=hours)))


def test_usual_dates_are_in_range() -> None:
    assert is_in_range(datetime(2024, 5, 1, tzinfo=UTC))
    assert is_in_range(datetime(1970, 1, 1))  # noqa: DTZ001 - without a zone
