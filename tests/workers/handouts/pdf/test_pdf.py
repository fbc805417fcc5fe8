"""PDFs are judged by what can be taken out of them: text, pages, links, tags, fonts, metadata."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from io import BytesIO

import pikepdf
import pytest

from domain.editions import Edition
from domain.shapes.handout import Format
from domain.shapes.options import options_from_query
from domain.shapes.thread import Thread
from tests import factories
from workers.handouts import render
from workers.handouts.pdf.resource_fetcher import ResourceFetcher


@cache
def made(name: str, volume_points: int = 1000) -> bytes:
    thread: Thread = factories.long(int(name)) if name.isdigit() else getattr(factories, name)()
    return render(thread, factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON, volume_points=volume_points)


def text(pdf: bytes) -> str:
    """The text in reading order, lines and spaces folded."""
    out = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", out)


def tags(element: pikepdf.Object) -> Iterator[str]:
    """The structure's tags, in order."""
    yield str(element.S)
    children = element.get("/K", pikepdf.Array())
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from tags(child)


def test_every_point_is_there_in_order_with_its_number_and_themes() -> None:
    said = text(made("ten"))
    places = [said.index(body.split("\n")[0][:24]) for body, _ in factories.POINTS]
    assert places[1:] == sorted(places[1:])
    for name in ("Label misfire", "Turf war", "Containerised thinking", "Shared outcome", "Context over control"):
        assert name in said
    assert "What helped where you are?" in said


def test_the_head_tells_where_it_is_from_and_whether_it_is_whole() -> None:
    said = text(made("ten"))
    for fact in ("A thread by Mira Holm @mira_holm", "24 December 2021", "24 November 2026", "all 9 numbered points are here"):
        assert fact in said
    assert "x.com/mira_holm/status/" in said
    assert "Product-Fed 6" in said.replace("\u00a0", " ")


def test_gaps_are_told_where_they_are() -> None:
    said = text(made("gappy"))
    assert "2 of 9 points are missing: numbers 6 and 7." in said
    body = said[said.index("Behind a wall") :]
    assert body.index("none of them the customer") < body.index("Points 6 and 7 are missing") < body.index("The product person")


def test_unknown_facts_are_said_to_be_unknown() -> None:
    said = text(made("furnished"))
    assert "date unknown" in said
    assert "no address given" in said


def test_what_stood_beside_a_text_is_told() -> None:
    said = text(made("furnished"))
    for words in (
        "Quoting Ines Okafor",
        "Walls are built by the tidy.",
        "A drawing of four yards",
        "No description by the author.",
        "A gate",
    ):
        assert words in said


def test_the_end_says_what_was_left_out_who_tagged_and_from_what() -> None:
    said = text(made("ten"))
    assert "3 lines of the page around the thread were left out." in said
    assert "suggested by Threadsheet from the underlined words. 1 was confirmed or added by a person." in said
    assert factories.ten().captures[0].sha256 in said


@pytest.mark.parametrize("name", ["ten", "60"])
def test_every_page_has_its_number_title_and_source(name: str) -> None:
    pdf = made(name)
    count = len(pikepdf.open(BytesIO(pdf)).pages)
    for page in range(1, count + 1):
        out = subprocess.run(
            ["pdftotext", "-f", str(page), "-l", str(page), "-", "-"], input=pdf, capture_output=True, check=True
        )
        said = out.stdout.decode()
        assert f"Page {page} of {count}" in said
        assert (said.count("Every second team I visit…") == 0) is (page == 1)
        assert "x.com/mira_holm" in said


def test_it_is_tagged_titled_and_in_a_language() -> None:
    with pikepdf.open(BytesIO(made("ten"))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        meta = pdf.open_metadata()
        assert meta["dc:title"] == factories.ten().version.title
        assert meta["dc:creator"] == ["Mira Holm"]
        assert meta["pdfuaid:part"] == "1"
        found = list(tags(pdf.Root.StructTreeRoot.K[0]))
        assert found.count("/H1") == 1
        assert found.count("/H2") == 2
        assert "/Figure" in found


def test_every_figure_says_what_it_shows() -> None:
    with pikepdf.open(BytesIO(made("ten"))) as pdf:
        figures = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"]
        assert len(figures) == 2
        assert any("Product-Fed: 6 points. Value-Led: 3 points." in str(figure.Alt) for figure in figures)
        assert all(str(figure.Alt) for figure in figures)


def test_fonts_are_ours_embedded_and_subset_and_the_sample_is_small() -> None:
    pdf = made("ten")
    out = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    rows = out.splitlines()[2:]
    assert all(re.match(r"[A-Z]{6}\+", row) for row in rows), out
    assert any("Threadsheet-Serif" in row for row in rows)
    assert len(pdf) <= 120 * 1024


def test_every_script_comes_out_as_it_went_in() -> None:
    said = text(made("scripts")).replace("\u200d", "")
    for words in ("我们不是功能工厂", "Мы не фабрика фич", "Δεν είμαστε εργοστάσιο", "0123456789 are digits"):
        assert words in said


def test_a_long_thread_is_set_in_volumes_and_joined() -> None:
    pdf = made("50", 20)
    said = text(pdf)
    for label in ("Volume 1 of 3, points 1 to 20", "Volume 2 of 3, points 21 to 40", "Volume 3 of 3, points 41 to 50"):
        assert label in said
    assert said.count("About this handout") == 1
    with pikepdf.open(BytesIO(pdf)) as whole:
        places = [int(page.StructParents) for page in whole.pages]
        assert len(set(places)) == len(places)
        keys = [int(key) for key in list(whole.Root.StructTreeRoot.ParentTree.Nums)[::2]]
        assert set(places) <= set(keys)
        assert len(set(keys)) == len(keys)
        for key, parents in zip(keys, list(whole.Root.StructTreeRoot.ParentTree.Nums)[1::2], strict=True):
            if key in places:
                page = whole.pages[places.index(key)]
                held = [each for each in parents if isinstance(each, pikepdf.Dictionary) and "/Pg" in each]
                assert all(each.Pg.objgen == page.obj.objgen for each in held)


def test_nothing_is_fetched_but_data_and_media_and_a_refusal_is_empty() -> None:
    fetcher = ResourceFetcher({"m1": b"bytes"}.get)
    assert fetcher.fetch("media:m1").read() == b"bytes"
    assert fetcher.fetch("data:text/plain,hello").read() == b"hello"
    for url in ("file:///etc/passwd", "http://127.0.0.1/", "media:m2", "data:broken", "ftp://a/b", "https://example.org/x"):
        assert fetcher.fetch(url).read() == b""
    assert fetcher.refused[0] == "file:///etc/passwd"


@pytest.mark.parametrize("points", [6, 7])
def test_what_fits_a_page_when_its_lines_stand_closer_is_one_page(points: int) -> None:
    long_points = [
        factories.point(number, "Some words of a point that fill a line or two. " * 4) for number in range(1, points)
    ]
    thread = factories.thread(factories.version([*long_points, factories.point(points, "The end. " * 9)]))
    body = render(thread, factories.codebook(), Edition.READING, Format.PDF, factories.NOON)
    assert len(pikepdf.open(BytesIO(body)).pages) == 1


def test_one_can_walk_through_it() -> None:
    """A bookmark a point, links from the index to the points, and from the numbers to the posts."""
    with pikepdf.open(BytesIO(made("ten"))) as pdf:
        with pdf.open_outline() as outline:
            (title,) = outline.root
            titles = [entry.title for entry in title.children]
        assert [entry.split(" ")[0] for entry in titles[:9]] == [str(number) for number in range(1, 10)]
        assert titles[0].startswith("1 Every second team I visit")
        links = [note for page in pdf.pages for note in page.get("/Annots", [])]
        targets = [str(link.Dest) for link in links if "/Dest" in link]
        assert {"point-1", "point-4", "point-9"} <= set(targets)
        addresses = [str(link.A.URI) for link in links if "/A" in link]
        assert any("/status/" in address for address in addresses)


def page_text(pdf: bytes, page: int) -> str:
    """The text of one page, folded."""
    span = ["-f", str(page), "-l", str(page)]
    out = subprocess.run(["pdftotext", *span, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", out)


def test_a_title_is_said_once_on_the_first_page() -> None:
    """The first sentence stands in the first point alone; a title that a person gave stands at the head, in no footer."""
    assert page_text(made("ten"), 1).count("Every second team I visit") == 1
    base = factories.ten()
    named = factories.thread(factories.version(base.version.points, title="What we call ourselves"))
    body = render(named, factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON)
    assert [page_text(body, page).count("What we call ourselves") for page in (1, 2)] == [1, 1]


def test_a_point_that_goes_on_is_named_on_the_next_page_and_the_next_one_is_not() -> None:
    pdf = made("furnished")
    pages = len(pikepdf.open(BytesIO(pdf)).pages)
    assert ["5, continued" in page_text(pdf, page) for page in range(1, pages + 1)] == [False, *[True] * (pages - 1)]
    assert "continued" not in text(made("60"))


def test_headers_of_tables_say_what_they_head() -> None:
    options = options_from_query("part=key")
    pdf = render(factories.ten(), factories.codebook(), Edition.WORKSHOP, Format.PDF, factories.NOON, options)
    with pikepdf.open(BytesIO(pdf)) as document:
        headers = [each for each in document.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TH"]
        assert headers
        assert all(str(header.A.Scope) in {"/Column", "/Row"} for header in headers)
