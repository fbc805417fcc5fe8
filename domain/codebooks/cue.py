r"""The small language of cues: a phrase with `word*` (any ending), `(one|other)`, `x?` (may be absent). Case never matters.

Its own language and not regular expressions, so that a user's file can be read by a person and can never run for ever.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 120
GROUP: Final = re.compile(r"\(([^()]+)\)")
SPACE: Final = r"(?:\s+)"
ALIKE: Final = {"'": "['‘’]", '"': '["“”„]', "-": "[-‐‑–]"}
STAR: Final = r"(?:[\w'’-]*)"
MISPLACED: Final = re.compile(r"(^|[(|?*])[?*]")


def cue_fault(cue: str) -> str | None:
    """What is wrong with a cue, as a sentence; None when nothing is."""
    if len(cue) > LONGEST:
        return f"a cue has at most {LONGEST} characters."
    if cue.count("(") != cue.count(")") or "(" in GROUP.sub("", cue) or ")" in GROUP.sub("", cue):
        return "brackets come in pairs and do not stand inside one another."
    if "|" in GROUP.sub("", cue):
        return "“|” stands between brackets: (one|other)."
    if MISPLACED.search(cue):
        return "“?” and “*” stand after what they are about."
    if not any(character.isalnum() for character in cue):
        return "a cue needs a word."
    return None


def cue_anchor(cue: str) -> str:
    """The longest run of letters and digits that every match of the cue holds, in small letters; may be empty."""
    runs = re.findall(r"[a-z0-9]+(?![a-z0-9]*[?])", GROUP.sub(" ", cue.lower()))
    return max(runs, key=len, default="")


def cue_pattern(cue: str) -> str:
    """The cue as the source of a regular expression without backtracking traps; to be compiled with IGNORECASE."""
    source = "".join(_translated(character) for character in " ".join(cue.split()))
    starts, ends = cue[0].isalnum() or cue[0] == "(", cue[-1] not in "?\"'"
    return (r"(?<!\w)" if starts else "") + source + (r"(?!\w)" if ends else "")


def _translated(character: str) -> str:
    if character == " ":
        return SPACE
    if character == "*":
        return STAR
    if character == "(":
        return "(?:"
    if character in ")|?":
        return character
    return ALIKE.get(character) or re.escape(character)
