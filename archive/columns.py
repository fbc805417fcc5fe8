"""Column types for text, dates, enums and dataclasses, so that queries take and return Python values."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, DateTime, Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator


class SafeText(TypeDecorator[str]):
    """Text that every database can store.

    PostgreSQL refuses NUL, and neither database takes half a surrogate pair. Sources drop both; this type is for titles and
    addresses that come from outside with a request.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else to_storable(value)


def to_storable(value: str) -> str:
    """The text without NUL, half surrogate pairs replaced."""
    return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, converted to UTC; a time without a zone is taken for UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else _to_utc(value)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else _to_utc(value)


def _to_utc(value: datetime) -> datetime:
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class EnumText(TypeDecorator[StrEnum]):
    """A member of an enum, stored as its text, so that adding a member needs no migration."""

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: StrEnum | None, _dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.enum(value)


class JsonOf(TypeDecorator[Any]):
    """A dataclass (or a tuple of them) as JSON. Values that equal their default are left out: new fields need no migration."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = shape
        self._adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        return None if value is None else self._adapter.dump_python(value, mode="json", exclude_defaults=True)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        return None if value is None else self._adapter.validate_python(value)


class PackedJson(TypeDecorator[Any]):
    """As JsonOf, compressed: for values that are large, never change and are read as one. SQL cannot look into them."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = shape
        self._adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def process_bind_param(self, value: Any, _dialect: Dialect) -> bytes | None:
        return None if value is None else zlib.compress(to_json(self.to_plain(value)).encode())

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> Any:
        return None if value is None else self._adapter.validate_json(zlib.decompress(value))

    def to_plain(self, value: Any) -> Any:
        """The value as lists, dictionaries and texts, what equals a default left out."""
        return self._adapter.dump_python(value, mode="json", exclude_defaults=True)

    def from_plain(self, value: Any) -> Any:
        """The value of `to_plain` again. Raises `ValidationError`."""
        return self._adapter.validate_python(value)


def to_json(value: Any) -> str:
    """Compact JSON that every database can store."""
    return to_storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
