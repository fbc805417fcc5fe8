"""The faces that handouts are set in: our vendored files as data, whole for print, subset to the thread for one-file HTML."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent.parent.parent / "templates" / "style" / "fonts"


@dataclass(frozen=True, slots=True)
class Face:
    """One file, the family and style it is, and whether long texts are set in it (labels need only a few letters)."""

    file: str
    family: str
    weight: int = 400
    style: str = "normal"


FACES = (
    Face("threadsheet-serif-regular", "Threadsheet Serif"),
    Face("threadsheet-serif-italic", "Threadsheet Serif", style="italic"),
    Face("threadsheet-serif-semibold", "Threadsheet Serif", 600),
    Face("threadsheet-display-regular", "Threadsheet Display"),
    Face("threadsheet-sans-light", "Threadsheet Sans", 300),
    Face("threadsheet-sans-regular", "Threadsheet Sans"),
    Face("threadsheet-sans-semibold", "Threadsheet Sans", 600),
    Face("threadsheet-marks", "Threadsheet Marks"),
)


@cache
def whole(face: Face) -> bytes:
    """The vendored file."""
    return (FOLDER / f"{face.file}.woff2").read_bytes()


@cache
def unpacked(face: Face) -> bytes:
    """The same without compression, so that it is taken apart quickly again and again."""
    font = TTFont(BytesIO(whole(face)))
    font.flavor = None
    plain = BytesIO()
    font.save(plain)
    return plain.getvalue()


def subset(face: Face, letters: Iterable[str]) -> bytes:
    """The face with the glyphs of these letters only, as woff2."""
    options = Options(
        layout_features=["*"], flavor="woff2", hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 6, 13, 14]
    )
    options.drop_tables += ["DSIG"]
    font = TTFont(BytesIO(unpacked(face)), lazy=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(letter) for letter in letters])
    subsetter.subset(font)
    font.flavor = "woff2"
    packed = BytesIO()
    font.save(packed)
    return packed.getvalue()


def rule(face: Face, body: bytes) -> str:
    """The rule that makes these bytes a face, carried in the stylesheet itself."""
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f'src: url("data:font/woff2;base64,{b64encode(body).decode()}") format("woff2"); }}\n'
    )


def whole_rules() -> str:
    """Every face, whole."""
    return "".join(rule(face, whole(face)) for face in FACES)


def subset_rules(text: str) -> str:
    """Every face with the letters of a text; what no letter is in is left out."""
    letters = sorted(set(text) | set("0123456789 "))
    return "".join(rule(face, subset(face, letters)) for face in FACES)
