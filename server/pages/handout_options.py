"""The options of a handout as fields of a form, one for each field of `domain.shapes.options.Options`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache

from domain.shapes.options import BOOLEAN, CHOICES, Options, query_value


@dataclass(frozen=True, slots=True)
class OptionField:
    """An option. `kind` is `box` for what can be on or off (`value` is what a ticked box sends), `choice`, or `text`."""

    name: str
    kind: str
    value: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""


@cache
def handout_options() -> tuple[OptionField, ...]:
    """All options, in the order of their fields."""
    return tuple(_option_fields())


def _option_fields() -> Iterator[OptionField]:
    for field in fields(Options):
        choices = CHOICES.get(field.name)
        default = query_value(field.default) if field.default is not None else ""
        if choices is None:
            yield OptionField(field.name, "text", default=default)
        elif choices == BOOLEAN:
            yield OptionField(field.name, "box", value="0" if field.default else "1")
        else:
            yield OptionField(field.name, "choice", choices=tuple(choices), default=default)
