"""Makes the vendored font files from the families' own releases: `python make.py SERIF.ttf ITALIC.ttf SANS_FOLDER`.

The originals are variable or larger than we need; see README.md beside this file for where they come from and what is kept.
"""

from __future__ import annotations

import copy
import math
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
SERIF = "Threadsheet Serif"
DISPLAY = "Threadsheet Display"
SANS = "Threadsheet Sans"
MARKS = "Threadsheet Marks"
MIDDLE = 334

# Latin with its extensions, combining marks, Greek with its polytonic forms, Cyrillic, Vietnamese, punctuation, arrows, shapes.
KEPT = [
    *range(0x20, 0x250), *range(0x2B0, 0x370), *range(0x370, 0x530), *range(0x1E00, 0x2000), *range(0x2000, 0x2070),
    *range(0x2070, 0x20D0), *range(0x2100, 0x2200), 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25A0, 0x25CF, 0x2713,
]  # fmt: skip
FEATURES = [
    "kern",
    "liga",
    "ccmp",
    "locl",
    "mark",
    "mkmk",
    "smcp",
    "c2sc",
    "onum",
    "lnum",
    "pnum",
    "tnum",
    "case",
    "sups",
    "frac",
]


def rename(font: TTFont, family: str, style: str) -> None:
    """Gives a changed font a name of its own, as its licence asks of a font with a reserved name."""
    names = font["name"]
    for record in list(names.names):
        if record.nameID in {1, 2, 3, 4, 6, 16, 17, 21, 22, 25}:
            names.removeNames(nameID=record.nameID)
    values = {1: family, 2: "Regular", 3: f"{family} {style}", 4: f"{family} {style}", 16: family, 17: style}
    values[6] = f"{family}-{style}".replace(" ", "")
    for name_id, value in values.items():
        names.setName(value, name_id, 3, 1, 0x409)


PARTS = {
    "latin": [*range(0x20, 0x100), *range(0x2000, 0x2070), 0x20AC, 0x2122, *range(0x2190, 0x2194), *range(0x2212, 0x2266)],
    "extended": [*range(0x100, 0x370), *range(0x1E00, 0x1F00), *range(0x2070, 0x20AC), *range(0x2100, 0x2190)],
    "greek": [*range(0x370, 0x400), *range(0x1F00, 0x2000)],
    "cyrillic": range(0x400, 0x530),
}  # fmt: skip
"""One-file HTML carries only the parts that its letters are in; presentation/fonts.py names the same."""


def write(font: TTFont, family: str, style: str) -> None:
    """Writes a face whole, and in parts."""
    name = f"{family}-{style}".lower().replace(" ", "-")
    cut(font, KEPT, FEATURES, family, style, HERE / f"{name}.ttf")
    plain = [feature for feature in FEATURES if feature not in {"smcp", "c2sc", "frac", "sups"}]
    for part, letters in PARTS.items():
        if set(letters) & set(font.getBestCmap()) - set(PARTS["latin"] if part != "latin" else ()):
            cut(font, letters, plain, family, style, HERE / "parts" / f"{name}-{part}.woff2")


def cut(font: TTFont, letters: Iterable[int], features: list[str], family: str, style: str, path: Path) -> None:
    """One file with these letters, under a name of its own."""
    less = copy.deepcopy(font)
    options = Options(layout_features=features, name_IDs=["*"], notdef_outline=True, hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(less)
    rename(less, family, style)
    less.flavor = "woff2" if path.suffix == ".woff2" else None
    path.parent.mkdir(exist_ok=True)
    less.save(path)
    sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")


def serif(source: Path, family: str, style: str, weight: int, size: int) -> None:
    """One static face of the variable serif at a weight and an optical size in points."""
    font = instantiateVariableFont(TTFont(source), {"wght": weight, "opsz": size})
    write(font, family, style)


def polygon(*points: tuple[int, int]) -> Glyph:
    """A filled shape through points in font units, clockwise."""
    pen = TTGlyphPen(None)
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


def ring(corners: int, radius: int, inner: int = 0, turn: float = 0.0) -> list[tuple[int, int]]:
    """Points round the middle of the em's mark; with `inner`, a star."""
    radii = [radius, inner] if inner else [radius]
    steps = corners * len(radii)
    angles = [math.pi / 2 - turn - 2 * math.pi * step / steps for step in range(steps)]
    return [
        (round(MIDDLE + math.cos(a) * radii[i % len(radii)]), round(MIDDLE + math.sin(a) * radii[i % len(radii)]))
        for i, a in enumerate(angles)
    ]


def box() -> Glyph:
    """An empty box to tick, on the line, as tall as capitals."""
    pen = TTGlyphPen(None)
    outer, inner = ((20, -20), (20, 700), (740, 700), (740, -20)), ((68, 28), (692, 28), (692, 652), (68, 652))
    for corners in (outer, inner):
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def shapes() -> dict[int, Glyph]:
    """The eight family marks, of equal optical weight, a little smaller than capitals, and the box to tick; by code point."""
    cross = [(-100, 285), (100, 285), (100, 100), (285, 100), (285, -100), (100, -100)]
    cross += [(-x, -y) for x, y in cross]
    return {
        0x25A0: polygon(*ring(4, 330, turn=math.pi / 4)),
        0x25CF: polygon(*ring(48, 275)),
        0x25B2: polygon(*ring(3, 345)),
        0x25C6: polygon(*ring(4, 335)),
        0x25BC: polygon(*ring(3, 345, turn=math.pi)),
        0x271A: polygon(*[(MIDDLE + x, MIDDLE + y) for x, y in cross]),
        0x2605: polygon(*ring(5, 375, inner=155)),
        0x2B22: polygon(*ring(6, 310)),
        0x2610: box(),
    }


SPACES = {0x2002: 320, 0x2009: 180}
"""What stands between a mark and its words: a space that its font lacks is drawn as a letter that no font has."""


def marks() -> None:
    """The marks as a tiny font of our own: real characters that take colour, print in grey and can be copied."""
    glyphs = shapes() | {code: TTGlyphPen(None).glyph() for code in SPACES}
    names = {code: f"uni{code:04X}" for code in glyphs}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), **{names[code]: glyph for code, glyph in glyphs.items()}})
    widths = {name: (SPACES.get(code, 760 if code == 0x2610 else 600), 0) for code, name in names.items()}
    builder.setupHorizontalMetrics({".notdef": (600, 0), **widths})
    builder.setupHorizontalHeader(ascent=984, descent=-316)
    builder.setupNameTable({"familyName": MARKS, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=984, sTypoDescender=-316, usWinAscent=984, usWinDescent=316)
    builder.setupPost()
    builder.font.flavor = "woff2"
    builder.font.save(HERE / "threadsheet-marks.woff2")


def make(roman: Path, italic: Path, sans: Path) -> None:
    serif(roman, SERIF, "Regular", 400, 11)
    serif(italic, SERIF, "Italic", 400, 11)
    serif(roman, SERIF, "Semibold", 600, 11)
    serif(roman, DISPLAY, "Regular", 400, 40)
    for style in ("300Light", "400Regular", "600SemiBold"):
        source = next(sans.rglob(f"AtkinsonHyperlegibleNext_{style}.ttf"))
        write(TTFont(source), SANS, style[3:].capitalize())
    marks()


if __name__ == "__main__":
    make(*(Path(argument) for argument in sys.argv[1:4]))
