"""The answers of a site in one Capture: one of them as it came, or several in the envelope that fetching puts them in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.shapes.capture import Capture, MediaType
from workers.sources.parsing.decoding import decode_capture
from workers.sources.parsing.json_tree import JsonTree

JSON_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")
PEEK = 2000  # bytes of a Capture's beginning in which the envelope's `format` stands
FORMAT = re.compile(rb"\"format\"\s*:\s*\"([\w.-]{1,60})\"")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came from `url` with `status`; both None for an answer that stands alone."""

    tree: JsonTree
    url: str | None = None
    status: int | None = None


def is_json(capture: Capture) -> bool:
    """By what it is said to be, or because it begins like it."""
    return capture.media_type is MediaType.JSON or (
        capture.media_type is MediaType.TEXT and JSON_BEGINNING.match(capture.body[:PEEK]) is not None
    )


def envelope_format(capture: Capture) -> str | None:
    """The `format` of an envelope, or None where there is no envelope."""
    found = FORMAT.search(capture.body[:PEEK])
    return found[1].decode("ascii") if found and b'"answers"' in capture.body else None


def read_answers(capture: Capture) -> list[Answer]:
    """Every answer, in order; those that are no JSON are left out. Raises NotAThread for a Capture that is none itself."""
    whole = JsonTree.parse(decode_capture(capture).text)
    if not whole["answers"].is_list:
        return [Answer(whole)]
    return list(_unpacked(whole["answers"]))


def _unpacked(answers: JsonTree) -> Iterator[Answer]:
    for each in answers:
        body = each["body"]
        tree = JsonTree.parse(body.raw) if body.is_text and body.raw.lstrip()[:1] in {"{", "["} else body
        yield Answer(tree, each["url"].stripped, each["status"].integer)
