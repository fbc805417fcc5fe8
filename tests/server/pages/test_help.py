"""The help page: every picture in it shows a page of today."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser

from server.pages.assets import PICTURES
from server.pages.help import SIZE
from tests.running import running
from tests.server.pages.conftest import Read
from tests.server.pages.help_pictures import SHOWN, shelve, take

MAX_BYTES = 50_000
DIFFERENCE = 6.0
"""Mean difference of brightness between two pictures of one page, of 255: dates and fonts move a little."""


def test_the_help_shows_its_pictures_by_day_and_by_night(client: FlaskClient, read: Read) -> None:
    shown = read("/help").select("picture")
    assert len(shown) == len(SHOWN)
    for picture in shown:
        source, image = picture.select("source, img")
        assert (int(str(image["width"])), int(str(image["height"]))) == SIZE
        assert image["alt"]
        for address in (str(source["srcset"]), str(image["src"])):
            answer = client.get(address)
            assert answer.mimetype == "image/webp"
            assert len(answer.data) <= MAX_BYTES
            assert Image.open(BytesIO(answer.data)).size == SIZE


@pytest.mark.slow
@pytest.mark.browser
def test_the_pictures_are_of_todays_pages(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path, workers=1) as server:
        for name, body in take(browser, server.url, shelve(server.data)):
            then, now = (Image.open(BytesIO(each)).convert("L") for each in ((PICTURES / name).read_bytes(), body))
            assert ImageStat.Stat(ImageChops.difference(then, now)).mean[0] < DIFFERENCE, name
