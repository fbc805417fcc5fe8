"""Handouts of a thread that is written to harm: in a browser nothing runs and nothing is asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, Request

from domain.editions import Edition, Part
from domain.shapes.handout import Format
from domain.shapes.options import options_from_query
from tests import factories
from tests.hostile import VECTORS, hostile_codebook, hostile_thread
from tests.server.pages.test_hostile import HARM
from workers.handouts import render
from workers.handouts.workshop.paper import save_script

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
TOGETHER = [" ".join(VECTORS)]
EACH = pytest.param(VECTORS, marks=pytest.mark.slow, id="each")
TEXTS = pytest.mark.parametrize("texts", [pytest.param(TOGETHER, id="together"), EACH])
DOCUMENTS = [(Edition.ANNOTATED, ""), (Edition.READING, ""), *((Edition.WORKSHOP, f"part={part}") for part in Part)]
ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/RichMediaExecute"}
OUR_SCRIPT = f'<script type="module">{save_script()}</script>'
SAFE_LINKS = ("http://", "https://", "mailto:")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may ask for nothing but files of the test."""
    context = browser.new_context(bypass_csp=True)
    requested: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            requested.append(request.url)

    context.on("request", note)
    yield context.new_page()
    context.close()
    assert requested == []


def rendered(text: str, number: int, edition: Edition, format_: Format, options: str = "") -> bytes:
    thread, codebook = hostile_thread(text, number), hostile_codebook(text[:400])
    return render(thread, codebook, edition, format_, factories.NOON, options_from_query(options))


@TEXTS
def test_nothing_of_it_runs_in_a_document(page: Page, tmp_path: Path, texts: list[str]) -> None:
    for number, text in enumerate(texts):
        for edition, options in DOCUMENTS:
            file = tmp_path / "handout.html"
            file.write_bytes(rendered(text, number, edition, Format.HTML, options))
            page.goto(file.as_uri())
            harm = [item for item in page.evaluate(HARM, "") if not OUR_SCRIPT.startswith(item)]
            assert harm == [], (edition, options, text[:80])


@TEXTS
def test_nothing_of_it_runs_in_a_book(page: Page, tmp_path: Path, texts: list[str]) -> None:
    for number, text in enumerate(texts):
        with zipfile.ZipFile(io.BytesIO(rendered(text, number, Edition.ANNOTATED, Format.EPUB))) as book:
            book.extractall(tmp_path)
            documents = [name for name in book.namelist() if name.endswith((".xhtml", ".html", ".svg"))]
        assert documents
        for name in documents:
            page.goto((tmp_path / name).as_uri())
            assert page.evaluate(HARM, "") == [], (name, text[:80])


@pytest.mark.parametrize("texts", [pytest.param([" ".join(VECTORS[:6]), " ".join(VECTORS[-8:])], id="together"), EACH])
def test_a_pdf_holds_no_action_and_links_to_the_web_only(texts: list[str]) -> None:
    for number, text in enumerate(texts):
        for edition, options in (DOCUMENTS[0], DOCUMENTS[-1]):
            with pikepdf.open(io.BytesIO(rendered(text, number, edition, Format.PDF, options))) as pdf:
                assert "/AA" not in pdf.Root
                assert "/JavaScript" not in pdf.Root.get("/Names", {})
                for action in actions(pdf):
                    assert str(action.get("/S")) not in ACTIONS
                    if "/URI" in action:
                        assert str(action["/URI"]).startswith(SAFE_LINKS), text[:80]


def actions(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary that says what to do."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary):
            for candidate in (item, item.get("/A"), item.get("/OpenAction")):
                if isinstance(candidate, pikepdf.Dictionary) and "/S" in candidate:
                    yield candidate


@pytest.mark.parametrize("format_", [Format.DOCX, Format.PPTX])
def test_office_files_lead_to_the_web_only(format_: Format) -> None:
    edition = Edition.WORKSHOP if format_ is Format.PPTX else Edition.ANNOTATED
    for number in range(14):
        text = VECTORS[number]
        with zipfile.ZipFile(io.BytesIO(rendered(text, number, edition, format_))) as office:
            for name in office.namelist():
                if name.endswith(".rels"):
                    for relation in ElementTree.fromstring(office.read(name)):
                        assert relation.get("TargetMode") != "External" or relation.get("Target", "").startswith(SAFE_LINKS)
