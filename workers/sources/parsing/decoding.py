"""Decodes a Capture: by byte order mark, strict UTF-8, the charset that HTML declares, else windows-1252 with a warning."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4.dammit import EncodingDetector

from domain.content_type import bom_encoding, is_markup
from domain.messages import Message, message
from domain.shapes.capture import Capture, MediaType

MAX_HEAD = 4096  # bytes in which an HTML page declares its charset
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")  # C0 but tab and line feed, after carriage returns were replaced
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # any of these
SURROGATES = re.compile("[\ud800-\udfff]")  # JSON can contain them
ENCODING_GUESSED = message("encoding_guessed")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text with LF line ends and without control characters; `reasons` warn when the encoding was guessed."""

    text: str
    reasons: tuple[Message, ...] = ()


def decode_capture(capture: Capture) -> DecodedText:
    """Decodes the body of a Capture. Unicode is not normalised; bidi marks and all kinds of space stay."""
    text, reasons = _decode(capture.body, capture.media_type is MediaType.HTML or capture.body.lstrip()[:1] == b"<")
    return DecodedText(printable(text), reasons)


def printable(text: str) -> str:
    """The text with LF line ends, without control characters, and with U+FFFD for surrogates, which cannot be encoded."""
    if UNPRINTABLE.search(text) is None:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return SURROGATES.sub("\ufffd", CONTROLS.sub("", text))


def is_html(capture: Capture) -> bool:
    """Whether a Capture is HTML, by its media type or because its text is markup."""
    if capture.media_type is not MediaType.TEXT:
        return capture.media_type is MediaType.HTML
    return is_markup(capture.body)


def _decode(body: bytes, html: bool) -> tuple[str, tuple[Message, ...]]:
    bom = bom_encoding(body)
    if bom:
        return body.decode(bom, "replace"), ()
    try:
        return body.decode("utf-8"), ()
    except UnicodeDecodeError:
        declared = EncodingDetector.find_declared_encoding(body[:MAX_HEAD], is_html=True) if html else None
    if declared:
        try:
            return body.decode(declared, "replace"), ()
        except (LookupError, ValueError):
            pass
    return body.decode("windows-1252", "replace"), (ENCODING_GUESSED,)
