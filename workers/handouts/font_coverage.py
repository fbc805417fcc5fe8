"""Finds letters that no installed font has: a note replaces them, since the renderer would draw boxes.

Asks fontconfig, as the PDF renderer does; where fontconfig is missing, every letter counts as covered.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from presentation.fonts import PARTS

LIBRARIES = ("libfontconfig.so.1", "libfontconfig.1.dylib")
OWN_RANGES = tuple(code_points for part in PARTS for code_points in part.ranges)
INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me", "Cs", "Co", "Cn"})
"""Unicode categories of characters that are not drawn, or not by themselves."""


class FontSet(ctypes.Structure):
    """fontconfig's FcFontSet."""

    _fields_ = (("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p)))


@cache
def installed_letters() -> tuple[ctypes.CDLL, ctypes.c_void_p] | None:
    """fontconfig, and the union of the character sets of all installed fonts; read once, in about 20 ms."""
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
    fonts = ctypes.cast(library.FcFontList(None, pattern, objects), ctypes.POINTER(FontSet))
    union = ctypes.c_void_p(library.FcCharSetCreate())
    for index in range(fonts.contents.count if fonts else 0):
        letters = ctypes.c_void_p()
        if library.FcPatternGetCharSet(ctypes.c_void_p(fonts.contents.fonts[index]), b"charset", 0, ctypes.byref(letters)) == 0:
            library.FcCharSetMerge(union, letters, None)
    return library, union


@cache
def is_covered(letter: str) -> bool:
    """Whether a font has the letter, ours or the system's."""
    code = ord(letter)
    if any(first <= code <= last for first, last in OWN_RANGES) or unicodedata.category(letter) in INVISIBLE:
        return True
    installed = installed_letters()
    return installed is None or bool(installed[0].FcCharSetHasChar(installed[1], ctypes.c_uint32(code)))


def uncovered_letters(texts: Iterable[str]) -> frozenset[str]:
    """The letters of some texts that no font has."""
    return frozenset(letter for letter in set().union(*map(set, texts)) if not is_covered(letter))


def uncovered_scripts(texts: Iterable[str]) -> tuple[str, ...]:
    """The scripts of the letters in some texts that no font has, in alphabetical order."""
    return tuple(sorted({script(letter) for letter in uncovered_letters(texts)}))


def script(letter: str) -> str:
    """A letter's script: the first word of its Unicode name."""
    return unicodedata.name(letter, "UNKNOWN").split(" ")[0].capitalize()


def replace_uncovered(html: str, uncovered: frozenset[str]) -> str:
    """Markup in which a note ("Thai × 24") replaces each run of letters that no font has. Tags stay as they are."""
    if not uncovered:
        return html
    run = re.compile(f"<[^>]*>|(?:[{re.escape(''.join(sorted(uncovered)))}]+[\\s\\u0300-\\u036f]*)+")
    return run.sub(lambda match: match[0] if match[0].startswith("<") else note(match[0], uncovered), html)


def note(run: str, uncovered: frozenset[str]) -> str:
    """The note for a run of letters."""
    letters = [letter for letter in run if letter in uncovered]
    space = " " if run[-1:].isspace() else ""
    return f'<span class="boxed">{script(letters[0])} × {len(letters)}</span>{space}'
