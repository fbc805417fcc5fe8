"""The API answers in one Capture: a single one as it came, or several in the envelope that `envelope.pack_answers` writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.shapes.capture import Capture, MediaType
from workers.sources.parsing.decoding import decode_capture
from workers.sources.parsing.json_tree import JsonTree

JSON_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")
PEEK = 2000  # bytes at a Capture's beginning in which the envelope's `format` stands
FORMAT = re.compile(rb"\"format\"\s*:\s*\"([\w.-]{1,60})\"")


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of a response from `url` with `status`; both are None for an answer without an envelope."""

    tree: JsonTree
    url: str | None = None
    status: int | None = None


def is_json(capture: Capture) -> bool:
    """Whether a Capture is JSON by its media type, or is text that begins like JSON."""
    return capture.media_type is MediaType.JSON or (
        capture.media_type is MediaType.TEXT and JSON_BEGINNING.match(capture.body[:PEEK]) is not None
    )


def envelope_format(capture: Capture) -> str | None:
    """The `format` of an envelope, or None where there is no envelope."""
    match = FORMAT.search(capture.body[:PEEK])
    return match[1].decode("ascii") if match and b'"answers"' in capture.body else None


def read_answers(capture: Capture) -> list[Answer]:
    """Every answer, in order. Raises NotAThread when the Capture, or a body that begins like JSON, is not valid JSON."""
    document = JsonTree.parse(decode_capture(capture).text)
    if not document["answers"].is_list:
        return [Answer(document)]
    return list(_unpack(document["answers"]))


def _unpack(answers: JsonTree) -> Iterator[Answer]:
    for answer in answers:
        body = answer["body"]
        tree = JsonTree.parse(body.raw) if body.is_text and body.raw.lstrip()[:1] in {"{", "["} else body
        yield Answer(tree, answer["url"].stripped, answer["status"].integer)
