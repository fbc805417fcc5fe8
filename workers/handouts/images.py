"""Prepares pictures for a handout: scaled down, grey for black-and-white printers, and decoded within limits."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from math import ceil, sqrt

import segno
from PIL import Image, ImageOps

from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.thread import Point

MAX_PIXELS = 50_000_000
"""A picture with more is not decoded: every pixel takes four bytes."""
EDGES = ((24, 1500), (120, 1000), (300, 700))
"""Up to so many pictures, so many pixels on the longer edge: a handout stays small enough for a mail."""
SMALLEST_EDGE = 500
TALL, MAX_COLUMNS = 2.4, 5
"""A picture so many times as high as it is wide is cut into columns."""
CUT_WINDOW, SAMPLED_WIDTH = 0.06, 96
FAINT, LIGHT, DARK_GROUND = 24, 205, "#3a3f45"
"""Alpha below which nothing is seen, and brightness from which a drawing needs a dark ground."""
QUALITY = 84
MASK, PIXELS_A_MODULE = 2, 8
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True, slots=True)
class HandoutImage:
    """A picture as it is embedded. `name` is a hash of its bytes, so that the same picture is embedded once."""

    name: str
    body: bytes
    media_type: str
    width: int
    height: int


def prepare_images(
    points: Iterable[Point], pictures: Mapping[str, Picture], options: Options, *, sliced: bool = False
) -> Mapping[str, HandoutImage | None]:
    """The archived pictures of some points by their addresses; None for one that is too large or broken.

    With `sliced` tall ones are cut into columns beside each other.
    """
    urls = tuple(dict.fromkeys(url for url in addresses(points) if url in pictures)) if options.pictures else ()
    edge = next((edge for count, edge in EDGES if len(urls) <= count), SMALLEST_EDGE)
    look = {"grey": options.mono, "bare": options.redact, "sliced": sliced}
    return {url: prepare_image(pictures[url].body, edge, **look) for url in urls}


def addresses(points: Iterable[Point]) -> Iterable[str]:
    """The addresses of the pictures of points and of their quotes, in reading order."""
    for point in points:
        for media in (*point.media, *(point.quote.media if point.quote else ())):
            yield from (url for url in (media.poster_url, media.url) if url)


def prepare_image(body: bytes, edge: int, grey: bool, bare: bool = False, sliced: bool = False) -> HandoutImage | None:
    """A picture with edges of at most `edge` pixels; unchanged where it fits; None when it cannot or may not be decoded.

    With `bare` it is always encoded again, without the file's comment and XMP: they may name its author.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(body), formats=("JPEG", "PNG", "GIF", "WEBP"))
        if image.width * image.height > MAX_PIXELS:
            return None
        columns = column_count(*image.size) if sliced else 1
        is_opaque = image.mode in {"RGB", "L"} or (image.mode == "P" and "transparency" not in image.info)
        fits = max(image.size) <= edge and is_opaque and columns == 1
        if image.format in {"JPEG", "PNG"} and fits and not grey and not bare:
            return image_from_bytes(body, f"image/{image.format.lower()}", image.size)
        return scale_and_encode(image, edge, grey, columns)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def scale_and_encode(image: Image.Image, edge: int, grey: bool, columns: int = 1) -> HandoutImage:
    """The picture scaled down, opaque, in so many columns, as JPEG; drawings with few colours stay PNG."""
    has_palette = image.mode in {"P", "1"}
    if columns == 1:
        image.draft("RGB", (edge, edge))
    upright = ImageOps.exif_transpose(image)
    if upright.mode in {"RGBA", "LA", "P", "PA"}:
        upright = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, ground_for(upright)), upright)
    if columns > 1:
        upright = in_columns(upright.convert("RGB"), columns)
    small = upright.convert("L" if grey else "RGB")
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    small.info = {}  # Pillow writes a file's comment and XMP again
    out = BytesIO()
    if has_palette:
        small.quantize(64).save(out, "PNG", optimize=True)
    else:
        small.save(out, "JPEG", quality=QUALITY, optimize=True)
    return image_from_bytes(out.getvalue(), "image/png" if has_palette else "image/jpeg", small.size)


def ground_for(image: Image.Image) -> str:
    """The colour behind a transparent picture: white, or dark where what is drawn is so light that white would swallow it."""
    sample = image.resize((min(image.width, 64), min(image.height, 64)), Image.Resampling.BOX)
    pixels = zip(*[iter(sample.tobytes())] * 4, strict=True)
    drawn = [(max(red, green, blue), alpha) for red, green, blue, alpha in pixels if alpha > FAINT]
    brightness = sum(light * alpha for light, alpha in drawn) / (sum(alpha for _, alpha in drawn) or 1)
    return DARK_GROUND if drawn and brightness > LIGHT else "white"


def column_count(width: int, height: int) -> int:
    """Into how many columns a picture is cut so that it is about as wide as it is high; 1 for one that is not tall."""
    return min(ceil(sqrt(height / width)), MAX_COLUMNS) if height >= TALL * width else 1


def in_columns(image: Image.Image, columns: int) -> Image.Image:
    """The picture cut into pieces of about equal height, each at an even place, side by side from left to right."""
    shades = image.convert("L").resize((SAMPLED_WIDTH, image.height), Image.Resampling.BOX)
    step = image.height / columns
    cuts = [0, *(even_row(shades, int(step * place), int(step * CUT_WINDOW)) for place in range(1, columns)), image.height]
    gap = max(image.width // 24, 4)
    height = max(after - before for before, after in pairwise(cuts))
    sheet = Image.new("RGB", (columns * image.width + (columns - 1) * gap, height), "white")
    for place, (before, after) in enumerate(pairwise(cuts)):
        sheet.paste(image.crop((0, before, image.width, after)), (place * (image.width + gap), 0))
    return sheet


def even_row(shades: Image.Image, row: int, window: int) -> int:
    """The row near another one across which the picture changes least: between lines of text."""
    rows = range(max(row - window, 1), min(row + window, shades.height))
    return min(rows, key=lambda place: (contrast(shades, place), abs(place - row)), default=row)


def contrast(shades: Image.Image, row: int) -> int:
    """The difference between the lightest and the darkest place of a row, in coarse steps."""
    lowest, highest = shades.crop((0, row, shades.width, row + 1)).getextrema()
    return int(highest - lowest) // 8  # type: ignore[operator]  # of one band


def image_from_bytes(body: bytes, media_type: str, size: tuple[int, int]) -> HandoutImage:
    """A HandoutImage named by the hash of its bytes."""
    return HandoutImage(f"{sha256(body).hexdigest()[:16]}.{ENDINGS[media_type]}", body, media_type, *size)


def qr(address: str) -> HandoutImage:
    """A QR code that leads to an address, eight pixels a module, without a border; low correction, for paper is kind.

    Readers know every mask; to find the prettiest of the eight takes five times as long as all the rest.
    """
    code = segno.make(address, error="l", micro=False, boost_error=True, mask=MASK)
    rows = [bytes(0 if module else 255 for module in row) for row in code.matrix]
    image = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    image = image.resize((PIXELS_A_MODULE * len(rows), PIXELS_A_MODULE * len(rows)), Image.Resampling.NEAREST)
    out = BytesIO()
    image.save(out, "PNG")  # of greys, which needs not be made into colours again
    return image_from_bytes(out.getvalue(), "image/png", image.size)
