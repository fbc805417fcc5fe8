"""The other formats: the author's words come out of each as they went in, and each opens where it should."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from PIL import Image
from pyepubcheck.api import validate_path

from domain.editions import Edition
from domain.shapes.handout import Format
from domain.shapes.options import Options
from domain.shapes.thread import Point, Role, Thread
from tests import factories
from workers.handouts import render
from workers.handouts.formats.markdown import text_blocks
from workers.handouts.formats.text_runs import runs

NAMES = ("ten", "gappy", "furnished", "scripts", "pictured")


def made(name: str | Thread, format_: Format, edition: Edition = Edition.ANNOTATED, options: Options | None = None) -> bytes:
    thread = getattr(factories, name)() if isinstance(name, str) else name
    said = (thread, factories.codebook(), edition, format_, factories.NOON, options or Options())
    return render(*said, factories.pictures())


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("format_", [Format.EPUB, Format.MD, Format.MD_ZIP, Format.TXT, Format.DOCX, Format.HTML])
def test_the_same_thread_makes_the_same_bytes(format_: Format, edition: Edition) -> None:
    assert made("pictured", format_, edition) == made("pictured", format_, edition)


@pytest.mark.parametrize("name", NAMES)
def test_a_book_is_a_book(name: str, tmp_path: Path) -> None:
    path = tmp_path / "thread.epub"
    for edition in (Edition.ANNOTATED, Edition.READING):
        path.write_bytes(made(name, Format.EPUB, edition))
        report = validate_path(path)
        faults = [message for message in report.messages if str(message.severity).lower().rsplit(".")[-1] in {"fatal", "error"}]
        assert not faults


def test_a_long_book_has_chapters() -> None:
    with ZipFile(BytesIO(made(factories.long(250), Format.EPUB))) as book:
        assert book.namelist()[0] == "mimetype"
        nav = book.read("book/nav.xhtml").decode()
        end = book.read("book/end.xhtml").decode()
    assert "Points 101 to 200" in nav
    assert 'href="points-003.xhtml#point-201"' in end


@pytest.mark.parametrize("name", NAMES)
def test_markdown_says_what_the_author_said(name: str) -> None:
    thread: Thread = getattr(factories, name)()
    shown = read_markdown(made(name, Format.MD).decode())
    for point in thread.version.points:
        assert folded(point.text) in shown


def read_markdown(source: str) -> str:
    """The text that a reader of CommonMark sees."""
    html = MarkdownIt().render(source.split("---\n", 2)[2])
    plain = re.sub(r"<[^>]*>", "", html).replace("==", "")
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        plain = plain.replace(entity, letter)
    return folded(plain)


WORDS = st.text(st.sampled_from("ab *_`#>-+=~[]()<!|\\&.1{}$^%:\n"), min_size=1, max_size=40)


@given(WORDS)
def test_markdown_keeps_every_sign(text: str) -> None:
    shown = re.sub(r"<[^>]*>", "", MarkdownIt().render("\n\n".join(text_blocks(text))))
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, letter)
    assert folded(shown) == folded(text)


def test_front_matter_is_what_obsidian_reads() -> None:
    head = yaml.safe_load(made("ten", Format.MD).decode().split("---\n")[1])
    assert head["author"] == "Mira Holm"
    assert head["completeness"] == "complete"
    assert "product-fed/turf-war" in head["tags"]
    assert str(head["published"]).startswith("2021-12-24")


def test_markdown_brings_its_pictures() -> None:
    with ZipFile(BytesIO(made("pictured", Format.MD_ZIP))) as packed:
        names = packed.namelist()
        source = packed.read("thread.md").decode()
    shown = re.findall(r"!\[[^\]]*\]\((images/[^)]+)\)", source)
    assert len(shown) == 5
    assert set(shown) <= set(names)


@pytest.mark.parametrize("name", ["ten", "gappy", "scripts"])
def test_plain_text_says_what_the_author_said_in_lines_that_fit(name: str) -> None:
    said = made(name, Format.TXT).decode()
    for point in getattr(factories, name)().version.points:
        assert folded(point.text) in folded(said)
    if name == "ten":
        assert max(map(len, said.splitlines())) <= 90, "but for digests and addresses"
        assert sum(len(line) > 72 for line in said.splitlines()) <= 2


@pytest.mark.parametrize("name", NAMES)
def test_a_word_processor_opens_it(name: str) -> None:
    for edition in (Edition.ANNOTATED, Edition.READING):
        document = Document(BytesIO(made(name, Format.DOCX, edition)))
        said = folded(" ".join(run_text(paragraph._p) for paragraph in document.paragraphs))
        for point in getattr(factories, name)().version.points:
            assert folded(point.text.replace("\n", " ")) in said
        assert document.core_properties.author == "Mira Holm"


def run_text(element: object) -> str:
    """All text of a paragraph, links too."""
    pieces = []
    for each in element.iter():  # type: ignore[attr-defined]
        tag = each.tag.rsplit("}")[-1]
        pieces.append((each.text or "") if tag == "t" else " " if tag == "br" else "")
    return "".join(pieces)


def test_a_word_processor_is_told_what_pictures_show() -> None:
    with ZipFile(BytesIO(made("pictured", Format.DOCX))) as packed:
        source = packed.read("word/document.xml").decode()
        rels = packed.read("word/_rels/document.xml.rels").decode()
    assert 'descr="Five houses in a row' in source
    assert "https://example.org/drawings?page=3" in rels


@pytest.mark.parametrize("format_", Format)
def test_names_are_hidden_in_every_format(format_: Format) -> None:
    body = made("pictured", format_, options=Options(redact=True))
    pieces = [body]
    if body[:2] == b"PK":
        with ZipFile(BytesIO(body)) as packed:
            pieces = [packed.read(name) for name in packed.namelist() if not name.endswith((".jpg", ".png", ".woff2"))]
    for piece in pieces:
        for name in (b"Mira", b"Holm", b"mira_holm", b"Okafor", b"1474000000000000001"):
            assert name not in piece


@given(st.text(max_size=60), st.data())
def test_runs_are_the_text(text: str, data: st.DataObject) -> None:
    point = Point(1, Role.POINT, text)
    assert "".join(run.text for run in runs(point.text)) == text


INDENTED = "def work():\n    while True:\n        stop()\n\n- one\n  - two\n\n```\nfor i in x:\n    print(i)  # *all*\n```"


def test_indentation_of_code_and_lists_is_kept() -> None:
    thread = factories.thread(factories.version([factories.point(1, INDENTED)]))
    markdown = made(thread, Format.MD).decode()
    assert "\n```\nfor i in x:\n    print(i)  # *all*\n```\n" in markdown
    assert "&nbsp;" * 8 + "stop()" in markdown
    page = made(thread, Format.HTML).decode()
    assert 'class="pre code">def work():\n    while True:\n        stop()</p>' in page
    layout = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made(thread, Format.PDF), capture_output=True, check=True)
    lines = layout.stdout.decode().split("\n")
    indents = [len(line) - len(line.lstrip()) for line in lines if "while True" in line or "stop()" in line]
    assert indents[0] < indents[1]
    assert "        stop()" in made(thread, Format.TXT).decode()


def test_the_pages_of_a_document_are_numbered_and_a_book_has_landmarks() -> None:
    footer = Document(BytesIO(made(NAMES[0], Format.DOCX, Edition.ANNOTATED))).sections[0].footer._element.xml
    assert all(f'w:instr="{field}"' in footer for field in ("PAGE", "NUMPAGES"))
    with ZipFile(BytesIO(made(NAMES[0], Format.EPUB, Edition.ANNOTATED))) as book:
        assert 'epub:type="landmarks"' in book.read("book/nav.xhtml").decode()


def test_a_word_document_has_comments_on_the_evidence_and_the_strip() -> None:
    document = Document(BytesIO(made(factories.ten(), Format.DOCX, Edition.ANNOTATED)))
    comments = {comment.text for comment in document.comments}
    assert any(comment.startswith("Product-Fed: Label misfire.") for comment in comments)
    assert len(comments) >= 10
    assert any("one bead per point" in shape._inline.docPr.get("descr", "") for shape in document.inline_shapes)


def test_a_book_has_a_cover_and_themes_that_pop_up() -> None:
    with ZipFile(BytesIO(made(factories.ten(), Format.EPUB, Edition.ANNOTATED))) as book:
        package = book.read("book/package.opf").decode()
        assert 'href="cover.png" media-type="image/png" properties="cover-image"' in package
        assert Image.open(BytesIO(book.read("book/cover.png"))).size == (1200, 1600)
        points, end = (book.read(f"book/{name}.xhtml").decode() for name in ("points-001", "end"))
        target = "theme-product-fed-label-misfire"
        assert f'epub:type="noteref" role="doc-noteref" href="end.xhtml#{target}"' in points
        assert f'<aside epub:type="footnote" role="doc-footnote" id="{target}">' in end


def test_points_of_a_note_have_block_ids_that_its_index_leads_to() -> None:
    text = made(factories.ten(), Format.MD, Edition.ANNOTATED).decode()
    assert text.count(" ^point-") == 10
    assert "[[#^point-4|4]]" in text
    code = factories.thread(factories.version([factories.point(1, INDENTED)]))
    assert "\n```\n\n^point-1\n" in made(code, Format.MD).decode()
