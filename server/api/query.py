"""Parameters of the address."""

from __future__ import annotations

from typing import Final

from flask import request

from domain.errors import Invalid
from domain.messages import message
from presentation.api.json_format import Json

WORD: Final[Json] = {"type": "string"}
NUMBER: Final[Json] = {"type": "integer", "minimum": 1}
MOST_VERSIONS: Final = 1_000_000


def whole_number(name: str, default: int, least: int, most: int) -> int:
    """A number of the query; `default` when it is not given. Raises Invalid."""
    value = request.args.get(name)
    if value is None or value == "":
        return default
    if not (value.isascii() and value.isdecimal() and len(value) < 10 and least <= int(value) <= most):
        raise Invalid("query", fields={name: message("invalid.whole_number", least=least, most=most)})
    return int(value)


def version_number(name: str = "version") -> int | None:
    """The number of a version of a thread; None when it is not given. Raises Invalid."""
    return whole_number(name, 0, 1, MOST_VERSIONS) or None


def word(name: str) -> str | None:
    return request.args.get(name) or None
