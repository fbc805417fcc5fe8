"""A Capture's bytes as text: byte order mark, strict UTF-8, what the HTML says of itself, then windows-1252 with a warning."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4.dammit import EncodingDetector

from domain.content_type import bom_encoding, is_markup
from domain.messages import Message
from domain.shapes.capture import Capture, MediaType

HEAD = 4096  # bytes in which an HTML page names its charset
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")  # C0 but tab and line feed; carriage returns are gone by then
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # any of these
HALVES = re.compile("[\ud800-\udfff]")  # JSON can spell them
GUESSED = Message(
    "encoding_guessed",
    "The text does not say how its letters are encoded and is not UTF-8. It was read as Windows-1252; accents may be wrong.",
)


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text with LF line ends and no controls; `reasons` warn of guesses."""

    text: str
    reasons: tuple[Message, ...] = ()


def decode_capture(capture: Capture) -> DecodedText:
    """The text of a Capture. Nothing is normalised; bidi marks and every kind of Unicode space stay."""
    text, reasons = _letters(capture.body, capture.media_type is MediaType.HTML or capture.body.lstrip()[:1] == b"<")
    return DecodedText(printable(text), reasons)


def printable(text: str) -> str:
    """The same text with LF line ends, without controls, and without halves of letters that no encoding can write."""
    if UNPRINTABLE.search(text) is None:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return HALVES.sub("\ufffd", CONTROLS.sub("", text))


def is_html(capture: Capture) -> bool:
    """Whether a Capture is HTML, by what it is said to be or because it is markup."""
    if capture.media_type is not MediaType.TEXT:
        return capture.media_type is MediaType.HTML
    return is_markup(capture.body)


def _letters(body: bytes, html: bool) -> tuple[str, tuple[Message, ...]]:
    marked = bom_encoding(body)
    if marked:
        return body.decode(marked, "replace"), ()
    try:
        return body.decode("utf-8"), ()
    except UnicodeDecodeError:
        named = EncodingDetector.find_declared_encoding(body[:HEAD], is_html=True) if html else None
    if named:
        try:
            return body.decode(named, "replace"), ()
        except (LookupError, ValueError):
            pass
    return body.decode("windows-1252", "replace"), (GUESSED,)
