"""Cursors of the library's lists: where the next page begins, as a text that callers only pass on."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from domain.errors import Invalid
from domain.messages import Message
from domain.shapes.library import Order, Sort

MAX_OFFSET = 10**9


@dataclass(frozen=True, slots=True)
class Cursor:
    """The value and the number of the last row of a page, and how many rows there were until then."""

    value: str | int = ""
    id: int = 0
    offset: int = 0

    def text(self, order: Order) -> str:
        parts = [_name(order), self.value, self.id, self.offset]
        return urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, order: Order) -> Cursor:
        """Raises Invalid for anything but what `text` made for this order."""
        try:
            name, value, id_, offset = json.loads(urlsafe_b64decode(text.encode("ascii") + b"=="))
            valid = name == _name(order) and all(type(number) is int and 0 <= number < MAX_OFFSET for number in (id_, offset))
            if valid and _is_value(value, order.sort):
                return cls(value, id_, offset)
        except (ValueError, TypeError, RecursionError):
            pass
        raise Invalid("no_cursor", fields={"cursor": Message("invalid.cursor")})


def _is_value(value: object, sort: Sort) -> bool:
    """Whether it is a value that this sort compares. Raises ValueError for a text that is no date."""
    if sort in (Sort.POINTS, Sort.RELEVANCE):
        return type(value) is int and 0 <= value < MAX_OFFSET
    if sort in (Sort.ARCHIVED, Sort.PUBLISHED):
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    return isinstance(value, str)


def _name(order: Order) -> str:
    return f"-{order.sort}" if order.reverse else str(order.sort)
