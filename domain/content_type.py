"""Decides whether bytes are HTML, text, blank, or no text at all.

The only place that does, for the server's intake, the command line and the sources. Pure.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from domain.errors import Empty, Invalid
from domain.messages import message

BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first bytes of files that people send by mistake, and the names of their kinds in the messages (`file_kind`).
SIGNATURES: Final = (
    (re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a.{2}.{0,8}\0|RIFF.{4}WEBP", re.DOTALL), "picture"),
    (re.compile(rb"%PDF-\d\.\d\s"), "pdf"),
    (re.compile(rb"PK\x03\x04"), "zip"),
    (re.compile(rb"\x1f\x8b"), "compressed"),
    (re.compile(rb"SQLite format 3\0"), "database"),
)
BINARY_SHARE: Final = 20
"""Bytes with more than one NUL in so many are no text."""
CONTROL_BYTE: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
CONTROL_SHARE: Final = 50
"""Bytes that are not UTF-8 with more than one control character in so many are no text."""
SNIFFED: Final = 65_536
"""How many bytes at the beginning are examined to tell HTML from text."""

# White space, controls, and invisible letters: a text of nothing else is blank.
INVISIBLE = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]*"
)
COMMENTS = r"\s*(?:<!--(?:(?!-->).){0,2000}-->\s*){0,3}"
DOCUMENT = re.compile(COMMENTS + r"<(?:!doctype\s|(?:html|head|body)[\s>]|\?xml\s)", re.IGNORECASE | re.DOTALL)
FIRST_TAG = re.compile(COMMENTS + r"<(?P<name>[a-z][a-z0-9]{0,9})(?P<more>\s[^<>]{0,2000})?/?>", re.IGNORECASE | re.DOTALL)
CLOSING = re.compile(r"</(?P<name>[a-z][a-z0-9]{0,9})\s{0,5}>", re.IGNORECASE)
MIN_CLOSING_TAGS: Final = 2


def is_markup(body: bytes) -> bool:
    """Whether these bytes are HTML: a document, or a fragment that opens with a tag and closes it and others.

    A text that only begins with a tag, because it is about one, is text.
    """
    beginning = body[:SNIFFED].decode(bom_encoding(body) or "utf-8", "replace").lstrip("\ufeff")
    if DOCUMENT.match(beginning):
        return True
    first = FIRST_TAG.match(beginning)
    if first is None:
        return False
    closed = [match["name"].lower() for match in CLOSING.finditer(beginning)]
    closes_last = beginning.rstrip().lower().endswith(f"</{first['name'].lower()}>")
    return first["name"].lower() in closed and (
        len(closed) >= MIN_CLOSING_TAGS or closes_last or bool((first["more"] or "").strip())
    )


def check_readable(body: bytes) -> None:
    """Raises Empty for a blank text, Invalid for what is no text: pictures, PDFs, archives, many NULs."""
    encoding = bom_encoding(body)
    kind = next((kind for signature, kind in SIGNATURES if signature.match(body)), None)
    if kind == "zip":
        raise Invalid("zip_file")
    if kind:
        raise Invalid("not_text", kind=message(f"file_kind.{kind}"))
    if is_blank(body.decode(encoding or "utf-8", "replace")):
        raise Empty
    if encoding in (None, "utf-8-sig") and body.count(b"\0") * BINARY_SHARE > len(body):
        raise Invalid("zero_bytes")
    if encoding is None and _is_binary(body):
        raise Invalid("binary")


def _is_binary(body: bytes) -> bool:
    """Whether bytes are neither UTF-8 nor of a one-byte encoding, whose texts have hardly a control character."""
    if len(CONTROL_BYTE.findall(body)) * CONTROL_SHARE <= len(body):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def is_blank(text: str) -> bool:
    """Whether a text has no visible character."""
    return INVISIBLE.fullmatch(text) is not None


def bom_encoding(body: bytes) -> str | None:
    """The encoding that a byte order mark at the beginning stands for, None without one."""
    return next((name for mark, name in BYTE_ORDER_MARKS if body.startswith(mark)), None)
