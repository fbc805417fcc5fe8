"""Makes a Codebook from parsed YAML, and reports all its faults at once, each by its place in the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from domain.codebooks.cue import cue_fault
from domain.errors import Invalid
from domain.messages import Message, message
from domain.shapes.codebook import Codebook, Family, Theme

NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PALETTES: Final = range(1, 9)
MAX_PARTS: Final = 500
"""Themes of a family; no page can offer more to choose from."""
CODEBOOK_KEYS: Final = ("id", "version", "name", "description", "families")
FAMILY_KEYS: Final = ("id", "name", "palette", "definition", "themes")
THEME_KEYS: Final = ("id", "name", "definition", "cues", "examples", "counter_examples", "prompt")

P = TypeVar("P")
Part = Mapping[str, Any]  # a YAML mapping: its values are checked one by one


def codebook_from(parsed: object) -> Codebook:
    """The codebook. Raises Invalid with `fields`: what is wrong, by place (`families[0].themes[2].id`)."""
    faults = Faults()
    codebook = _codebook(faults.mapping(parsed, "", CODEBOOK_KEYS), faults)
    if faults.by_place:
        raise Invalid("codebook_faults", fields=dict(faults.by_place))
    return codebook


class Faults:
    """Reads values from parsed YAML. A fault is recorded by its place, and a value of the right type returned all the same."""

    def __init__(self) -> None:
        self.by_place: dict[str, Message] = {}

    def add(self, place: str, fault: Message) -> None:
        self.by_place.setdefault(place or "file", fault)

    def mapping(self, value: object, place: str, keys: Sequence[str]) -> Part:
        if not isinstance(value, dict):
            self.add(place, message("invalid.fields_missing", fields=tuple(keys)))
            return {}
        for unknown in [str(key) for key in value if key not in keys]:
            self.add(f"{place}.{unknown}".strip("."), message("invalid.no_such_field", fields=tuple(keys)))
        return value

    def text(self, part: Part, key: str, place: str) -> str:
        value = part.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.add(f"{place}.{key}".strip("."), Message("invalid.text_missing"))
        return ""

    def id_(self, part: Part, place: str) -> str:
        value = self.text(part, "id", place)
        if value and not NAME.fullmatch(value):
            self.add(f"{place}.id".strip("."), Message("invalid.id_form"))
        return value

    def number(self, part: Part, key: str, place: str, allowed: range) -> int:
        value = part.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
            return value
        self.add(f"{place}.{key}".strip("."), message("invalid.number_missing", first=allowed[0], last=allowed[-1]))
        return allowed[0]

    def texts(self, part: Part, key: str, place: str) -> tuple[str, ...]:
        value = part.get(key, [])
        if isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value):
            return tuple(text.strip() for text in value)
        self.add(f"{place}.{key}", Message("invalid.not_texts"))
        return ()

    def parts(self, part: Part, key: str, place: str, make: Callable[[Any, str, Faults], P]) -> tuple[P, ...]:
        value = part.get(key)
        if isinstance(value, list) and len(value) > MAX_PARTS:
            self.add(f"{place}.{key}".strip("."), message("invalid.list_too_long", most=MAX_PARTS))
            return ()
        if isinstance(value, list) and value:
            return tuple(make(item, f"{place}.{key}[{index}]".strip("."), self) for index, item in enumerate(value))
        self.add(f"{place}.{key}".strip("."), Message("invalid.list_missing"))
        return ()

    def unique(self, values: Sequence[str | int], place: str, wording: str) -> None:
        """Records a fault for each value that occurs twice; `wording` is `id_twice` or `palette_twice`."""
        for value, count in Counter(values).items():
            if count > 1:
                self.add(place, message(f"invalid.{wording}", value=value))


def _codebook(part: Part, faults: Faults) -> Codebook:
    families = faults.parts(part, "families", "", _family)
    faults.unique([family.id for family in families], "families", "id_twice")
    faults.unique([family.palette for family in families], "families", "palette_twice")
    return Codebook(
        id=faults.id_(part, ""),
        version=faults.number(part, "version", "", range(1, 10_000)),
        name=faults.text(part, "name", ""),
        description=faults.text(part, "description", ""),
        families=families,
    )


def _family(value: Any, place: str, faults: Faults) -> Family:  # a part of parsed YAML
    part = faults.mapping(value, place, FAMILY_KEYS)
    themes = faults.parts(part, "themes", place, _theme)
    faults.unique([theme.id for theme in themes], f"{place}.themes", "id_twice")
    return Family(
        id=faults.id_(part, place),
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
            faults.add(f"{place}.cues[{index}]", fault)
    return Theme(
        id=faults.id_(part, place),
        name=faults.text(part, "name", place),
        definition=faults.text(part, "definition", place),
        cues=cues,
        examples=faults.texts(part, "examples", place),
        counter_examples=faults.texts(part, "counter_examples", place),
        prompt=faults.text(part, "prompt", place) if "prompt" in part else "",
    )
