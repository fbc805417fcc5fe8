"""The cover of a book as a picture: its strip, large, over title and author where a font of ours has their letters."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from presentation.fonts import FACES, PARTS
from presentation.strip import Strip
from workers.handouts.content.view import HandoutView
from workers.handouts.strip_picture import draw_beads

WIDTH, HEIGHT, EDGE = 1200, 1600, 110
PAPER, INK, MUTED = "#fbfaf7", "#1f2328", "#62666d"
TITLE_SIZES: Final = (92, 76, 62, 50)
AUTHOR_SIZE, LINE = 42, 1.2
TITLE_HEIGHT: Final = 720
MOST_BEADS: Final = 200


def cover_picture(view: HandoutView) -> bytes:
    """The cover as PNG, 1200 by 1600 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    if is_drawn(view.author):
        pen.text((EDGE, EDGE), view.author, MUTED, font("threadsheet-sans-regular", AUTHOR_SIZE))
    if is_drawn(view.title):
        size, lines = fitted(view.title)
        for place, line in enumerate(lines):
            pen.text((EDGE, EDGE + 110 + place * size * LINE), line, INK, font("threadsheet-display-regular", size))
    strip = cover_strip(view.strip)
    scale = max(min((WIDTH - 2 * EDGE) // strip.width, 400 // strip.height, 12), 1)
    draw_beads(pen, strip, (EDGE, HEIGHT - EDGE - strip.height * scale), scale)
    body = BytesIO()
    image.quantize(64).save(body, "PNG", optimize=True)
    return body.getvalue()


def cover_strip(strip: Strip) -> Strip:
    """The first beads of a strip in rows of twenty."""
    beads = [bead for row in strip.rows for bead in row][:MOST_BEADS]
    return Strip(tuple(tuple(beads[start : start + 20]) for start in range(0, len(beads), 20)) or ((),))


def is_drawn(text: str) -> bool:
    """Whether our fonts have all letters of a text."""
    return all(any(first <= ord(letter) <= last for part in PARTS for first, last in part.ranges) for letter in text)


def font(file: str, size: int) -> ImageFont.FreeTypeFont:
    face = next(face for face in FACES if face.file == file)
    return ImageFont.truetype(str(face.path()), size)


def fitted(title: str) -> tuple[int, list[str]]:
    """The largest size of letters in which a title fits, and its lines."""
    for size in TITLE_SIZES:
        lines = wrapped(title, font("threadsheet-display-regular", size))
        if len(lines) * size * LINE <= TITLE_HEIGHT:
            return size, lines
    return size, lines[: int(TITLE_HEIGHT / size / LINE)]


def wrapped(text: str, letters: ImageFont.FreeTypeFont) -> list[str]:
    """A text in lines that are not wider than the cover."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or letters.getlength(longer) <= WIDTH - 2 * EDGE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
