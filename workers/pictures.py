"""Pictures that posts showed: fetched through the fetcher, opened in a confined child, and encoded again by us."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

from PIL import Image, ImageFile, ImageOps

from domain.errors import FetchFailed, NotAPicture, ThreadsheetError
from domain.messages import Message
from domain.shapes.failure import Failure
from domain.shapes.picture import Picture
from workers.fetch import Fetcher
from workers.sandbox import Limits, confined, unwatched

ACCEPT: Final = "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,image/*;q=0.5"
MOST_BYTES: Final = 16 * 2**20
MAX_IMAGE_PIXELS: Final = 40_000_000  # four bytes each while it is open
LONGEST_EDGE: Final = 1600
FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
QUALITY: Final = 85
DRAWN: Final = frozenset({"P", "1", "L", "LA", "RGBA", "PA"})  # may be a drawing, which JPEG would smear
MOST_DRAWN_BYTES: Final = 600_000  # a PNG above it is a photograph after all
SECONDS_EACH: Final = 15.0
SECONDS_ALL: Final = 60.0
OPENING: Final = Limits(seconds=10, memory_mb=768)
PATIENCE: Final = 2  # failures of one host after which it is not asked again
Found = Picture | Failure
LATER: Final = Failure(
    Message("later", "There was no time left to fetch this picture. Refreshing the thread fetches it."), True
)


def collected(urls: Sequence[str], fetcher: Fetcher, alive: Callable[[], None] = unwatched) -> Iterator[tuple[str, Found]]:
    """Each picture, or why it cannot be had, as they come. Never raises for a picture; what `alive` raises goes on."""
    patient = replace(fetcher, seconds=SECONDS_EACH)
    until, failed = monotonic() + SECONDS_ALL, Counter[str]()
    for url in urls:
        host = urlsplit(url).netloc
        if monotonic() > until or failed[host] >= PATIENCE:
            yield url, LATER
            continue
        alive()
        try:
            yield url, picture(patient.get(url, accept=ACCEPT, max_bytes=MOST_BYTES).body, alive)
        except ThreadsheetError as error:
            failed[host] += isinstance(error, FetchFailed)
            yield url, Failure(error.reason, error.retryable)


def picture(body: bytes, alive: Callable[[], None] = unwatched) -> Picture:
    """The first frame, upright, at most 1600 pixels long, without anything that was said beside it. Raises NotAPicture."""
    return confined(encoded, body, limits=OPENING, failure=NotAPicture, alive=alive)


def encoded(body: bytes) -> Picture:
    """In a confined child: what opens pictures has been broken by them before."""
    Image.MAX_IMAGE_PIXELS = MAX_IMAGE_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on: half a picture would be kept for a whole one
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(body), formats=FORMATS) as image:
                return _encoded(image)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture from error


def _encoded(image: Image.Image) -> Picture:
    drawn = image.mode in DRAWN and image.format != "JPEG"
    image.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
    upright = ImageOps.exif_transpose(image)
    clear = "transparency" in upright.info or upright.mode in {"RGBA", "LA", "PA"}
    shown = upright.convert("RGBA" if clear else "RGB")
    shown.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    if clear or drawn:
        body = _saved(shown, "PNG", optimize=True)
        if len(body) <= MOST_DRAWN_BYTES:
            return Picture(body, "image/png", *shown.size)
    flat = Image.new("RGB", shown.size, "white")
    flat.paste(shown, mask=shown.getchannel("A") if clear else None)
    return Picture(_saved(flat, "JPEG", quality=QUALITY, optimize=True, progressive=True), "image/jpeg", *flat.size)


def _saved(image: Image.Image, format_: str, **how: Any) -> bytes:  # Pillow's own options
    out = BytesIO()
    image.save(out, format_, **how)
    return out.getvalue()
