"""The head of a forwarded or printed mail above its text, in any language: "From: ...", "To: ...", "Subject: ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

FIELD: Final = re.compile(r"[*_]{0,2}(?P<label>[^\W\d_][^\d:：<>@/]{0,20}?)\s?[:：][*_]{0,2}\s+(?P<value>\S.*)")
ADDRESS: Final = re.compile(r"[<(\[]?(?:mailto:)?[^<>\s()\[\]]+@[^<>\s()\[\]]+\.[^<>\s()\[\]]{2,}[>)\]]?")
FEWEST_FIELDS: Final = 3
MOST_ABOVE: Final = 8  # lines of whoever forwards the mail
SIGNATURE: Final = re.compile(r"\n-- ?\n(?P<lines>(?:[^\n]{1,80}(?:\n|\Z)){1,6})\s*\Z")
# What a mail program prints: "Mira Holm <mira@mail.example>   12 March 2025 at 09:14", and "To: ..." below it.
PRINTED: Final = re.compile(
    r"(?P<above>(?:[^\n]{0,200}\n){0,6}?)(?P<head>(?P<name>[^<>\n]{1,60}?)[ \t]*<[^<>\s]+@[^<>\s]+>[ \t]+[^\n]*\d[^\n]*\n"
    r"[^\W\d_][^\n:：]{0,12}[:：][ \t][^\n]*@[^\n]*\n)(?=.*\S)",
    re.DOTALL,
)
SENTENCE: Final = re.compile(r"[.!?…]\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Headed:
    """The text of a mail; `outside` are the blocks above it and its signature, `name` is its sender's."""

    text: str
    outside: tuple[str, ...]
    name: str | None


def without_mail_header(text: str) -> Headed | None:
    """The text below the only head of a mail near the top; None where there is none, or several mails follow each other."""
    if printed := PRINTED.match(text):
        body, signature = without_signature(text[printed.end() :])
        above = tuple(line.strip() for line in printed["above"].split("\n") if line.strip())
        return Headed(body, (*above, printed["head"].strip(), *signature), printed["name"].strip(" \"'") or None)
    lines = text.split("\n")
    heads = list(_heads(lines))
    if len(heads) != 1:
        return None
    start, stop = heads[0]
    senders = [line.strip() for line in lines[:start] if line.strip()]
    if len(senders) > MOST_ABOVE or not any(line.strip() for line in lines[stop:]):
        return None
    body, signature = without_signature("\n".join(lines[stop:]))
    head = "\n".join(line.strip() for line in lines[start:stop])
    return Headed(body, (*senders, head, *signature), _sender(lines[start:stop]))


def _heads(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of fields, one a line, of which one has an address of mail."""
    start = 0
    while start < len(lines):
        stop = start
        while stop < len(lines) and FIELD.fullmatch(lines[stop].strip()):
            stop += 1
        if stop - start >= FEWEST_FIELDS and any(ADDRESS.search(line) for line in lines[start:stop]):
            yield start, stop
        start = max(stop, start + 1)


def _sender(head: Sequence[str]) -> str | None:
    """The name in the first field with an address."""
    for line in head:
        field = FIELD.fullmatch(line.strip())
        if field and ADDRESS.search(field["value"]):
            return ADDRESS.sub("", field["value"]).strip(" \"'<>()[]") or None
    return None


def without_signature(body: str) -> tuple[str, tuple[str, ...]]:
    """A mail's text without the lines below two dashes, and these."""
    match = SIGNATURE.search(body)
    if match is None or SENTENCE.search(match["lines"]):
        return body, ()
    return body[: match.start()], (body[match.start() :].strip(),)
