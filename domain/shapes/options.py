"""The options of a handout, beside its edition and format: parsed from a query or a command line, and written back as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Self

from domain.editions import CONTENTS, Edition
from domain.errors import Invalid
from domain.messages import Message, message
from domain.shapes.handout import Format


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Options:
    """What a facilitator chose.

    `columns` is 1 or 2; `redact` hides the author and everybody who is mentioned; `large` is large print; `mono` is safe on a
    black-and-white printer; `pdfa` makes a PDF/A-3 with the thread's JSON attached.
    """

    paper: Paper = Paper.A4
    columns: int = 1
    pictures: bool = True
    redact: bool = False
    large: bool = False
    mono: bool = False
    pdfa: bool = False

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> Self:
        """Reads the options of a query: other names are ignored, and an empty value is the default.

        Raises Invalid with a message for each faulty option (`fields`).
        """
        chosen: dict[str, object] = {}
        faults: dict[str, Message] = {}
        for name, choices in CHOICES.items():
            value = values.get(name, "").strip().lower()
            if value in choices:
                chosen[name] = choices[value]
            elif value:
                faults[name] = message("invalid.option", name=name, choices=tuple(choices), value=value[:40])
        if faults:
            raise Invalid("options", faults, faults=tuple(faults.values()))
        return cls(**chosen)  # type: ignore[arg-type]  # the values of CHOICES are of the fields' types

    @property
    def query(self) -> str:
        """The canonical query: options that differ from their defaults, in the order of the fields. `parse` reads it back."""
        changed = {
            field.name: getattr(self, field.name) for field in fields(self) if getattr(self, field.name) != field.default
        }
        return "&".join(f"{name}={query_value(value)}" for name, value in changed.items())

    def relevant_to(self, edition: Edition, format_: Format) -> Self:
        """Resets the options that do not affect such a file to their defaults, so that equal files have equal keys."""
        relevant = RELEVANT[format_]
        if self.large or not CONTENTS[edition].columns:
            relevant -= {"columns"}  # large print and lines to write on need the full width
        reset = {field.name: field.default for field in fields(self) if field.name not in relevant}
        return replace(self, **reset)  # type: ignore[arg-type]  # the fields' own defaults


BOOLEAN = {"0": False, "1": True}
CHOICES: Mapping[str, Mapping[str, object]] = {
    "paper": {paper.value: paper for paper in Paper},
    "columns": {"1": 1, "2": 2},
    "pictures": BOOLEAN,
    "redact": BOOLEAN,
    "large": BOOLEAN,
    "mono": BOOLEAN,
    "pdfa": BOOLEAN,
}
"""The values that each option may have in a query."""
LAYOUT = frozenset({"paper", "columns", "pictures", "redact", "large", "mono"})
RELEVANT: Mapping[Format, frozenset[str]] = {
    Format.PDF: LAYOUT | {"pdfa"},
    Format.HTML: LAYOUT,
    Format.DOCX: frozenset({"paper", "pictures", "redact", "large", "mono"}),
    Format.EPUB: frozenset({"pictures", "redact", "mono"}),
    Format.MD: frozenset({"redact"}),
    Format.MD_ZIP: frozenset({"pictures", "redact", "mono"}),
    Format.JSON: frozenset({"redact"}),
    Format.TXT: frozenset({"redact"}),
}
"""The options that affect a format."""


def query_value(value: object) -> str:
    """A value as it stands in a query: 1 and 0 for True and False."""
    return str(int(value)) if isinstance(value, bool) else str(value)


def options_from_query(query: str) -> Options:
    """Parses a canonical query, as HandoutKey stores it."""
    return Options.parse(dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair))
