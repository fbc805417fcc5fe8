"""Pictures made ready to be printed: small enough, grey where colour does not count, and never a bomb."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

import segno
from PIL import Image, ImageOps

from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.thread import Point

MOST_PIXELS = 50_000_000
"""A picture with more is told of and not opened: every pixel takes four bytes."""
EDGES = ((24, 1500), (120, 1000), (300, 700))
"""Up to so many pictures, so many pixels on the longer edge: a handout stays of a size that can be sent by mail."""
SMALLEST_EDGE = 500
QUALITY = 84
MASK, DOTS = 2, 8
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture as it is embedded. `name` is made from its bytes: the same picture is embedded once."""

    name: str
    body: bytes
    media_type: str
    width: int
    height: int


def plates(points: Iterable[Point], pictures: Mapping[str, Picture], options: Options) -> Mapping[str, Plate | None]:
    """Every picture that the points show and that was kept, by its address; None for one that is too large or broken."""
    shown = tuple(dict.fromkeys(url for url in addresses(points) if url in pictures)) if options.pictures else ()
    edge = next((edge for count, edge in EDGES if len(shown) <= count), SMALLEST_EDGE)
    return {url: plate(pictures[url].body, edge, options.mono, bare=options.redact) for url in shown}


def addresses(points: Iterable[Point]) -> Iterable[str]:
    """Where the pictures of points and of what they quote were found, in reading order."""
    for point in points:
        for media in (*point.media, *(point.quote.media if point.quote else ())):
            yield from (url for url in (media.poster_url, media.url) if url)


def plate(body: bytes, edge: int, grey: bool, bare: bool = False) -> Plate | None:
    """A picture at most `edge` pixels long; as it is when it is fit already; None when it cannot or may not be opened.

    A `bare` one is always encoded again, without what its file says about it: comments and XMP name authors.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(body), formats=("JPEG", "PNG", "GIF", "WEBP"))
        if image.width * image.height > MOST_PIXELS:
            return None
        fits = max(image.size) <= edge and image.mode in {"RGB", "L", "RGBA", "P"}
        if image.format in {"JPEG", "PNG"} and fits and not grey and not bare:
            return of_bytes(body, f"image/{image.format.lower()}", image.size)
        return encoded(image, edge, grey)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def encoded(image: Image.Image, edge: int, grey: bool) -> Plate:
    """The picture made smaller, on white where it was transparent, as JPEG; drawings with few colours stay PNG."""
    few = image.mode in {"P", "1"}
    image.draft("RGB", (edge, edge))
    upright = ImageOps.exif_transpose(image)
    if upright.mode in {"RGBA", "LA", "P", "PA"}:
        upright = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
    small = upright.convert("L" if grey else "RGB")
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    small.info = {}  # Pillow writes a file's comment and XMP again
    out = BytesIO()
    if few:
        small.quantize(64).save(out, "PNG", optimize=True)
    else:
        small.save(out, "JPEG", quality=QUALITY, optimize=True)
    return of_bytes(out.getvalue(), "image/png" if few else "image/jpeg", small.size)


def of_bytes(body: bytes, media_type: str, size: tuple[int, int]) -> Plate:
    """A plate named by its bytes."""
    return Plate(f"{sha256(body).hexdigest()[:16]}.{ENDINGS[media_type]}", body, media_type, *size)


def qr(address: str) -> Plate:
    """A QR code that leads to an address, eight pixels a module, without a border; low correction, for paper is kind.

    Readers know every mask; to find the prettiest of the eight takes five times as long as all the rest.
    """
    code = segno.make(address, error="l", micro=False, boost_error=True, mask=MASK)
    rows = [bytes(0 if module else 255 for module in row) for row in code.matrix]
    image = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    image = image.resize((DOTS * len(rows), DOTS * len(rows)), Image.Resampling.NEAREST)
    out = BytesIO()
    image.save(out, "PNG")  # of greys, which needs not be made into colours again
    return of_bytes(out.getvalue(), "image/png", image.size)
