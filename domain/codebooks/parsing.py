"""From parsed YAML to a Codebook, with every fault told at once and by its place. Called by the shelf."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from domain.codebooks.cue import cue_fault
from domain.errors import Invalid
from domain.shapes.theme import Codebook, Family, Theme

NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PALETTES: Final = range(1, 9)
CODEBOOK_KEYS: Final = ("id", "version", "name", "description", "families")
FAMILY_KEYS: Final = ("id", "name", "palette", "definition", "themes")
THEME_KEYS: Final = ("id", "name", "definition", "cues", "examples", "counter_examples")

P = TypeVar("P")
Part = Mapping[str, Any]  # a YAML mapping: its values are looked at one by one


def codebook_from(parsed: object) -> Codebook:
    """The codebook. Raises Invalid with `fields`: the place (`families[0].themes[2].id`) and what is wrong there."""
    faults = Faults()
    codebook = _codebook(faults.mapping(parsed, "", CODEBOOK_KEYS), faults)
    if faults.told:
        raise Invalid("This codebook has faults.", dict(faults.told))
    return codebook


class Faults:
    """Takes values out of parsed YAML; what is wrong is noted by its place, and something of the right type given back."""

    def __init__(self) -> None:
        self.told: dict[str, str] = {}

    def tell(self, place: str, sentence: str) -> None:
        self.told.setdefault(place or "the file", sentence)

    def mapping(self, value: object, place: str, keys: Sequence[str]) -> Part:
        if not isinstance(value, dict):
            self.tell(place, f"here should be the fields {', '.join(keys)}.")
            return {}
        for unknown in [str(key) for key in value if key not in keys]:
            self.tell(f"{place}.{unknown}".strip("."), f"there is no such field; there are {', '.join(keys)}.")
        return value

    def text(self, part: Part, key: str, place: str) -> str:
        value = part.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.tell(f"{place}.{key}".strip("."), "a text is missing here.")
        return ""

    def name(self, part: Part, place: str) -> str:
        value = self.text(part, "id", place)
        if value and not NAME.fullmatch(value):
            self.tell(f"{place}.id".strip("."), "an id is small letters, digits and single hyphens.")
        return value

    def number(self, part: Part, key: str, place: str, allowed: range) -> int:
        value = part.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
            return value
        self.tell(f"{place}.{key}".strip("."), f"a whole number from {allowed[0]} to {allowed[-1]} is missing here.")
        return allowed[0]

    def texts(self, part: Part, key: str, place: str) -> tuple[str, ...]:
        value = part.get(key, [])
        if isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value):
            return tuple(each.strip() for each in value)
        self.tell(f"{place}.{key}", "this should be a list of texts; put one that has a colon in quotes.")
        return ()

    def parts(self, part: Part, key: str, place: str, make: Callable[[Any, str, Faults], P]) -> tuple[P, ...]:
        value = part.get(key)
        if isinstance(value, list) and value:
            return tuple(make(each, f"{place}.{key}[{index}]".strip("."), self) for index, each in enumerate(value))
        self.tell(f"{place}.{key}".strip("."), "a list with at least one entry is missing here.")
        return ()

    def unique(self, values: Sequence[object], place: str, what: str) -> None:
        for twice in {value for value in values if values.count(value) > 1}:
            self.tell(place, f"{what} {twice} is used twice.")


def _codebook(part: Part, faults: Faults) -> Codebook:
    families = faults.parts(part, "families", "", _family)
    faults.unique([family.id for family in families], "families", "the id")
    faults.unique([family.palette for family in families], "families", "the palette")
    return Codebook(
        id=faults.name(part, ""),
        version=faults.number(part, "version", "", range(1, 10_000)),
        name=faults.text(part, "name", ""),
        description=faults.text(part, "description", ""),
        families=families,
    )


def _family(value: Any, place: str, faults: Faults) -> Family:  # a part of parsed YAML
    part = faults.mapping(value, place, FAMILY_KEYS)
    themes = faults.parts(part, "themes", place, _theme)
    faults.unique([theme.id for theme in themes], f"{place}.themes", "the id")
    return Family(
        id=faults.name(part, place),
        name=faults.text(part, "name", place),
        definition=faults.text(part, "definition", place),
        palette=faults.number(part, "palette", place, PALETTES),
        themes=themes,
    )


def _theme(value: Any, place: str, faults: Faults) -> Theme:  # a part of parsed YAML
    part = faults.mapping(value, place, THEME_KEYS)
    cues = faults.texts(part, "cues", place)
    for index, cue in enumerate(cues):
        if fault := cue_fault(cue):
            faults.tell(f"{place}.cues[{index}]", fault)
    return Theme(
        id=faults.name(part, place),
        name=faults.text(part, "name", place),
        definition=faults.text(part, "definition", place),
        cues=cues,
        examples=faults.texts(part, "examples", place),
        counter_examples=faults.texts(part, "counter_examples", place),
    )
