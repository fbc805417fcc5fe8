"""Reads tables of addresses (CSV): exports of Pocket, Raindrop, Readwise, and any other with a column of addresses."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final

from domain.pasted_input import ADDRESS
from domain.shapes.imports import ImportedLink, ImportFormat
from workers.imports.file_contents import LinkList, clean_labels

ADDRESS_COLUMNS: Final = (
    "source url", "given url", "url", "link", "href", "address", "uri", "document url", "page url", "tweet url", "post url",
    "permalink", "resolved url", "adresse",
)  # fmt: skip
TITLE_COLUMNS: Final = ("title", "given title", "resolved title", "document title", "book title", "name", "titel")
LABEL_COLUMNS: Final = ("tags", "document tags", "book tags", "labels", "tag names", "folder", "list", "etiketten")
FORMATS: Final = (
    (frozenset({"title", "url", "time added", "tags", "status"}), ImportFormat.POCKET),
    (frozenset({"url", "folder", "tags", "cover", "highlights"}), ImportFormat.RAINDROP),
    (frozenset({"highlight", "book title"}), ImportFormat.READWISE),
    (frozenset({"url", "document tags"}), ImportFormat.READWISE),
)
LONGEST_CELL: Final = 16 << 20
SAMPLE_ROWS: Final = 50
SEPARATORS: Final = ",;\t"
LABEL_SEPARATORS: Final = re.compile(r"[|,;]")


def read_table(text: str) -> LinkList | None:
    """The addresses of a table; None when no column has any, and for what is no table."""
    csv.field_size_limit(LONGEST_CELL)
    rows = _rows(text)
    header = [_column_name(cell) for cell in next(rows, [])]
    if len(header) < 2:
        return None
    sample = [row for _, row in zip(range(SAMPLE_ROWS), rows, strict=False)]
    column = _first(header, ADDRESS_COLUMNS)
    if column is None or not _has_addresses(sample, column):
        column = next((number for number in range(len(header)) if _has_addresses(sample, number)), None)
    if column is None:
        return None
    format_ = next((form for names, form in FORMATS if names <= set(header)), ImportFormat.TABLE)
    title, labels = _first(header, TITLE_COLUMNS), [n for n, name in enumerate(header) if name in LABEL_COLUMNS]
    links = [_link(row, column, title, labels) for row in (*sample, *rows)]
    return LinkList(format_, tuple(link for link in links if link))


def _rows(text: str) -> Iterator[list[str]]:
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff\r\n"), newline=""), delimiter=separator)
    try:
        yield from reader
    except csv.Error:
        return


def _column_name(cell: str) -> str:
    return " ".join(cell.replace("_", " ").lower().split())


def _first(header: Sequence[str], names: Sequence[str]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""


def _has_addresses(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether at least half of the cells that are filled are addresses."""
    cells = [cell for row in rows if (cell := _cell(row, column))]
    return bool(cells) and 2 * sum(bool(ADDRESS.fullmatch(cell)) for cell in cells) >= len(cells)


def _link(row: Sequence[str], column: int, title: int | None, labels: Sequence[int]) -> ImportedLink | None:
    address = _cell(row, column)
    names = [name for label in labels for name in _labels(_cell(row, label))]
    return ImportedLink(address, _cell(row, title) or None, clean_labels(names)) if address else None


def _labels(cell: str) -> list[str]:
    """The labels in a cell: with a separator between them, or as a list of Python's or JSON's."""
    if cell.startswith("[") and len(cell) < LONGEST_CELL >> 8:
        try:
            value = ast.literal_eval(cell)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            value = None
        if isinstance(value, list):
            return [str(name) for name in value]
    return LABEL_SEPARATORS.split(cell)
