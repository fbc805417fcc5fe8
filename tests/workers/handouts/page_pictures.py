"""Small pictures of the pages of handouts, compared with those that are kept in `pictures/`.

A picture has a pixel for each 6.5 millimetres, as dark as there is ink: letters may be drawn otherwise by another poppler, what
stands elsewhere is seen. After a layout was changed on purpose and looked at, `python -m tests.workers.handouts.page_pictures`
writes them again.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

from domain.editions import Edition
from domain.shapes.handout import Format
from domain.shapes.options import options_from_query
from domain.shapes.thread import Point, Role, Thread
from tests import factories
from workers.handouts import render

FOLDER: Final = Path(__file__).parent / "pictures"
DPI, COLUMNS, ROWS = 32, 32, 45
CONTRAST: Final = 3
"""Lines of text are light grey on average."""
TOLERANCE: Final = 30
"""Of 255: other versions of poppler differ by less than 10."""
MOST_CELLS: Final = 3
"""Cells of a page that may differ by more."""
PGM: Final = re.compile(rb"P5\n(\d+) (\d+)\n255\n")
HEBREW: Final = (
    "הרעיון היה טוב: שהערך של הדבר עצמו יישא את החברה, ולא איש המכירות הרועש ביותר.",
    "ואז יש קירות. העיצוב זורק קובץ להנדסה, וכל אחד רוצה קול חזק יותר.",
)
JAPANESE: Final = (
    "私たちは機能の工場ではありません。価値を届けるチームです。" * 3,
    "壁ができる前に、顧客の声を一緒に聞きましょう。",
)


def foreign(texts: tuple[str, ...], language: str) -> Thread:
    points = [Point(number, Role.POINT, text, number, len(texts)) for number, text in enumerate(texts, 1)]
    return factories.thread(factories.version(points, language=language, title=texts[0]))


CASES: Final[Mapping[str, tuple[Callable[[], Thread], Edition, str]]] = {
    "annotated": (factories.ten, Edition.ANNOTATED, ""),
    "compact-letter-mono": (factories.ten, Edition.ANNOTATED, "density=compact&paper=letter&mono=1"),
    "columns": (factories.ten, Edition.ANNOTATED, "columns=2"),
    "large": (factories.gappy, Edition.ANNOTATED, "large=1"),
    "pictured": (factories.pictured, Edition.ANNOTATED, ""),
    "furnished": (factories.furnished, Edition.ANNOTATED, ""),
    "reading": (factories.ten, Edition.READING, ""),
    "right-to-left": (lambda: foreign(HEBREW, "he"), Edition.ANNOTATED, ""),
    "right-to-left-sheet": (lambda: foreign(HEBREW, "he"), Edition.WORKSHOP, "part=sheet"),
    "japanese": (lambda: foreign(JAPANESE, "ja"), Edition.ANNOTATED, ""),
    "sheet": (factories.ten, Edition.WORKSHOP, "part=sheet"),
    "cards": (factories.ten, Edition.WORKSHOP, "part=cards"),
    "key": (factories.ten, Edition.WORKSHOP, "part=key"),
}


def handout(name: str) -> bytes:
    thread, edition, options = CASES[name]
    arguments = (thread(), factories.codebook(), edition, Format.PDF, factories.NOON, options_from_query(options))
    return render(*arguments, factories.pictures())


def page_pictures(pdf: bytes) -> Iterator[Image.Image]:
    """The pages, a cell of a coarse grid a pixel."""
    command = ["pdftoppm", "-gray", "-r", str(DPI), "-"]
    pages = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    place = 0
    while place < len(pages):
        head = PGM.match(pages, place)
        assert head
        width, height = int(head[1]), int(head[2])
        page = Image.frombytes("L", (width, height), pages[head.end() : head.end() + width * height])
        yield page.resize((COLUMNS, ROWS), Image.Resampling.BOX).point(lambda grey: max(255 - CONTRAST * (255 - grey), 0))
        place = head.end() + width * height


def joined(pages: list[Image.Image]) -> Image.Image:
    """The pages beside each other."""
    picture = Image.new("L", (COLUMNS * len(pages), ROWS), 255)
    for number, page in enumerate(pages):
        picture.paste(page, (number * COLUMNS, 0))
    return picture


def differing_cells(pages: list[Image.Image], reference: Image.Image) -> list[int]:
    """How many cells of each page differ from the picture that is kept; of all cells when there is another number of pages."""
    picture = joined(pages)
    if picture.size != reference.size:
        return [COLUMNS * ROWS] * len(pages)
    difference = ImageChops.difference(picture, reference)
    parts = (difference.crop((number * COLUMNS, 0, (number + 1) * COLUMNS, ROWS)) for number in range(len(pages)))
    return [sum(part.histogram()[TOLERANCE:]) for part in parts]


def reference(name: str) -> Image.Image:
    return Image.open(BytesIO((FOLDER / f"{name}.png").read_bytes())).convert("L")


if __name__ == "__main__":
    for case in CASES:
        joined(list(page_pictures(handout(case)))).save(FOLDER / f"{case}.png", optimize=True)
