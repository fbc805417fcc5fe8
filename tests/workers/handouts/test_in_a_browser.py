"""The one-file HTML in a real browser: it asks for nothing, axe finds nothing wrong, and it prints as the PDF does."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Request

from domain.editions import Edition, Part
from domain.shapes.handout import Format
from domain.shapes.options import options_from_query
from tests import factories
from tests.server.pages.browsing import DESK, PHONE
from workers.handouts import render

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def page_of(folder: Path, edition: Edition, name: str = "pictured", options: str = "") -> Path:
    path = folder / f"{name}-{edition}.html"
    said = (getattr(factories, name)(), factories.codebook(), edition, Format.HTML, factories.NOON, options_from_query(options))
    path.write_bytes(render(*said, factories.pictures()))
    return path


DOCUMENTS = (
    (Edition.ANNOTATED, ""),
    (Edition.READING, ""),
    *((Edition.WORKSHOP, f"part={part}") for part in Part),
)


LOOKS = (("light", DESK, "pictured"), ("dark", PHONE, "gappy"))
OTHER_LOOKS = (("light", DESK, "gappy"), ("dark", PHONE, "pictured"))


@pytest.mark.parametrize(
    ("scheme", "size", "name"), [*LOOKS, *(pytest.param(*look, marks=pytest.mark.slow) for look in OTHER_LOOKS)]
)
def test_it_is_accessible_and_asks_for_nothing(
    browser: Browser, tmp_path: Path, scheme: str, size: dict[str, int], name: str
) -> None:
    for edition, options in DOCUMENTS:
        context = browser.new_context(color_scheme=scheme, viewport=size)  # type: ignore[arg-type]
        asked: list[str] = []

        def note(request: Request, asked: list[str] = asked) -> None:
            asked.append(request.url)

        context.on("request", note)
        page = context.new_page()
        page.goto(page_of(tmp_path, edition, name, options).as_uri())
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found] == []
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        context.close()


@pytest.mark.parametrize("options", ["", "paper=letter", "columns=2"])
def test_it_prints_as_the_pdf_does(browser: Browser, tmp_path: Path, options: str) -> None:
    page = browser.new_page()
    page.goto(page_of(tmp_path, Edition.ANNOTATED, "ten", options).as_uri())
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    page.close()
    said = (factories.ten(), factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON, options_from_query(options))
    ours = render(*said)
    theirs = text(printed)
    for line in (
        "Page 1 of 2",
        "Captured 24 November 2026",
        "Themes and where they come up",
        "Behind a wall you see only your own yard",
    ):
        assert line in theirs
        assert line in text(ours)
    assert size(printed) == pytest.approx(size(ours), abs=0.9), "pages, and points across"


def text(pdf: bytes) -> str:
    out = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", out)


def size(pdf: bytes) -> tuple[int, float]:
    out = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    found = re.search(r"Pages:\s+(\d+).*Page size:\s+([\d.]+)", out, re.DOTALL)
    assert found
    return int(found[1]), float(found[2])
