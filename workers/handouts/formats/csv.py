"""Renders a handout as a table of cards for Anki, spreadsheets and other programs: a row a point."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from domain.shapes.tag import Evidence
from presentation.messages import load_messages
from workers.handouts.content.point_text import full_text
from workers.handouts.content.view import HandoutView

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render_csv(view: HandoutView) -> bytes:
    """The table in UTF-8 with a byte order mark, as spreadsheets expect."""
    return csv_bytes(csv_rows(view))


def csv_bytes(rows: Iterable[tuple[str, ...]]) -> bytes:
    """A table of such rows, under the names of its columns."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(load_messages().handout.csv_columns)
    writer.writerows(tuple(map(safe_cell, row)) for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def csv_rows(view: HandoutView) -> Iterator[tuple[str, ...]]:
    """Number, front, back, tags and source of each point.

    `back` has the themes with the words that are their evidence; `tags` is in Anki's form, separated by spaces.
    """
    for item in view.points:
        themes = "\n".join(f"{tag.family.name}: {tag.theme.name}{evidence(tag.tag.evidence)}" for tag in item.tags)
        tags = " ".join(dict.fromkeys(tag.tag.name.replace("/", "::") for tag in item.tags))
        source = item.url or view.address or ""
        yield item.label or item.role, full_text(item), themes, tags, source


def evidence(spans: tuple[Evidence, ...]) -> str:
    return "".join(f" “{' '.join(span.text.split())}”" for span in spans)


def safe_cell(text: str) -> str:
    """The text, with a quote in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
