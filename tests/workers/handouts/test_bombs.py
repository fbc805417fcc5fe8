"""What ends a renderer elsewhere ends within its limits here, or with a sentence; and the next one is made."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from domain.editions import Edition
from domain.errors import ThreadsheetError
from domain.shapes.handout import Format
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.post import Media, MediaKind
from domain.shapes.thread import Point, Role, Thread
from presentation.messages import sentence
from tests import factories
from workers import handouts
from workers.sandbox import Limits, run_in_sandbox

LIMITS = Limits(seconds=120, memory_mb=1024)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def of(*texts: str) -> Thread:
    points = tuple(Point(number, Role.POINT, text, number, len(texts)) for number, text in enumerate(texts, 1))
    return factories.thread(factories.version(points))


def many_pictures() -> Thread:
    media = tuple(Media(MediaKind.IMAGE, f"https://pictures.example/{number}", f"Number {number}") for number in range(10))
    points = tuple(replace(point, media=shifted(media, point.position)) for point in factories.long(50).version.points)
    return factories.thread(factories.version(points))


def shifted(media: tuple[Media, ...], position: int) -> tuple[Media, ...]:
    return tuple(replace(each, url=f"{each.url}-{position}") for each in media)


BOMBS: dict[str, Callable[[], Thread]] = {
    "2,000 points": lambda: factories.long(2000),
    "a point of 1 MB": lambda: of("A word after another. " * 48_000),
    "500 pictures": many_pictures,
    "10,000 emoji": lambda: of("👩‍👩‍👧‍👦👍🏽🇩🇪🏳️‍🌈" * 2_500),
    "no spaces": lambda: of("x" * 200_000),
    "100,000 newlines": lambda: of("a" + "\n" * 100_000 + "b"),
    "100,000 lines": lambda: of("a\n" * 100_000),
    "right to left and back": lambda: of("\u202e\u2066א" * 20_000),
    "combining marks": lambda: of("e" + "\u0301" * 50_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_time(name: str) -> None:
    thread = BOMBS[name]()
    kept = {
        media.url: factories.picture(1200, 900, number)
        for number, media in enumerate(media for point in thread.version.points for media in point.media)
        if media.url
    }
    began = time.monotonic()
    try:
        body = run_in_sandbox(
            handouts.render,
            *(thread, factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON, Options(), kept),
            limits=LIMITS,
        )
        assert body.startswith(b"%PDF")
        told = f"{len(body) // 1024} KB"
    except ThreadsheetError as error:
        told = sentence(error.reason)
    assert told.endswith((".", "KB"))
    print(f"{name}: {time.monotonic() - began:.1f} s, {told}")
    assert time.monotonic() - began < LIMITS.seconds + 5
    after = (factories.ten(), factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON)
    assert run_in_sandbox(handouts.render, *after, limits=LIMITS).startswith(b"%PDF")


def test_a_picture_of_200_megapixels_is_told_of() -> None:
    body = BytesIO()
    Image.new("1", (15_000, 13_400)).save(body, "PNG")
    address = "https://pictures.example/bomb"
    point = replace(factories.ten().version.points[0], media=(Media(MediaKind.IMAGE, address, "A large one"),))
    thread = factories.thread(factories.version([point]))
    kept = {address: Picture(body.getvalue(), "image/png", 10, 10)}
    said = (thread, factories.codebook(), Edition.READING, Format.HTML, factories.NOON, Options(), kept)
    page = run_in_sandbox(handouts.render, *said, limits=LIMITS).decode()
    assert "too large to be shown" in page
    assert "A large one" in page


@pytest.mark.parametrize("format_", [Format.HTML, Format.EPUB, Format.MD, Format.TXT, Format.DOCX])
def test_other_formats_take_long_threads_too(format_: Format) -> None:
    said = (factories.long(2000), factories.codebook(), Edition.WORKSHOP, format_, factories.NOON)
    assert run_in_sandbox(handouts.render, *said, limits=LIMITS)
