"""The font faces: vendored files, complete or split into subsets by script. Used by handouts and pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent.parent / "templates" / "style" / "fonts"


@dataclass(frozen=True, slots=True)
class Part:
    """A subset of the scripts of a face; `ranges` are code points, inclusive."""

    name: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def unicode_range(self) -> str:
        return ", ".join(f"U+{first:X}-{last:X}" for first, last in self.ranges)

    def has(self, letters: frozenset[int]) -> bool:
        return any(first <= letter <= last for letter in letters for first, last in self.ranges)


@dataclass(frozen=True, slots=True)
class Face:
    """A file with its family and style.

    Subsets are compressed (woff2), as they are sent to browsers. Complete faces are for print, which reads them at every
    start: decompressing them would take a second. `packed` is a compressed face without subsets, for both.
    """

    file: str
    family: str
    weight: int = 400
    style: str = "normal"
    packed: bool = False

    def path(self, part: Part | None = None) -> Path:
        """The path of the complete face, or of a subset; a face need not have every subset."""
        return FOLDER / "parts" / f"{self.file}-{part.name}.woff2" if part else FOLDER / f"{self.file}.{self.kind()}"

    def kind(self, part: Part | None = None) -> str:
        """The ending of the file, which is also the subtype of its media type."""
        return "woff2" if part or self.packed else "ttf"

    def rule(self, source: str, part: Part | None = None, display: str | None = None) -> str:
        """The `@font-face` rule that loads the face from the address `source`."""
        reach = f" unicode-range: {part.unicode_range};" if part else ""
        swap = f" font-display: {display};" if display else ""
        form = {"woff2": "woff2", "ttf": "truetype"}[self.kind(part)]
        return (
            f'@font-face {{ font-family: "{self.family}"; font-weight: {self.weight}; font-style: {self.style};{swap}{reach} '
            f'src: url("{source}") format("{form}"); }}\n'
        )


FACES: Final = (
    Face("threadsheet-serif-regular", "Threadsheet Serif"),
    Face("threadsheet-serif-italic", "Threadsheet Serif", style="italic"),
    Face("threadsheet-serif-semibold", "Threadsheet Serif", 600),
    Face("threadsheet-display-regular", "Threadsheet Display"),
    Face("threadsheet-sans-light", "Threadsheet Sans", 300),
    Face("threadsheet-sans-regular", "Threadsheet Sans"),
    Face("threadsheet-sans-semibold", "Threadsheet Sans", 600),
)
MARKS: Final = Face("threadsheet-marks", "Threadsheet Marks", packed=True)
PARTS: Final = (
    Part("latin", ((0x20, 0xFF), (0x2000, 0x206F), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2265))),
    Part("extended", ((0x100, 0x36F), (0x1E00, 0x1EFF), (0x2070, 0x20AB), (0x2100, 0x2121), (0x2123, 0x218F))),
    Part("greek", ((0x370, 0x3FF), (0x1F00, 0x1FFF))),
    Part("cyrillic", ((0x400, 0x52F),)),
)


def parts_of(face: Face) -> Iterator[Part]:
    """The subsets of a face that exist; none for one that is always complete."""
    yield from (part for part in PARTS if face.path(part).exists())
