"""The options of a handout, beside its edition and format: parsed from a query or a command line, and written back as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Self

from domain.editions import CONTENTS, Edition, Part
from domain.errors import Invalid
from domain.messages import Message, message
from domain.point_ranges import parse_ranges
from domain.shapes.handout import Format

LANGUAGES = ("en", "de")
"""The languages of a handout's own words: those of the messages, the default first."""


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


class Density(StrEnum):
    """How close the lines of a PDF stand."""

    NORMAL = "normal"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class Options:
    """What a facilitator chose.

    `columns` is 1 or 2; `redact` hides the author and everybody who is mentioned; `large` is large print; `mono` is safe on a
    black-and-white printer; `pdfa` makes a PDF/A-3 with the thread's JSON attached. `part` is the file of a workshop, None for
    all of them in a zip; `points` chooses points by their numbers (`domain/point_ranges.py`), empty for all; `cards` is the
    number of cards on a page; `weak` shows suggestions that are not sure enough to be counted; `lang` is the language of the
    handout's own words.
    """

    paper: Paper = Paper.A4
    columns: int = 1
    pictures: bool = True
    redact: bool = False
    large: bool = False
    mono: bool = False
    pdfa: bool = False
    part: Part | None = None
    points: str = ""
    density: Density = Density.NORMAL
    cards: int = 8
    weak: bool = False
    lang: str = LANGUAGES[0]

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
        try:
            chosen["points"] = parse_ranges(values.get("points", ""))
        except Invalid as error:
            faults["points"] = error.reason
        if faults:
            raise Invalid("options", faults, faults=tuple(faults.values()))
        return cls(**chosen)  # type: ignore[arg-type]  # the values of CHOICES are of the fields' types

    @property
    def values(self) -> dict[str, str]:
        """The options that differ from their defaults, as they stand in a query."""
        changed = ((field.name, getattr(self, field.name), field.default) for field in fields(self))
        return {name: query_value(value) for name, value, default in changed if value != default}

    @property
    def query(self) -> str:
        """The canonical query: options that differ from their defaults, in the order of the fields. `parse` reads it back."""
        return "&".join(f"{name}={value}" for name, value in self.values.items())

    def relevant_to(self, edition: Edition, format_: Format) -> Self:
        """Resets the options that do not affect such a file to their defaults, so that equal files have equal keys."""
        relevant, contents = RELEVANT[format_], CONTENTS[edition]
        if self.large or not contents.columns:
            relevant -= {"columns", "density"}  # large print and lines to write on need the full width
        if not contents.exercise:
            relevant -= {"part", "cards"}
        elif "part" in relevant:
            relevant -= {"weak"}  # the facilitator's sheet has the weak suggestions anyway, apart from the others
        if self.part not in {None, Part.CARDS}:
            relevant -= {"cards"}
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
    "part": {part.value: part for part in Part},
    "density": {density.value: density for density in Density},
    "cards": {"4": 4, "8": 8},
    "weak": BOOLEAN,
    "lang": {language: language for language in LANGUAGES},
}
"""The values that each option may have in a query."""
CONTENT = frozenset({"redact", "part", "points", "weak", "lang"})
LAYOUT = CONTENT | {"paper", "columns", "pictures", "large", "mono", "density", "cards"}
RELEVANT: Mapping[Format, frozenset[str]] = {
    Format.PDF: LAYOUT | {"pdfa"},
    Format.HTML: LAYOUT,
    Format.DOCX: CONTENT | {"paper", "pictures", "large", "mono"},
    Format.EPUB: CONTENT | {"pictures", "mono"},
    Format.MD: CONTENT,
    Format.MD_ZIP: CONTENT | {"pictures", "mono"},
    Format.JSON: frozenset({"redact", "lang"}),
    Format.TXT: CONTENT,
    Format.PPTX: frozenset({"redact", "points", "pictures", "mono", "weak", "lang"}),
    Format.CSV: frozenset({"redact", "points", "weak", "lang"}),
}
"""The options that affect a format."""


def query_value(value: object) -> str:
    """A value as it stands in a query: 1 and 0 for True and False."""
    return str(int(value)) if isinstance(value, bool) else str(value)


def options_from_query(query: str) -> Options:
    """Parses a canonical query, as HandoutKey stores it."""
    return Options.parse(dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair))
