"""What bytes are is decided once: HTML, text, nothing to be seen, or no text at all."""

from __future__ import annotations

import zlib
from random import Random

import pytest

from domain.content_type import check_readable, is_markup
from domain.errors import Empty, Invalid
from presentation.messages import sentence


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><p>x",
        "\ufeff\n <html lang=en>",
        "<head>",
        "<body class=a>",
        "<?xml version='1.0'?>",
        "<!-- saved -->\n<!-- twice --><html>",
        "<article><p>One.</p><p>Two.</p></article>",
        "<p>One.</p>\n",
        "<div class='post'>One.</div> and on",
        "<!-- a -->\n<div><p>x</p></div>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_documents_and_fragments_are_markup(text: str, encoding: str) -> None:
    assert is_markup(text.encode(encoding))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<3 this",
        "<- look",
        "1/ <div> is a tag",
        "a <html>",
        "<div> is not a button. A thread.\n\n1/ One.\n\n2/ Two.",
        "<b> or <strong>? Neither </b> nor that.",
        "<article>",
        "<htmlish> words",
        "<p" * 50_000,
        "<!--" * 50_000,
        "<!-- -->" * 50_000,
    ],
)
def test_text_that_only_begins_with_a_tag_is_text(text: str) -> None:
    assert not is_markup(text.encode())


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n" + zlib.compress(bytes(range(256))),
        b"\xff\xd8\xff\xe0words",
        b"GIF89a\x01\0\x01\0\x80\0\0words",
        b"%PDF-1.7\n1 0 obj",
        b"PK\x03\x04words",
        b"\x1f\x8bwords",
        b"a\0b\0c\0" * 9,
    ],
)
def test_files_that_are_no_text_are_refused(body: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        check_readable(body)
    assert sentence(refused.value.reason).startswith("This is no text")


@pytest.mark.parametrize("text", ["", " \n", "\x01\0", "\x01\x02\x1b", "\u200b\u200e", "\ufeff\u2060 \u00ad", "\u3164"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_nobody_can_see_is_empty(text: str, encoding: str) -> None:
    with pytest.raises(Empty):
        check_readable(text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_words_are_readable_in_every_marked_encoding(encoding: str) -> None:
    check_readable(b"GIF89a is a format of pictures, and %PDF- begins another.")
    body = "1/ Gr\u00fc\u00dfe \U0001f9f5".encode(encoding)
    if encoding == "utf-16-le":  # no mark: half of it is NULs
        with pytest.raises(Invalid):
            check_readable(body)
    else:
        check_readable(body)


@pytest.mark.parametrize("body", [Random(7).randbytes(3000), bytes(range(256)) * 20, Random(8).randbytes(200)])
def test_random_bytes_are_refused(body: bytes) -> None:
    with pytest.raises(Invalid):
        check_readable(body)


@pytest.mark.parametrize("text", ["Größe, Übung und Maß.", "naïve café – “quoted”", "a\x1bb Füße " * 3])
def test_a_text_in_an_older_encoding_is_readable(text: str) -> None:
    check_readable(text.encode("windows-1252"))
