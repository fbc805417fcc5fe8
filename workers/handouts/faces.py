"""The faces that handouts are set in: our vendored files as data, whole for print, in parts for one-file HTML."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent.parent / "templates" / "style" / "fonts"


@dataclass(frozen=True, slots=True)
class Face:
    """One file, and the family and style it is."""

    file: str
    family: str
    weight: int = 400
    style: str = "normal"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of scripts that a face is cut at; `ranges` are inclusive."""

    name: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def unicode_range(self) -> str:
        return ", ".join(f"U+{first:X}-{last:X}" for first, last in self.ranges)

    def has(self, letters: frozenset[int]) -> bool:
        return any(first <= letter <= last for letter in letters for first, last in self.ranges)


FACES = (
    Face("threadsheet-serif-regular", "Threadsheet Serif"),
    Face("threadsheet-serif-italic", "Threadsheet Serif", style="italic"),
    Face("threadsheet-serif-semibold", "Threadsheet Serif", 600),
    Face("threadsheet-display-regular", "Threadsheet Display"),
    Face("threadsheet-sans-light", "Threadsheet Sans", 300),
    Face("threadsheet-sans-regular", "Threadsheet Sans"),
    Face("threadsheet-sans-semibold", "Threadsheet Sans", 600),
)
MARKS = Face("threadsheet-marks", "Threadsheet Marks")
PARTS = (
    Part("latin", ((0x20, 0xFF), (0x2000, 0x206F), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2265))),
    Part("extended", ((0x100, 0x36F), (0x1E00, 0x1EFF), (0x2070, 0x20AB), (0x2100, 0x2121), (0x2123, 0x218F))),
    Part("greek", ((0x370, 0x3FF), (0x1F00, 0x1FFF))),
    Part("cyrillic", ((0x400, 0x52F),)),
)


@cache
def rule(face: Face, part: Part | None = None) -> str:
    """The rule that makes a file a face, carried in the stylesheet itself; empty when the face has no such part."""
    path = FOLDER / f"{face.file}.woff2" if part is None else FOLDER / "parts" / f"{face.file}-{part.name}.woff2"
    if part and not path.exists():
        return ""
    reach = f" unicode-range: {part.unicode_range};" if part else ""
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style};{reach} '
        f'src: url("data:font/woff2;base64,{b64encode(path.read_bytes()).decode()}") format("woff2"); }}\n'
    )


def whole_rules() -> str:
    """Every face, whole."""
    return "".join(rule(face) for face in (*FACES, MARKS))


def rules_for(text: str) -> str:
    """The marks, and of every face that a text may use the parts that its letters are in."""
    return "".join([rule(MARKS), *needed(text)])


def needed(text: str) -> Iterator[str]:
    """Rules of the faces in parts; the slanted face only where something is slanted."""
    letters = frozenset(map(ord, set(text)))
    parts = [part for part in PARTS if part.has(letters)]
    slanted = "<em>" in text or 'class="role"' in text
    for face in FACES:
        if slanted or face.style == "normal":
            yield from (rule(face, part) for part in parts)
