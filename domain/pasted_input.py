"""Tells what a text in the box for saving threads is: addresses, a saved page, numbered points, or a text. Pure.

The server says so before anything is sent, and sends each address as a submission of its own. How a text is really read is
decided by the workers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.content_type import is_blank, is_markup

ADDRESS: Final = re.compile(r"(?:https?://|at://)\S+|(?:www\.)?(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/\S+", re.IGNORECASE)
BETWEEN: Final = re.compile(r"[\s,;<>\"]+")
NUMBER: Final = re.compile(
    r"^\W{0,4}(?:(?P<before>[0-9]{1,4})\s?(?:/|[.)\]:]\s)|.{0,4000}?\(?\b(?P<behind>[0-9]{1,4})\s?/\s?(?:[0-9]{1,4}|n|x)?\)?\W{0,4}$)",
    re.IGNORECASE,
)
UNROLLER: Final = re.compile(r"thread ?reader|unroll(?:ed)? thread|keep current with", re.IGNORECASE)
MIN_NUMBERS: Final = 2
MAX_LINE: Final = 4000


class InputKind(StrEnum):
    EMPTY = "empty"
    ADDRESSES = "addresses"
    PAGE = "page"
    UNROLLED = "unrolled"
    NUMBERED = "numbered"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class PastedInput:
    """What a text is taken for. `count` is the number of its addresses, numbered points or lines."""

    kind: InputKind
    count: int = 0
    addresses: tuple[str, ...] = ()


def recognise_input(text: str) -> PastedInput:
    """Tells what `text` is taken for. It is a list of addresses when it has nothing else."""
    if is_blank(text):
        return PastedInput(InputKind.EMPTY)
    if addresses := list_addresses(text):
        return PastedInput(InputKind.ADDRESSES, len(addresses), addresses)
    if is_markup(text.encode("utf-8", "replace")):
        return PastedInput(InputKind.PAGE, 1)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if UNROLLER.search(text):
        return PastedInput(InputKind.UNROLLED, 1)
    numbers = _numbers(lines)
    if numbers >= MIN_NUMBERS:
        return PastedInput(InputKind.NUMBERED, numbers)
    return PastedInput(InputKind.TEXT, len(lines))


def list_addresses(text: str) -> tuple[str, ...]:
    """The addresses of a text that has nothing else, each once; none for any other text."""
    words = [word for word in BETWEEN.split(text) if word]
    if not words or not all(ADDRESS.fullmatch(word) for word in words):
        return ()
    return tuple(dict.fromkeys(words))


def _numbers(lines: list[str]) -> int:
    """How many different numbers up to the number of lines begin or end a line."""
    numbers = set()
    for line in lines:
        match = NUMBER.match(line[:MAX_LINE])
        if match:
            number = int(match["before"] or match["behind"])
            if 0 < number <= len(lines) + 1:
                numbers.add(number)
    return len(numbers)
