"""Where a person cut a text by writing an empty line into it: for a form that works without a script."""

from __future__ import annotations

from domain.errors import Invalid


def cut_place(text: str, written: str) -> int:
    """The code point of `text` at which `written` has line ends that are not in it.

    Raises Invalid when the words are not the same, or nothing was written.
    """
    written = written.replace("\r\n", "\n").replace("\r", "\n")
    added = len(written) - len(text)
    at = next((at for at, (one, other) in enumerate(zip(text, written, strict=False)) if one != other), len(text))
    if added <= 0 or written[at + added :] != text[at:] or written[at : at + added].strip():
        raise Invalid("Only put an empty line where the point is to be cut, and leave its words as they are.")
    return at
