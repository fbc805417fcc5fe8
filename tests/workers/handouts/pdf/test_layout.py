"""What stands where on the pages: tags, pages from right to left, tall pictures, galleries, cells of the strip."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from domain.editions import Edition
from domain.shapes.handout import Format
from domain.shapes.options import options_from_query
from domain.shapes.picture import Picture
from domain.shapes.post import Media, MediaKind
from domain.shapes.thread import Point, Role, Thread
from tests import factories
from workers.handouts import render
from workers.handouts.content.figures import balanced
from workers.handouts.content.foreign_runs import mark_languages
from workers.handouts.content.links import Links
from workers.handouts.content.point_view import Figures
from workers.handouts.images import column_count, prepare_image

HEBREW = (
    "הרעיון היה טוב: שהערך של הדבר עצמו יישא את החברה, ולא איש המכירות הרועש ביותר.",
    "ואז יש קירות. העיצוב זורק קובץ להנדסה, וכל אחד רוצה קול חזק יותר.",
)
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="[\d.]+">([^<]*)</word>')


def printed(thread: Thread, pictures: dict[str, Picture] | None = None) -> bytes:
    arguments = (thread, factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON)
    return render(*arguments, pictures=pictures or {})


def words(pdf: bytes) -> list[tuple[int, float, float, str]]:
    """Page, left, top and word, in order."""
    out = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    pages = out.split("<page ")[1:]
    return [(number, float(x), float(y), word) for number, page in enumerate(pages, 1) for x, y, word in WORD.findall(page)]


def place(laid_words: list[tuple[int, float, float, str]], word: str) -> tuple[int, float, float]:
    return next((page, x, y) for page, x, y, other in laid_words if other == word)


def test_a_tag_stands_at_the_line_of_its_first_evidence() -> None:
    laid_words = words(printed(factories.ten()))
    for evidence, tag in (("hands", "Label"), ("louder", "Turf")):
        page, _, y = place(laid_words, evidence)
        nearest = min(
            abs(other_y - y) for other_page, x, other_y, word in laid_words if word == tag and other_page == page and x > 400
        )
        assert nearest < 6, f"{tag} stands {nearest} points from {evidence}"


def test_tags_stay_on_the_page_where_their_point_begins() -> None:
    long_text = factories.POINTS[3][0] + "\n\n" + "\n\n".join(body for body, _ in factories.POINTS * 2)
    point = factories.point(1, long_text, factories.POINTS[3][1])
    laid_words = words(printed(factories.thread(factories.version([point]))))
    assert max(page for page, *_ in laid_words) > 1
    assert {page for page, x, _, word in laid_words if word in {"Silos", "Turf"} and x > 400} == {1}


def test_a_thread_from_right_to_left_has_its_numbers_and_code_at_the_right() -> None:
    points = [Point(number, Role.POINT, text, number, 2) for number, text in enumerate(HEBREW, 1)]
    pdf = printed(factories.thread(factories.version(points, language="he", title=HEBREW[0])))
    assert {word for _, x, _, word in words(pdf) if x > 480} >= {"1", "2"}
    page = next(x for _, x, y, word in words(pdf) if word == "Page")
    assert page < 120


@pytest.mark.parametrize(("size", "columns"), [((1290, 6000), 3), ((600, 1200), 1), ((400, 9000), 5), ((1600, 900), 1)])
def test_a_tall_picture_is_cut_into_columns(size: tuple[int, int], columns: int) -> None:
    assert column_count(*size) == columns


def test_a_cut_goes_between_lines_and_loses_nothing() -> None:
    image = Image.new("L", (200, 1200), 255)
    for line in range(30):
        image.paste(0, (20, 40 * line + 8, 180, 40 * line + 32))
    body = BytesIO()
    image.save(body, "PNG")
    sliced = prepare_image(body.getvalue(), 1500, grey=True, sliced=True)
    assert sliced is not None
    assert sliced.width > sliced.height
    drawn = Image.open(BytesIO(sliced.body)).convert("L").point(lambda shade: 255 if shade < 128 else 0)
    black = sum(drawn.histogram()[255:])
    assert abs(black * (200 * 3 + 16) ** 2 / sliced.width**2 - 30 * 160 * 24) < 30 * 160 * 24 * 0.03


def test_white_lines_on_nothing_are_seen() -> None:
    image = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    image.paste((255, 255, 255, 255), (20, 90, 380, 100))
    body = BytesIO()
    image.save(body, "PNG")
    prepared = prepare_image(body.getvalue(), 1500, grey=False)
    assert prepared is not None
    lowest, highest = Image.open(BytesIO(prepared.body)).convert("L").getextrema()
    assert highest - lowest > 120  # type: ignore[operator]  # one band


def test_the_pictures_of_a_row_have_one_height_and_fill_it() -> None:
    names = ("row", "design", "engineering", "poster")
    shown = {
        f"{factories.SHOWN}{name}": prepare_image(factories.pictures()[f"{factories.SHOWN}{name}"].body, 800, grey=False)
        for name in names
    }
    media = [Media(MediaKind.IMAGE, url, "A picture") for url in shown]
    (gallery,) = Figures(shown, Links(), with_pictures=True).groups(media)
    rows: list[list[tuple[float, float]]] = [[]]
    for figure in balanced(gallery):
        assert figure.width is not None
        assert figure.image is not None
        rows[-1].append((figure.width, figure.width * figure.image.height / figure.image.width))
        if figure.ends_row:
            rows.append([])
    for row in rows[:-1]:
        heights = [height for _, height in row]
        assert max(heights) - min(heights) < 0.1
        assert sum(width for width, _ in row) <= 100


def test_every_cell_of_the_strip_leads_to_its_point() -> None:
    with pikepdf.open(BytesIO(printed(factories.ten()))) as pdf:
        links = [note for note in pdf.pages[0].Annots if str(note.get("/Dest", "")).startswith("point-")]
        left = {str(note.Dest): float(note.Rect[0]) for note in links if float(note.Rect[1]) > 600}
        assert list(left) == sorted(left, key=lambda name: left[name], reverse=True) or len(left) == 10
        ordered = sorted(left, key=lambda name: left[name])
        assert ordered == [f"point-{number}" for number in range(1, 11)]
        assert all("/StructParent" in note for note in links)


def test_words_of_another_script_name_their_language() -> None:
    assert mark_languages("<p>Plain words.</p>", "en") == "<p>Plain words.</p>"
    marked = mark_languages('<p dir="ltr">We say שלום עולם, and ночь; 会社です</p>', "en")
    assert '<span lang="he">שלום עולם</span>' in marked
    assert '<span lang="ru">ночь</span>' in marked
    assert '<span lang="ja">会社です</span>' in marked
    assert mark_languages("<p>我们不是</p>", "zh") == "<p>我们不是</p>"
    assert mark_languages('<a title="ночь">x</a>', "en") == '<a title="ночь">x</a>'


def test_a_tagless_thread_shows_neither_a_strip_nor_counts_of_nothing() -> None:
    points = [replace(point, tags=()) for point in factories.ten_points()]
    pdf = printed(factories.thread(factories.version(points)))
    assert "Product-Fed" not in {word for *_, word in words(pdf)}


@pytest.mark.parametrize("options", ["", "columns=2", "large=1", "density=compact"])
def test_no_number_wraps(options: str) -> None:
    points = [Point(place, Role.POINT, "A few words.", place + 990, 1020) for place in range(1, 31)]
    thread = factories.thread(factories.version(points))
    arguments = (thread, factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON, options_from_query(options))
    numbers = {word for _, _, _, word in words(render(*arguments))}
    assert numbers >= {str(number) for number in range(991, 1021)}
