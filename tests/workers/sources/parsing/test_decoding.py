"""Bytes become text in a fixed order of trust, and nothing is changed on the way but line ends and controls."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.shapes.capture import Capture, MediaType, Via
from tests.workers.pasting import capture, paste
from workers.sources.parsing.decoding import decode_capture, is_html


def text_of(body: bytes, media_type: MediaType = MediaType.TEXT) -> str:
    return decode_capture(Capture(body, Via.PASTE, media_type, datetime(2026, 11, 24, tzinfo=UTC))).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed_and_removed(encoding: str) -> None:
    assert text_of("Grüße 🧵".encode(encoding)) == "Grüße 🧵"


def test_what_is_not_utf8_is_read_as_windows_with_a_warning() -> None:
    read = decode_capture(capture("Grüße – “so”".encode("windows-1252")))
    assert read.text == "Grüße – “so”"
    assert [reason.code for reason in read.reasons] == ["encoding_guessed"]


def test_html_says_its_own_charset() -> None:
    page = '<meta http-equiv=Content-Type content="text/html; charset=iso-8859-2"><p>Łódź'
    read = decode_capture(Capture(page.encode("iso-8859-2"), Via.PAGE, MediaType.HTML, datetime(2026, 11, 24, tzinfo=UTC)))
    assert read.text == page
    assert read.reasons == ()


def test_html_that_names_no_real_charset_is_read_all_the_same() -> None:
    assert "Gr\u00fc\u00dfe" in text_of('<meta charset="klingon"><p>Grüße'.encode("windows-1252"), MediaType.HTML)


def test_line_ends_become_one_and_controls_go() -> None:
    assert text_of(b"a\r\nb\rc\nd\x00\x01\x0b\x0c\x1b\x7f\te") == "a\nb\nc\nd\te"


def test_marks_of_direction_and_rare_line_ends_stay() -> None:
    text = "\u202bשלום\u202c \u200f\u2066x\u2069 e\u0301 \u00e9 ﬁ a\u2028b\u2029c\x85d"
    assert text_of(text.encode()) == text


def test_rare_line_ends_end_lines() -> None:
    assert [point.text for point in paste("1/ a\u20282/ b\u2029\u20293/ c\x854/ d").points] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("text", ["<!DOCTYPE html><p>x", "\ufeff\n <html>", "<article><p>a</p></article>"])
def test_text_that_is_html_is_html(text: str) -> None:
    assert is_html(capture(text))


def test_html_in_wide_letters_is_html() -> None:
    page = "<!doctype html><title>Walls</title><p>1/2 Teams.</p>".encode("utf-16")
    assert is_html(capture(page))
    assert decode_capture(capture(page)).text.startswith("<!doctype html>")


def test_a_thread_about_a_tag_is_a_thread() -> None:
    version = paste("<div> is not a button. A thread.\n\n1/ Use <button>.\n\n2/ Always.")
    assert [point.number for point in version.points] == [None, 1, 2]


@pytest.mark.parametrize("text", ["<3 this", "1/ <div> is a tag", "<- look", "a <html>", ""])
def test_text_about_html_is_text(text: str) -> None:
    assert not is_html(capture(text))
