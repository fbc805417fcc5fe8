"""Makes the pictures of handouts for the README from a thread of our own words: `PYTHONPATH=. python docs/pictures/make.py`."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from domain.editions import Edition, Part
from domain.shapes.handout import Format
from domain.shapes.options import Options
from tests import factories
from workers import handouts

HERE = Path(__file__).parent
DPI, WIDTH, COLOURS = 100, 760, 96
PAGES = {Edition.ANNOTATED: 1, Edition.READING: 1, Edition.WORKSHOP: 1}
"""The page that shows best what an edition is."""


def main() -> None:
    """One PNG an edition, at most 150 KB each."""
    for edition, page in PAGES.items():
        said = (factories.pictured(), factories.codebook(), edition, Format.PDF, factories.NOON)
        body = handouts.render(*said, Options(part=Part.SHEET), pictures=factories.pictures())
        drawn = subprocess.run(  # noqa: S603 - a program of the system, with arguments of ours
            ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), "-png", "-"],  # noqa: S607
            input=body,
            capture_output=True,
            check=True,
        )
        picture = Image.open(BytesIO(drawn.stdout)).convert("RGB")
        picture.thumbnail((WIDTH, WIDTH * 2), Image.Resampling.LANCZOS)
        framed = ImageOps.expand(picture, border=1, fill=(217, 214, 207))
        framed.quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / f"handout-{edition.value}.png", optimize=True)


if __name__ == "__main__":
    main()
