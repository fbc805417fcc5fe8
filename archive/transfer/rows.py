"""Rows as JSON and back. What a column holds is checked by the shape of the column before it is stored."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import JSON, Column, LargeBinary, Row, Table, Text, type_coerce
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeDecorator, TypeEngine

from archive.columns import EnumText, JsonOf, PackedJson, SafeText, UtcDateTime
from domain.errors import Invalid

LARGEST = 2**63 - 1
"""The largest number that databases store."""
DIALECT = sqlite.dialect()
"""The columns' own types convert in the same way for every database."""


def plain_columns(table: Table) -> list[Any]:  # labelled columns, whose types differ
    """The columns of a table with JSON and enums as they are stored, so that an export changes nothing in them."""
    return [type_coerce(column, _plain(column.type)).label(column.name) for column in table.c]


def _plain(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(type_, JsonOf):
        return JSON(none_as_null=True)
    if isinstance(type_, PackedJson):
        return PackedJson(Any)
    return Text() if isinstance(type_, EnumText | SafeText) else type_


def to_json(row: Row[Any]) -> dict[str, Any]:
    """The row by the names of its columns; dates in ISO 8601, bytes in Base64."""
    return {name: _value_to_json(value) for name, value in row._mapping.items()}


def _value_to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def from_json(table: Table, values: Any) -> dict[str, Any]:
    """The values of a row to insert. A column that an older export lacks gets its default. Raises `Invalid`."""
    if not isinstance(values, Mapping) or set(values) - {column.name for column in table.c}:
        raise Invalid("export_row", table=table.name)
    return {column.name: _value_from_json(table, column, values.get(column.name, _default(column))) for column in table.c}


def _default(column: Column[Any]) -> Any:
    return column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None


def _value_from_json(table: Table, column: Column[Any], value: Any) -> Any:
    try:
        converted = None if value is None else _convert(column.type, value)
    except (ValidationError, ValueError, TypeError, binascii.Error) as error:
        raise Invalid("export_value", table=table.name, column=column.name) from error
    if converted is None and not column.nullable:
        raise Invalid("export_value", table=table.name, column=column.name)
    return converted


def _convert(type_: TypeEngine[Any], value: Any) -> Any:
    if isinstance(type_, UtcDateTime):
        return type_.process_result_value(datetime.fromisoformat(value), DIALECT)
    if isinstance(type_, JsonOf | EnumText):
        return type_.process_result_value(value, DIALECT)
    if isinstance(type_, PackedJson):
        return type_.from_plain(value)
    if isinstance(type_, LargeBinary):
        return base64.b64decode(value, validate=True)
    expected: type = str if isinstance(type_, TypeDecorator | Text) else type_.python_type
    if not isinstance(value, (int, float) if expected is float else expected) or (expected is int and isinstance(value, bool)):
        raise TypeError(value)
    if type(value) is int and not -LARGEST - 1 <= value <= LARGEST:
        raise ValueError(value)
    return value
