"""Writes a theme's definition, cues and examples as the description of a code in REFI-QDA, and reads it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.shapes.codebook import Family, Theme

LISTS: Final = (("Cues", "cues"), ("Examples", "examples"), ("Counter-examples", "counter_examples"))
ID: Final = "Threadsheet id: "
PALETTE: Final = "Threadsheet palette: "
PROMPT: Final = "Threadsheet question: "
BULLET: Final = "- "


@dataclass(frozen=True, slots=True)
class Note:
    """The parts of a description: `lists` by field of Theme; `id`, `palette` and `prompt` only when Threadsheet wrote it."""

    definition: str
    lists: dict[str, tuple[str, ...]]
    id: str | None = None
    palette: int | None = None
    prompt: str = ""


def theme_note(theme: Theme) -> str:
    return "\n".join(_lines(theme))


def family_note(family: Family) -> str:
    return f"{_line(family.definition)}\n\n{ID}{family.id}\n{PALETTE}{family.palette}"


def _lines(theme: Theme) -> Iterator[str]:
    yield _line(theme.definition)
    for title, name in LISTS:
        entries: tuple[str, ...] = getattr(theme, name)
        if entries:
            yield ""
            yield f"{title}:"
            yield from (f"{BULLET}{_line(entry)}" for entry in entries)
    yield ""
    if theme.prompt:
        yield f"{PROMPT}{_line(theme.prompt)}"
    yield f"{ID}{theme.id}"


def _line(text: str) -> str:
    return " ".join(text.split())


def read_note(text: str) -> Note:
    """The parts of a description; all of it is the definition when another program wrote it."""
    titles = {f"{title}:": name for title, name in LISTS}
    definition: list[str] = []
    lists: dict[str, list[str]] = {}
    id_, palette, section, prompt = None, None, None, ""
    for line in (line.strip() for line in text.split("\n")):
        if line in titles:
            section = titles[line]
        elif line.startswith(ID):
            id_ = line.removeprefix(ID)
        elif line.startswith(PALETTE) and line.removeprefix(PALETTE).isdecimal():
            palette = int(line.removeprefix(PALETTE))
        elif line.startswith(PROMPT):
            prompt = line.removeprefix(PROMPT)
        elif section and line.startswith(BULLET):
            lists.setdefault(section, []).append(line.removeprefix(BULLET))
        elif line:
            definition.append(line)
    return Note(" ".join(definition), {name: tuple(entries) for name, entries in lists.items()}, id_, palette, prompt)
