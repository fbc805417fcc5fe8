"""The parts of a workshop, judged by what participants and facilitators hold in their hands."""

from __future__ import annotations

import csv
import re
import subprocess
import zipfile
from base64 import b64encode
from dataclasses import replace
from functools import cache
from hashlib import sha256
from io import BytesIO, StringIO
from itertools import groupby
from pathlib import Path

import outloud
import pikepdf
import pytest
from docx import Document
from pptx import Presentation
from pyepubcheck.api import validate_path

from domain.editions import Edition, Part
from domain.shapes.handout import Format
from domain.shapes.options import options_from_query
from domain.shapes.post import Author, Media, MediaKind, Quote
from tests import factories
from workers.handouts import render


@cache
def rendered(options: str, format_: Format = Format.PDF, name: str = "pictured") -> bytes:
    thread = factories.long(int(name)) if name.isdigit() else getattr(factories, name)()
    arguments = (thread, factories.codebook(), Edition.WORKSHOP, format_, factories.NOON, options_from_query(options))
    return render(*arguments, factories.pictures())


def text(pdf: bytes, *arguments: str) -> str:
    out = subprocess.run(["pdftotext", *arguments, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", out)


def pages(pdf: bytes) -> int:
    return len(pikepdf.open(BytesIO(pdf)).pages)


@pytest.mark.parametrize("options", ["", "&paper=letter&mono=1", "&large=1", "&redact=1&pictures=0"])
@pytest.mark.parametrize("part", Part)
def test_every_part_is_accessible(part: Part, options: str, tmp_path: Path) -> None:
    path = tmp_path / "part.pdf"
    path.write_bytes(rendered(f"part={part}{options}"))
    result = outloud.check(str(path))
    assert result.error is None
    assert not [finding for finding in result.findings if finding.severity == "error"]


@pytest.mark.parametrize("name", ["gappy", "scripts", "furnished"])
def test_the_sheet_of_odd_threads_is_accessible(name: str, tmp_path: Path) -> None:
    path = tmp_path / "part.pdf"
    path.write_bytes(rendered("part=sheet", name=name))
    assert not [finding for finding in outloud.check(str(path)).findings if finding.severity == "error"]


def test_ten_points_fit_their_pages() -> None:
    assert pages(rendered("part=sheet", name="ten")) == 3, "two pages and the questions"
    assert pages(rendered("part=cards", name="ten")) == 6, "three fronts and three backs"
    assert pages(rendered("part=key", name="ten")) <= 2


def test_every_page_of_the_sheet_has_the_themes_with_their_letters() -> None:
    pdf = rendered("part=sheet")
    for page in range(1, pages(pdf) + 1):
        page_text = text(pdf, "-f", str(page), "-l", str(page))
        assert "Product rule: Product rule" in page_text
        assert "Customer learning: Customer learning" in page_text


def test_participants_are_not_told_the_answers() -> None:
    for part in (Part.SHEET, Part.CARDS):
        words = text(rendered(f"part={part}"))
        assert "Behind a wall you see only your own yard." in words
        for answer in ("Answer key", "Likely", "Product-Fed 6"):
            assert answer not in words.replace("\u00a0", " ")


def test_the_key_has_times_answers_and_disputes() -> None:
    words = text(rendered("part=key"))
    for heading in ("Running order", "Answer key", "Points most open to dispute", "The themes"):
        assert heading in words
    assert "“Behind a wall you see only your own yard”" in words
    assert "Point 7: Command and control or Shared outcome?" in words


def test_chosen_points_are_the_only_ones() -> None:
    words = text(rendered("part=sheet&points=1,3-4"))
    assert "Points 1, 3–4 of this thread" in words
    assert "Soon there are walls" in words
    assert "Behind a wall" not in words
    assert "Behind a wall" not in text(rendered("part=cards&points=1,3-4"))


def test_all_parts_come_in_one_zip() -> None:
    for format_, ending in (
        (Format.PDF, "pdf"),
        (Format.DOCX, "docx"),
        (Format.MD, "md"),
        (Format.EPUB, "epub"),
        (Format.TXT, "txt"),
    ):
        with zipfile.ZipFile(BytesIO(rendered("", format_))) as archive:
            assert archive.namelist() == [f"{name}.{ending}" for name in ("participant-sheet", "cards", "facilitators-sheet")]


@pytest.mark.parametrize("part", Part)
def test_a_part_in_a_zip_of_markdown_is_a_zip(part: Part) -> None:
    with zipfile.ZipFile(BytesIO(rendered(f"part={part}", Format.MD_ZIP))) as archive:
        (name,) = archive.namelist()
        assert "Behind a wall you see only your own yard" in archive.read(name).decode()


@pytest.mark.parametrize("part", Part)
def test_books_and_documents_have_every_word(part: Part, tmp_path: Path) -> None:
    path = tmp_path / "part.epub"
    path.write_bytes(rendered(f"part={part}", Format.EPUB))
    assert not [found for found in validate_path(path).messages if str(found.severity).lower().endswith(("fatal", "error"))]
    document = Document(BytesIO(rendered(f"part={part}", Format.DOCX)))
    words = " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "Behind a wall you see only your own yard" in words


def test_the_sheet_can_be_filled_in_a_browser_without_scripts() -> None:
    page = rendered("part=sheet", Format.HTML).decode()
    assert page.count('contenteditable="true"') >= 4 * len(factories.pictured().version.points)
    assert re.findall(r"<button[^>]*>", page) == ['<button class="save-sheet" type="button" hidden="hidden">']


def test_a_long_point_is_continued_on_further_cards() -> None:
    thread = factories.thread(factories.version([factories.point(1, "One sentence of a long point. " * 60)]))
    options = options_from_query("part=cards")
    pdf = render(thread, factories.codebook(), Edition.WORKSHOP, Format.PDF, factories.NOON, options)
    assert "1 (1 of 4)" in text(pdf)
    assert text(pdf).count("One sentence of a long point.") == 60


IDEOGRAPHS = "".join(chr(0x4E00 + number) for number in range(900))
LONG_TEXTS = {
    "ideographs": IDEOGRAPHS,
    "lines": "\n".join(f"Line {number}" for number in range(90)),
    "capitals": "SHOUTED WORDS " * 80,
    "prose": "Some ordinary words of a point, in sentences of a middling length. " * 18,
}


@pytest.mark.parametrize("options", ["", "&paper=letter", "&cards=4", "&large=1", "&cards=4&large=1&paper=letter"])
@pytest.mark.parametrize("name", LONG_TEXTS)
def test_no_card_cuts_words_off(name: str, options: str) -> None:
    """All words are on the fronts, and no row of cards grew so that it went to another page than its backs."""
    thread = factories.thread(factories.version([factories.point(1, LONG_TEXTS[name]), factories.point(2, "The second.")]))
    arguments = (thread, factories.codebook(), Edition.WORKSHOP)
    pdf = render(*arguments, Format.PDF, factories.NOON, options_from_query(f"part=cards{options}"))
    words = re.sub(r"\s", "", text(pdf, "-layout"))
    if name == "ideographs":
        assert set(IDEOGRAPHS) <= set(words)
    elif name == "lines":
        assert all(f"Line{number}" in words for number in range(90))
    else:
        plain = re.sub(r"\s", "", text(pdf))
        assert plain.count("SHOUTED" if name == "capitals" else "middling") == (80 if name == "capitals" else 18)
    sizes = [len(list(group)) for _, group in groupby(page_kinds(pdf))]
    assert set(sizes) == {1}, "fronts and backs alternate"


def page_kinds(pdf: bytes) -> list[bool]:
    """Whether each page has the backs of cards, which name their source."""
    texts = (text(pdf, "-f", str(page), "-l", str(page)) for page in range(1, pages(pdf) + 1))
    return ["From “Every" in words or "· Product culture" in words for words in texts]


@pytest.mark.parametrize("format_", [Format.TXT, Format.MD, Format.CSV, Format.HTML])
@pytest.mark.parametrize("part", [Part.SHEET, Part.CARDS])
def test_quoted_words_and_the_answers_of_a_poll_are_in_every_part(part: Part, format_: Format) -> None:
    poll = Media(MediaKind.POLL, None, "Walls 60 %\nGardens 40 %")
    quote = Quote("Quoted words.", Author("Ada"))
    point = replace(factories.point(1, "What do you think?"), media=(poll,), quote=quote)
    thread = factories.thread(factories.version([point]))
    options = options_from_query(f"part={part}")
    body = render(thread, factories.codebook(), Edition.WORKSHOP, format_, factories.NOON, options).decode()
    for words in ("What do you think?", "Quoted words", "Walls", "Gardens"):
        assert words in body


def test_hundreds_of_points_stay_on_few_sheets() -> None:
    assert pages(rendered("part=sheet", name="300")) <= 55


def test_slides_have_a_point_each_and_themes_in_their_notes() -> None:
    deck = Presentation(BytesIO(rendered("", Format.PPTX)))
    slides = list(deck.slides)
    assert len(slides) == 1 + len(factories.pictured().version.points)
    assert "Silos" in slides[4].notes_slide.notes_text_frame.text
    words = " ".join(shape.text_frame.text for shape in slides[4].shapes if shape.has_text_frame)
    assert "Soon there are walls" in words
    assert "Silos" not in words


def test_cards_for_anki_have_a_row_a_point() -> None:
    rows = list(csv.reader(StringIO(rendered("", Format.CSV).decode("utf-8-sig"))))
    assert len(rows) == 1 + len(factories.pictured().version.points)
    assert rows[4][3].split() == ["product-fed::silos", "product-fed::turf-war"]
    thread = factories.thread(factories.version([factories.point(1, "=HYPERLINK(1)")]))
    body = render(thread, factories.codebook(), Edition.ANNOTATED, Format.CSV, factories.NOON)
    assert "'=HYPERLINK" in body.decode("utf-8-sig")


def test_words_in_quotation_marks_get_no_further_ones() -> None:
    for format_ in (Format.PDF, Format.TXT):
        page = rendered("part=key", format_)
        words = text(page) if format_ is Format.PDF else page.decode()
        assert "“Here is the drawing, build that.”" in words
        assert "““" not in words
        assert "“one person hands out the work”" in words


def test_only_the_sheet_has_a_script_and_its_policy_allows_no_other() -> None:
    page = rendered("part=sheet", Format.HTML).decode()
    script = re.findall(r'<script type="module">(.*?)</script>', page, re.DOTALL)
    (allowed,) = re.findall(r"script-src 'sha256-([^']+)'", page)
    assert [b64encode(sha256(body.encode()).digest()).decode() for body in script] == [allowed]
    for part in ("cards", "key"):
        assert "<script" not in rendered(f"part={part}", Format.HTML).decode()


@pytest.mark.parametrize("options", ["", "&large=1", "&large=1&paper=letter"])
@pytest.mark.parametrize("name", ["ten", "furnished"])
def test_no_point_of_the_sheet_stands_over_the_themes(options: str, name: str) -> None:
    """The theme card at the foot begins below the last row of the grid."""
    out = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=rendered(f"part=sheet{options}", name=name), capture_output=True, check=True
    ).stdout.decode()
    for page in out.split("<page ")[1:]:
        words = [(float(top), word) for top, word in re.findall(r'yMin="([\d.]+)"[^>]*>([^<]*)</word>', page)]
        (card_top,) = {round(top) for top, word in words if "Product-Fed" in word}
        texts = [top for top, word in words if word in {"team", "customer’s", "engineering,", "judgement."}]
        assert not [top for top in texts if card_top - 8 < top < card_top + 70]


def test_a_very_long_point_of_the_sheet_begins_on_the_first_page() -> None:
    thread = factories.thread(factories.version([factories.point(1, "A line of a very long point. " * 200)]))
    options = options_from_query("part=sheet")
    pdf = render(thread, factories.codebook(), Edition.WORKSHOP, Format.PDF, factories.NOON, options)
    assert "A line of a very long point" in text(pdf, "-l", "1")


def test_code_on_a_card_keeps_its_indentation() -> None:
    thread = factories.thread(factories.version([factories.point(1, "Try:\n\n```\nif x:\n    return x\n```")]))
    options = options_from_query("part=cards")
    pdf = render(thread, factories.codebook(), Edition.WORKSHOP, Format.PDF, factories.NOON, options)
    out = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    left = {word: float(x) for x, word in re.findall(r'xMin="([\d.]+)"[^>]*>([^<]*)</word>', out)}
    assert left["return"] > left["if"] + 5


@pytest.mark.parametrize("part", Part)
def test_large_print_has_no_small_letters(part: Part, tmp_path: Path) -> None:
    path = tmp_path / "part.pdf"
    path.write_bytes(rendered(f"part={part}&large=1"))
    command = ["pdftohtml", "-xml", "-i", "-zoom", "1", "-stdout", str(path)]
    page = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    sizes = [int(size) for size in re.findall(r'<fontspec id="\d+" size="(\d+)"', page)]
    assert sizes
    assert min(size for size in sizes if size > 1) >= 12, "the bars of polls have letters of no size"
