"""Serialises the dataclasses of this package with pydantic."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

Json = dict[str, Any]


@cache
def adapter(type_: Any) -> TypeAdapter[Any]:
    """The adapter of a dataclass, or of a union of them; built once, since building takes milliseconds."""
    return TypeAdapter(type_)


def to_json(value: object, type_: Any, *, indent: int | None = None, ascii_only: bool = False) -> bytes:
    """The value, which is of this type, as JSON in UTF-8 with its keys in the order of the fields."""
    return adapter(type_).dump_json(value, by_alias=True, indent=indent, ensure_ascii=ascii_only)
