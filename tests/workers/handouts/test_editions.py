"""Every edition with every choice: what it shows, what it leaves out, and that everybody can read it (PDF/UA-1)."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path

import outloud
import pikepdf
import pytest
from PIL import Image

from domain.editions import Edition
from domain.shapes.handout import Format
from domain.shapes.options import options_from_query
from tests import factories
from workers.handouts import render

# WeasyPrint leaves its colour profile open when it makes a PDF for archives.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
CHOICES = ("", "columns=2&density=compact", "paper=letter&mono=1", "large=1", "redact=1&pictures=0", "pdfa=1")


@cache
def made(edition: Edition, options: str = "", name: str = "pictured") -> bytes:
    thread = getattr(factories, name)()
    said = (thread, factories.codebook(), edition, Format.PDF, factories.NOON, options_from_query(options))
    return render(*said, factories.pictures())


def text(pdf: bytes, *which: str) -> str:
    out = subprocess.run(["pdftotext", *which, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", out)


@pytest.mark.parametrize("options", CHOICES)
@pytest.mark.parametrize("edition", [Edition.ANNOTATED, Edition.READING])
def test_everybody_can_read_it(edition: Edition, options: str, tmp_path: Path) -> None:
    path = tmp_path / "handout.pdf"
    path.write_bytes(made(edition, options))
    result = outloud.check(str(path))
    assert result.error is None
    assert not [finding for finding in result.findings if finding.severity == "error"]
    with pikepdf.open(path) as pdf:
        width, height = (float(each) / 72 * 25.4 for each in pdf.pages[0].MediaBox[2:])
    assert (round(width), round(height)) == ((216, 279) if "letter" in options else (210, 297))


@pytest.mark.parametrize("name", ["gappy", "scripts", "furnished"])
def test_everybody_can_read_odd_threads(name: str, tmp_path: Path) -> None:
    path = tmp_path / "handout.pdf"
    path.write_bytes(made(Edition.ANNOTATED, "", name))
    assert not [finding for finding in outloud.check(str(path)).findings if finding.severity == "error"]


def test_the_reading_edition_is_the_thread_alone() -> None:
    said = text(made(Edition.READING))
    assert "Behind a wall you see only your own yard." in said
    for theme in ("Label misfire", "Turf war", "Themes and where they come up", "suggested by Threadsheet"):
        assert theme not in said


def test_pictures_carry_their_authors_words_and_a_lost_one_is_told() -> None:
    said = text(made(Edition.READING))
    for words in ("Five houses in a row", "The yard of design", "A third yard", "The picture was not saved.", "61 %"):
        assert words in said
    with pikepdf.open(BytesIO(made(Edition.READING))) as pdf:
        alts = [str(each.Alt) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"]
    assert any(alt.startswith("Five houses") for alt in alts)
    assert any("https://video.example/watch/9" in alt for alt in alts), "a code leads to the video"


def test_without_pictures_they_are_told_in_words() -> None:
    said = text(made(Edition.READING, "pictures=0"))
    assert "Five houses in a row" in said
    assert "was not kept" not in said


def test_links_are_numbered_notes() -> None:
    said = text(made(Edition.ANNOTATED))
    notes = said[said.index("Link addresses") :]
    for number, address in ((1, "https://video.example/watch/9"), (2, "https://example.org/drawings?page=3")):
        assert re.search(rf"{number}\s+{re.escape(address)}", notes)
    assert "https://example.org/drawing " not in notes, "an address that stands in the text needs no note"


def test_black_and_white_has_no_colour() -> None:
    points = factories.ten_points()[1:9]  # the first has an emoji, which has its colours from its font
    thread = factories.thread(factories.version(points))
    said = (thread, factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON, options_from_query("mono=1"))
    out = subprocess.run(["pdftoppm", "-r", "30", "-l", "1", "-png", "-"], input=render(*said), capture_output=True, check=True)
    image = Image.open(BytesIO(out.stdout)).convert("RGB")
    assert all(max(pixel) - min(pixel) < 8 for _, pixel in image.getcolors(1 << 24) or ())


def test_names_are_hidden_everywhere() -> None:
    pdf = made(Edition.ANNOTATED, "redact=1&pdfa=1")
    with pikepdf.open(BytesIO(pdf)) as opened:
        attached = opened.attachments["thread.json"].get_file().read_bytes().decode()
        meta = str(opened.open_metadata()) + str(opened.docinfo)
    for where in (text(pdf), attached, meta):
        for name in ("Mira", "Holm", "mira_holm", "Okafor", "1474000000000000001"):
            assert name not in where
    assert "Name hidden" in text(pdf)


def test_an_archives_pdf_carries_the_thread() -> None:
    with pikepdf.open(BytesIO(made(Edition.READING, "pdfa=1"))) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("3", "A", "1")
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert str(pdf.Root.AF[0].AFRelationship) == "/Source"
        assert b'"points"' in pdf.attachments["thread.json"].get_file().read_bytes()


def test_every_page_tells_where_it_is_from() -> None:
    pdf = made(Edition.ANNOTATED)
    for page in range(1, len(pikepdf.open(BytesIO(pdf)).pages) + 1):
        said = text(pdf, "-f", str(page), "-l", str(page))
        for fact in ("Mira Holm", "x.com/mira_holm", "Captured 24 November 2026", "all 9 numbered points", f"Page {page} of"):
            assert fact in said


def test_the_end_tells_by_what_it_can_be_known_again() -> None:
    said = text(made(Edition.READING))
    assert "pasted by hand" in said
    assert len(re.findall(r"[0-9a-f]{64}", said)) == 2
