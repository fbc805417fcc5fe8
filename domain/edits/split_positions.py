"""Finds where a person split a text by writing an empty line into it, for the form that works without a script."""

from __future__ import annotations

from domain.errors import Invalid


def find_split_position(text: str, changed: str) -> int:
    """The code point of `text` at which `changed` has line ends that are not in it.

    Raises Invalid when anything else differs, or nothing does.
    """
    changed = changed.replace("\r\n", "\n").replace("\r", "\n")
    added = len(changed) - len(text)
    at = next((at for at, (old, new) in enumerate(zip(text, changed, strict=False)) if old != new), len(text))
    if added <= 0 or changed[at + added :] != text[at:] or changed[at : at + added].strip():
        raise Invalid("only_empty_line")
    return at
