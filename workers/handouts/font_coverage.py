"""Which letters this machine can set at all. A letter without a font is told of, never drawn as a box.

Asks fontconfig, which also the print renderer asks; where it cannot be asked, every letter counts as known.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from presentation.fonts import PARTS

LIBRARIES = ("libfontconfig.so.1", "libfontconfig.1.dylib")
OURS = tuple(stretch for part in PARTS for stretch in part.ranges)
SILENT = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me", "Cs", "Co", "Cn"})
"""Kinds of characters that draw nothing, or nothing by themselves."""


class FontSet(ctypes.Structure):
    """fontconfig's FcFontSet."""

    _fields_ = (("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p)))


@dataclass(frozen=True, slots=True)
class Unset:
    """Letters of a script that no font here has, and how many of them a text holds."""

    script: str
    count: int


@cache
def covered() -> tuple[ctypes.CDLL, ctypes.c_void_p] | None:
    """The union of what all installed fonts can draw, read once; about 20 ms."""
    for name in LIBRARIES:
        try:
            library = ctypes.CDLL(name)
            break
        except OSError:
            continue
    else:
        return None
    for function in ("FcPatternCreate", "FcObjectSetCreate", "FcFontList", "FcCharSetCreate"):
        getattr(library, function).restype = ctypes.c_void_p
    pattern, objects = ctypes.c_void_p(library.FcPatternCreate()), ctypes.c_void_p(library.FcObjectSetCreate())
    library.FcObjectSetAdd(objects, b"charset")
    found = ctypes.cast(library.FcFontList(None, pattern, objects), ctypes.POINTER(FontSet))
    union = ctypes.c_void_p(library.FcCharSetCreate())
    for place in range(found.contents.count if found else 0):
        letters = ctypes.c_void_p()
        if library.FcPatternGetCharSet(ctypes.c_void_p(found.contents.fonts[place]), b"charset", 0, ctypes.byref(letters)) == 0:
            library.FcCharSetMerge(union, letters, None)
    return library, union


@cache
def can_be_set(letter: str) -> bool:
    """Whether some font here, ours or the system's, has the letter."""
    code = ord(letter)
    if any(first <= code <= last for first, last in OURS) or unicodedata.category(letter) in SILENT:
        return True
    known = covered()
    return known is None or bool(known[0].FcCharSetHasChar(known[1], ctypes.c_uint32(code)))


def unset_letters(texts: Iterable[str]) -> frozenset[str]:
    """The letters of some texts that no font here has."""
    return frozenset(letter for letter in set().union(*map(set, texts)) if not can_be_set(letter))


def unset(texts: Iterable[str]) -> tuple[Unset, ...]:
    """What cannot be set of some texts, by script."""
    whole = tuple(texts)
    lacking = unset_letters(whole)
    counts: dict[str, int] = {}
    for letter in lacking:
        name = script(letter)
        counts[name] = counts.get(name, 0) + sum(text.count(letter) for text in whole)
    return tuple(Unset(name, count) for name, count in sorted(counts.items()))


def script(letter: str) -> str:
    """A script's name as Unicode's names of letters begin with it."""
    return unicodedata.name(letter, "UNKNOWN").split(" ")[0].capitalize()


def told(html: str, lacking: frozenset[str]) -> str:
    """Markup in which each run of letters that cannot be set is told of: [24 letters, Thai]. Tags are left alone."""
    if not lacking:
        return html
    run = re.compile(f"<[^>]*>|(?:[{re.escape(''.join(sorted(lacking)))}]+[\\s\\u0300-\\u036f]*)+")
    return run.sub(lambda found: found[0] if found[0].startswith("<") else box(found[0], lacking), html)


def box(run: str, lacking: frozenset[str]) -> str:
    """What stands in place of a run of letters."""
    letters = [letter for letter in run if letter in lacking]
    space = " " if run[-1:].isspace() else ""
    return f'<span class="boxed">{script(letters[0])} × {len(letters)}</span>{space}'
