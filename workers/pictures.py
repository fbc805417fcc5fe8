"""Pictures of posts: fetches them, decodes them in a sandboxed child, and encodes them again."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from time import monotonic
from typing import Any, Final

from PIL import Image, ImageFile, ImageOps

from domain.errors import FetchFailed, NotAPicture, ThreadsheetError
from domain.messages import message
from domain.shapes.failure import Failure
from domain.shapes.picture import Picture
from domain.url_parts import split_url
from workers.fetch import Fetcher
from workers.sandbox import Limits, no_heartbeat, run_in_sandbox

ACCEPT: Final = "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,image/*;q=0.5"
MAX_BYTES: Final = 16 * 2**20
MAX_IMAGE_PIXELS: Final = 40_000_000  # four bytes each while it is open
MAX_EDGE: Final = 1600
FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
QUALITY: Final = 85
DRAWING_MODES: Final = frozenset({"P", "1", "L", "LA", "RGBA", "PA"})  # may be a drawing, which JPEG would smear
MAX_DRAWING_BYTES: Final = 600_000  # a PNG above it is a photograph after all
SECONDS_EACH: Final = 15.0
SECONDS_ALL: Final = 60.0
DECODING: Final = Limits(seconds=10, memory_mb=768)
MAX_HOST_FAILURES: Final = 2  # after which a host is not asked again
Result = Picture | Failure
LATER: Final = Failure(message("later"), True)


def fetch_pictures(
    urls: Sequence[str], fetcher: Fetcher, heartbeat: Callable[[], None] = no_heartbeat
) -> Iterator[tuple[str, Result]]:
    """Each picture as it comes, or why it cannot be had. Raises nothing for a picture; what `heartbeat` raises goes on."""
    picture_fetcher = replace(fetcher, seconds=SECONDS_EACH)
    deadline, failures = monotonic() + SECONDS_ALL, Counter[str]()
    for url in urls:
        host = split_url(url).netloc
        if monotonic() > deadline or failures[host] >= MAX_HOST_FAILURES:
            yield url, LATER
            continue
        heartbeat()
        try:
            yield url, reencode(picture_fetcher.get(url, accept=ACCEPT, max_bytes=MAX_BYTES).body, heartbeat)
        except ThreadsheetError as error:
            failures[host] += isinstance(error, FetchFailed)
            yield url, Failure(error.reason, error.retryable)


def decode_attached(files: Mapping[str, bytes], heartbeat: Callable[[], None] = no_heartbeat) -> Iterator[tuple[str, Result]]:
    """Each file that a person attached as a picture, by the picture's address, or why it is none."""
    for url, body in files.items():
        try:
            yield url, reencode(body, heartbeat)
        except ThreadsheetError as error:
            yield url, Failure(error.reason, False)


def reencode(body: bytes, heartbeat: Callable[[], None] = no_heartbeat) -> Picture:
    """The first frame, upright, at most 1600 pixels long, without metadata. Raises NotAPicture."""
    return run_in_sandbox(decode, body, limits=DECODING, failure=NotAPicture, heartbeat=heartbeat)


def decode(body: bytes) -> Picture:
    """Does the work of `reencode`. Runs in a sandboxed child, because pictures have broken image libraries before."""
    Image.MAX_IMAGE_PIXELS = MAX_IMAGE_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on: half a picture would be stored for a complete one
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(body), formats=FORMATS) as image:
                return _normalise(image)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture from error


def _normalise(image: Image.Image) -> Picture:
    drawing = image.mode in DRAWING_MODES and image.format != "JPEG"
    image.draft("RGB", (MAX_EDGE, MAX_EDGE))
    upright = ImageOps.exif_transpose(image)
    transparent = "transparency" in upright.info or upright.mode in {"RGBA", "LA", "PA"}
    pixels = upright.convert("RGBA" if transparent else "RGB")
    pixels.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS)
    if transparent or drawing:
        body = _encode(pixels, "PNG", optimize=True)
        if len(body) <= MAX_DRAWING_BYTES:
            return Picture(body, "image/png", *pixels.size)
    flat = Image.new("RGB", pixels.size, "white")
    flat.paste(pixels, mask=pixels.getchannel("A") if transparent else None)
    return Picture(_encode(flat, "JPEG", quality=QUALITY, optimize=True, progressive=True), "image/jpeg", *flat.size)


def _encode(image: Image.Image, format_: str, **options: Any) -> bytes:  # Pillow's own options
    out = BytesIO()
    image.info.clear()  # Pillow would copy the file's comment, colour profile and XMP, which may name somebody
    image.save(out, format_, **options)
    return out.getvalue()
