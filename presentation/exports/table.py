"""Tags as a table, CSV or XLSX: a row for each evidence span of a tag, and one for each point without tags."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from domain.shapes.codebook import Codebook
from domain.shapes.tag import Tag
from domain.shapes.thread import Point, Thread
from presentation.exports.plain import harmless, printable
from presentation.messages import load_messages
from presentation.timestamps import rfc3339

COLUMNS: Final = (
    "thread", "title", "author", "handle", "site", "url", "version",
    "position", "number", "role", "posted_at", "post_url", "text",
    "family", "theme", "said", "by", "confidence", "start", "end", "evidence",
)  # fmt: skip
WIDTHS: Final = {"title": 30, "text": 80, "evidence": 50, "url": 30, "theme": 24}
LONGEST_CELL: Final = 32_767  # that Excel takes
Cell = str | int | float | None


def rows(threads: Sequence[Thread], codebook: Codebook) -> Iterator[tuple[Cell, ...]]:
    """A row for each evidence span of each tag; `said` is yes, or no for a tag that a person rejected."""
    names: dict[tuple[str, str | None], tuple[str, str | None]] = {
        (family.id, theme.id): (family.name, theme.name) for family in codebook.families for theme in family.themes
    } | {(family.id, None): (family.name, None) for family in codebook.families}
    for thread in threads:
        for point in thread.version.points:
            answers = [(tag, "yes") for tag in point.tags] + [(tag, "no") for tag in point.rejected]
            if not answers:
                yield (*_point(thread, point), *(None,) * 8)
            for tag, answer in answers:
                family, theme = names.get((tag.family, tag.theme), (tag.family, tag.theme))
                for span in _evidence(tag):
                    yield (*_point(thread, point), family, theme, answer, tag.by.value, tag.confidence, *span)


def _evidence(tag: Tag) -> list[tuple[Cell, Cell, Cell]]:
    return [(span.start, span.end, span.text) for span in tag.evidence] or [(None, None, None)]


def _point(thread: Thread, point: Point) -> tuple[Cell, ...]:
    version = thread.version
    about: tuple[Cell, ...] = (
        thread.id,
        version.title,
        version.author.name,
        version.author.handle,
        version.site.value,
        version.url,
    )
    place = (thread.number, point.position, point.number, point.role.value, rfc3339(point.posted_at), point.url, point.text)
    return (*about, *place)


def to_csv(threads: Sequence[Thread], codebook: Codebook) -> bytes:
    """UTF-8 with a byte order mark, without which Excel assumes another encoding."""
    body = io.StringIO(newline="")
    writer = csv.writer(body)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows(threads, codebook))
    return "\ufeff".encode() + body.getvalue().encode("utf-8", "replace")


def to_xlsx(threads: Sequence[Thread], codebook: Codebook) -> bytes:
    """A workbook whose cells are words and numbers: nothing in it is a formula or a link."""
    import xlsxwriter

    body = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(body, safe) as book:
        sheet = book.add_worksheet(load_messages().exports.sheet)
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, WIDTHS.get(name, 12))
            sheet.write_string(0, column, name, bold)
        last = 0
        for last, row in enumerate(rows(threads, codebook), 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(last, column, printable(cell)[:LONGEST_CELL], wrapped)
                elif cell is not None:
                    sheet.write_number(last, column, cell, wrapped)
        sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    return body.getvalue()
