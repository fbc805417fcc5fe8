"""Several threads as one document: contents, one index, a strip a thread, in every format; hidden names are hidden in all."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path

import outloud
import pikepdf
import pytest
from pyepubcheck.api import validate_path

from domain.editions import Edition
from domain.shapes.handout import Format
from domain.shapes.options import options_from_query
from domain.shapes.post import Author
from domain.shapes.thread import Thread
from tests import factories
from workers.handouts import render_joint

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


SMALL_WORD_HEIGHT = 13.0


def second() -> Thread:
    """A thread of somebody else, who names the author of the first one."""
    base = factories.gappy()
    points = list(base.version.points)
    points[1] = replace(points[1], text=f"{points[1].text} I have it from Mira Holm.")
    version = replace(base.version, author=Author("Tobias Vanterpool", "tvanterpool"), points=tuple(points), title="On yards")
    return replace(base, version=version)


@cache
def rendered(format_: Format, options: str = "", title: str = "", volume_points: int = 1000) -> bytes:
    threads = [factories.pictured(), second()]
    codebooks = {thread.codebook: factories.codebook() for thread in threads}
    chosen = options_from_query(options)
    edition = Edition.ANNOTATED
    pictures = factories.pictures()
    return render_joint(threads, codebooks, title, edition, format_, factories.NOON, chosen, pictures, volume_points)


def text(pdf: bytes) -> str:
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"[ \t]+", " ", out)


def test_it_has_contents_with_pages_and_an_index_of_all_threads() -> None:
    words = text(rendered(Format.PDF, title="Two on walls"))
    assert "Two on walls" in words
    assert re.search(r"2 On yards \d+\n", words)
    turf = next(line for line in words.split("\n") if line.strip().startswith("Turf war 1:"))
    assert re.fullmatch(r"Turf war 1: 3, 4 · 2: 3, 4", turf.strip())
    assert words.count("Product-Fed ") >= 2, "each thread has a strip with its legend"


def test_everybody_can_read_it_and_links_lead_to_points(tmp_path: Path) -> None:
    path = tmp_path / "joint.pdf"
    path.write_bytes(rendered(Format.PDF))
    assert not [finding for finding in outloud.check(str(path)).findings if finding.severity == "error"]
    with pikepdf.open(path) as pdf:
        names = {str(name) for name in list(pdf.Root.Names.Dests.Names)[::2]}
    assert {"thread-1", "thread-2", "thread-1-point-3", "thread-2-point-3"} <= names


def test_long_ones_are_rendered_in_volumes(tmp_path: Path) -> None:
    path = tmp_path / "joint.pdf"
    path.write_bytes(rendered(Format.PDF, volume_points=4))
    assert not [finding for finding in outloud.check(str(path)).findings if finding.severity == "error"]
    words = text(path.read_bytes())
    assert words.count("Themes and where they come up") == 1
    assert "Volume 2 of" in words


@pytest.mark.parametrize("format_", list(Format))
def test_every_format_has_both_threads_and_hides_names_everywhere(format_: Format) -> None:
    shown = content(rendered(format_), format_)
    assert "Behind a wall you see only your own yard" in shown
    assert "On yards" in shown or format_ is Format.CSV
    hidden = content(rendered(format_, "redact=1", "Mira Holm and Tobias Vanterpool"), format_)
    assert "Behind a wall" in hidden
    for name in ("Mira", "Holm", "Tobias", "Vanterpool", "mira_holm"):
        assert name.lower() not in hidden.lower()


def content(body: bytes, format_: Format) -> str:
    """All text of a file."""
    if format_ is Format.PDF:
        return re.sub(r"\s+", " ", text(body))
    if body[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(body)) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if "." in name]
        return re.sub(r"\s+", " ", " ".join(re.sub(r"<[^>]*>", "", part) for part in parts if "\0" not in part))
    return re.sub(r"\s+", " ", re.sub(r"base64,[\w+/=]*", "", body.decode("utf-8-sig")))


def test_a_table_names_the_thread_before_the_point() -> None:
    rows = list(csv.reader(StringIO(rendered(Format.CSV).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:4]] == ["1.1", "1.2", "1.3"]
    assert any(row[0] == "2.1" for row in rows)


def test_the_json_has_every_thread_as_the_api_gives_it() -> None:
    document = json.loads(rendered(Format.JSON, title="Two"))
    assert (document["title"], len(document["threads"])) == ("Two", 2)
    assert document["threads"][1]["author"]["name"] == "Tobias Vanterpool"


def test_large_print_has_no_small_words() -> None:
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=rendered(Format.PDF, "large=1"), capture_output=True, check=True
    )
    edges = re.findall(r'yMin="([\d.]+)".*yMax="([\d.]+)">\w', boxes.stdout.decode())
    assert min(float(bottom) - float(top) for top, bottom in edges) > SMALL_WORD_HEIGHT


def test_what_is_not_about_all_threads_has_the_number_of_its_thread() -> None:
    other = second()
    threads = [factories.pictured(), replace(other, version=replace(other.version, dropped=()))]
    books = {thread.codebook: factories.codebook() for thread in threads}
    edition = Edition.READING
    page = render_joint(threads, books, "", edition, Format.TXT, factories.NOON, options_from_query(""), {}).decode()
    assert "\n1: 3 lines of the page around the thread were left out." in page


def test_its_own_words_are_in_the_language_that_is_asked_for() -> None:
    words = text(rendered(Format.PDF, "lang=de"))
    for german in ("Inhalt", "2 Threads", "Themen und wo sie vorkommen", "Seite 1 von"):
        assert german in words
    assert "Contents" not in words


def test_a_book_of_several_threads_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "joint.epub"
    path.write_bytes(rendered(Format.EPUB))
    report = validate_path(path)
    assert [message for message in report.messages if message.severity.name in {"ERROR", "FATAL"}] == []
