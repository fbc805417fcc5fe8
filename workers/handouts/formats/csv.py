"""Renders a handout as a table of cards for Anki, spreadsheets and other programs: a row a point."""

from __future__ import annotations

import csv
from io import StringIO

from domain.shapes.tag import Evidence
from presentation.messages import load_messages
from workers.handouts.content.point_text import full_text
from workers.handouts.content.view import HandoutView

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render_csv(view: HandoutView) -> bytes:
    """The table in UTF-8 with a byte order mark, as spreadsheets expect: front, back, tags, source.

    `back` has the themes with the words that are their evidence; `tags` is in Anki's form, separated by spaces.
    """
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(load_messages().handout.csv_columns)
    for item in view.points:
        themes = "\n".join(f"{tag.family.name}: {tag.theme.name}{evidence(tag.tag.evidence)}" for tag in item.tags)
        tags = " ".join(dict.fromkeys(tag.tag.name.replace("/", "::") for tag in item.tags))
        source = item.url or view.address or ""
        writer.writerow(map(safe_cell, (item.label or item.role, full_text(item), themes, tags, source)))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def evidence(spans: tuple[Evidence, ...]) -> str:
    return "".join(f" “{' '.join(span.text.split())}”" for span in spans)


def safe_cell(text: str) -> str:
    """The text, with a quote in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
