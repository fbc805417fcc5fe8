r"""The language of cues: a phrase with `word*` (any ending), `(one|other)` and `x?` (optional); case does not matter.

Not regular expressions, so that people can read a codebook, and so that no codebook can cause endless backtracking.
"""

from __future__ import annotations

import re
from typing import Final

from domain.messages import Message, message

MAX_LENGTH: Final = 120
GROUP: Final = re.compile(r"\(([^()]+)\)")
SPACE: Final = r"(?:\s+)"
VARIANTS: Final = {"'": "['‘’]", '"': '["“”„]', "-": "[-‐‑–]"}
STAR: Final = r"(?:[\w'’-]*)"
MISPLACED: Final = re.compile(r"(^|[(|?*])[?*]")


def cue_fault(cue: str) -> Message | None:
    """What is wrong with a cue; None when nothing is."""
    if len(cue) > MAX_LENGTH:
        return message("invalid.cue_length", characters=MAX_LENGTH)
    if cue.count("(") != cue.count(")") or "(" in GROUP.sub("", cue) or ")" in GROUP.sub("", cue):
        return Message("invalid.cue_brackets")
    if "|" in GROUP.sub("", cue):
        return Message("invalid.cue_bar")
    if MISPLACED.search(cue):
        return Message("invalid.cue_signs")
    if not any(character.isalnum() for character in cue):
        return Message("invalid.cue_word")
    return None


def cue_anchor(cue: str) -> str:
    """The longest run of letters and digits that every match contains, in lower case; may be empty."""
    runs = re.findall(r"[a-z0-9]+(?![a-z0-9]*[?])", GROUP.sub(" ", cue.lower()))
    return max(runs, key=len, default="")


def cue_pattern(cue: str) -> str:
    """The cue as a regular expression without nested repetition, to be compiled with IGNORECASE."""
    source = "".join(_translate(character) for character in " ".join(cue.split()))
    starts, ends = cue[0].isalnum() or cue[0] == "(", cue[-1] not in "?\"'"
    return (r"(?<!\w)" if starts else "") + source + (r"(?!\w)" if ends else "")


def _translate(character: str) -> str:
    if character == " ":
        return SPACE
    if character == "*":
        return STAR
    if character == "(":
        return "(?:"
    if character in ")|?":
        return character
    return VARIANTS.get(character) or re.escape(character)
