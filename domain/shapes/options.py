"""What can be chosen for a handout beside its edition and format: read from a query or a command line, spelled in one way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Self

from domain.errors import Invalid
from domain.shapes.handout import Edition, Format


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Options:
    """A facilitator's choices.

    `columns` is 1 or 2; `redact` hides the author and everybody who is mentioned; `large` is large print; `mono` is safe on a
    black-and-white printer; `pdfa` makes a PDF for the archive (PDF/A-3) that carries the thread's JSON.
    """

    paper: Paper = Paper.A4
    columns: int = 1
    pictures: bool = True
    redact: bool = False
    large: bool = False
    mono: bool = False
    pdfa: bool = False

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Self:
        """From a query: names that are no option are left alone, an empty value is the default.

        Raises Invalid with a sentence for every faulty option (`fields`).
        """
        chosen: dict[str, object] = {}
        faults: dict[str, str] = {}
        for name, values_of in ALLOWED.items():
            given = values.get(name, "").strip().lower()
            if given in values_of:
                chosen[name] = values_of[given]
            elif given:
                faults[name] = f"“{name}” is {' or '.join(values_of)}, not “{given[:40]}”."
        if faults:
            raise Invalid(" ".join(faults.values()), faults)
        return cls(**chosen)  # type: ignore[arg-type]  # the values of ALLOWED are of the fields' types

    @property
    def spelling(self) -> str:
        """The canonical spelling: what differs from the defaults, in the order of the fields; `read` understands it."""
        given = {each.name: getattr(self, each.name) for each in fields(self) if getattr(self, each.name) != each.default}
        return "&".join(f"{name}={spelled(value)}" for name, value in given.items())

    def of(self, edition: Edition, format_: Format) -> Self:
        """The same without what makes no difference to such a file, so that equal files have equal keys."""
        matter = MATTER[format_]
        if self.large or edition is Edition.WORKSHOP:
            matter -= {"columns"}  # large print and lines to write on want the whole width
        idle = {each.name: each.default for each in fields(self) if each.name not in matter}
        return replace(self, **idle)  # type: ignore[arg-type]  # the fields' own defaults


SWITCH = {"0": False, "1": True}
ALLOWED: Mapping[str, Mapping[str, object]] = {
    "paper": {paper.value: paper for paper in Paper},
    "columns": {"1": 1, "2": 2},
    "pictures": SWITCH,
    "redact": SWITCH,
    "large": SWITCH,
    "mono": SWITCH,
    "pdfa": SWITCH,
}
PRINTED = frozenset({"paper", "columns", "pictures", "redact", "large", "mono"})
MATTER: Mapping[Format, frozenset[str]] = {
    Format.PDF: PRINTED | {"pdfa"},
    Format.HTML: PRINTED,
    Format.DOCX: frozenset({"paper", "pictures", "redact", "large", "mono"}),
    Format.EPUB: frozenset({"pictures", "redact", "mono"}),
    Format.MD: frozenset({"redact"}),
    Format.MD_ZIP: frozenset({"pictures", "redact", "mono"}),
    Format.JSON: frozenset({"redact"}),
    Format.TXT: frozenset({"redact"}),
}
"""Which options make a difference to a format."""


def spelled(value: object) -> str:
    """A value as a query has it."""
    return str(int(value)) if isinstance(value, bool) else str(value)


def options_of(spelling: str) -> Options:
    """The Options of a canonical spelling, as HandoutKey keeps it."""
    return Options.read(dict(pair.split("=", 1) for pair in spelling.split("&") if "=" in pair))
