"""Pictures are opened where they can do no harm, and what comes out is ours; what is none is told and nothing breaks."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from io import BytesIO
from struct import pack
from typing import Any

import pytest
from PIL import Image, ImageFile

from domain.errors import LimitExceeded, NotAPicture
from domain.shapes.failure import Failure
from domain.shapes.picture import Picture
from tests.site import Response, Site, running_site
from workers.fetch import Fetcher
from workers.fetch.connection_guard import AddressPolicy
from workers.pictures import LATER, MAX_EDGE, decode_attached, fetch_pictures, reencode


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


def drawn(size: tuple[int, int] = (40, 30), mode: str = "RGB", format_: str = "PNG", **how: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, size, how.pop("color", None) or 128).save(out, format_, **how)
    return out.getvalue()


def noise(size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, "PNG")
    return out.getvalue()


def opened(found: Picture) -> Image.Image:
    image = Image.open(BytesIO(found.body))
    assert image.size == (found.width, found.height)
    assert Image.MIME[image.format or ""] == found.media_type
    return image


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF", "WEBP"])
def test_pictures_of_every_usual_kind_become_ours(format_: str) -> None:
    found = reencode(drawn(format_=format_))
    assert opened(found).size == (40, 30)
    assert found.media_type in {"image/png", "image/jpeg"}


def test_a_large_picture_is_made_smaller() -> None:
    found = reencode(noise((3000, 2000)))
    assert (found.width, found.height) == (MAX_EDGE, 1067)
    assert found.media_type == "image/jpeg"


def test_what_was_said_beside_a_picture_is_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "taken at home"
    found = reencode(drawn((40, 30), format_="JPEG", exif=exif))
    assert (found.width, found.height) == (30, 40)
    assert not opened(found).getexif()
    assert b"taken at home" not in found.body


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1", "CMYK", "I;16"])
def test_every_way_of_colouring_is_understood(mode: str) -> None:
    format_ = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(reencode(drawn(mode=mode, format_=format_))).mode in {"RGB", "RGBA", "L"}


def test_a_moving_picture_gives_its_first_frame() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert opened(reencode(out.getvalue())).convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes and very many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"\0" * (height * (width // 8 + 1)), 9)
    header = pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"%PDF-1.7", drawn()[:60],
     drawn(format_="BMP"), drawn(format_="TIFF"), b"RIFF\0\0\0\0WEBP", bomb(13000, 13000)],
    ids=["nothing", "html", "svg", "png", "gif", "pdf", "half", "bmp", "tiff", "webp", "bomb"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    began = time.monotonic()
    with pytest.raises((NotAPicture, LimitExceeded)):
        reencode(body)
    assert time.monotonic() - began < 5


def test_attached_files_become_pictures_or_say_why_not() -> None:
    body = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(body, "PNG")
    results = dict(decode_attached({"https://a.example/1": body.getvalue(), "https://a.example/2": b"words"}))
    picture, refused = results.values()
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == (40, 30)
    assert isinstance(refused, Failure)
    assert (refused.code, refused.retryable) == ("not_a_picture", False)


def test_each_picture_comes_or_says_why_not(site: Site) -> None:
    site.pages |= {
        "/a.png": Response(drawn(), headers={"Content-Type": "image/png"}),
        "/page": Response(b"<html>", headers={"Content-Type": "image/png"}),
        "/login": Response(status=403),
    }
    urls = [f"{site.url}{path}" for path in ("/a.png", "/gone.png", "/page", "/login")] + ["http://127.0.0.1:9/private.png"]
    found = dict(fetch_pictures(urls, Fetcher(AddressPolicy(frozenset({site.endpoint})), sleep=lambda _: None)))
    assert list(found) == urls
    assert isinstance(found[urls[0]], Picture)
    codes = [each.code for each in found.values() if isinstance(each, Failure)]
    assert codes == ["gone", "not_a_picture", "login_required", "fetch_refused"]


def test_a_host_in_trouble_is_not_asked_for_ever(site: Site) -> None:
    site.pages["*"] = Response(status=500)
    urls = [f"{site.url}/{number}.png" for number in range(20)]
    found = dict(fetch_pictures(urls, Fetcher(AddressPolicy(frozenset({site.endpoint})), sleep=lambda _: None)))
    assert len({request.path for request in site.requests}) == 2
    assert list(found.values()).count(LATER) == 18
    assert all(isinstance(each, Failure) and each.retryable for each in found.values())


def test_whoever_waits_hears_of_every_picture(site: Site) -> None:
    site.pages["*"] = Response(drawn())
    beats: list[int] = []
    urls = [f"{site.url}/{number}.png" for number in range(3)]
    list(fetch_pictures(urls, Fetcher(AddressPolicy(frozenset({site.endpoint}))), lambda: beats.append(1)))
    assert len(beats) >= 3
