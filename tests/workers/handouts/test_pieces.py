"""The small parts: pictures made ready, questions found, letters that cannot be set, links numbered, polls read."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from domain.shapes.options import Options
from domain.shapes.tag import Tag, TaggedBy
from domain.shapes.thread import Point, Role
from presentation.messages import load_messages
from tests import factories
from workers.handouts.content.figures import Choice, parse_choice
from workers.handouts.content.index import index
from workers.handouts.content.links import Links
from workers.handouts.content.questions import questions, questions_in
from workers.handouts.font_coverage import is_covered, replace_uncovered, uncovered_scripts
from workers.handouts.images import MAX_PIXELS, prepare_image, qr
from workers.handouts.pdf.page_footer import css_string, page_rules


def test_the_index_names_the_points_that_have_a_family_and_no_theme() -> None:
    tags = (Tag("value-led", None, 0.7, TaggedBy.MODEL), Tag("product-fed", "silos", 0.7, TaggedBy.MODEL))
    points = [Point(1, Role.POINT, "Gates.", 1, tags=tags), Point(2, Role.POINT, "Walls.", 2, tags=tags[:1])]
    found = [
        (entry.family.id, entry.theme.name, [name for name, _ in entry.points])
        for entry in index(points, factories.codebook(), load_messages())
    ]
    assert found == [("product-fed", "Silos", ["1"]), ("value-led", "no single theme", ["1", "2"])]


@pytest.mark.parametrize(
    ("options", "numbers", "edge"),
    [(Options(), True, 20), (Options(large=True), True, 17), (Options(columns=2), True, 11), (Options(), False, 0)],
)
def test_the_footer_begins_where_the_text_does(options: Options, numbers: bool, edge: int) -> None:
    rules = page_rules(("A", "B"), None, options, numbers=numbers)
    assert f"text-align: left; width: {edge}mm;" in rules


def png(width: int, height: int, mode: str = "RGB") -> bytes:
    body = BytesIO()
    Image.new(mode, (width, height)).save(body, "PNG", compress_level=1)
    return body.getvalue()


def test_a_fit_picture_is_embedded_as_it_is() -> None:
    body = factories.picture(800, 400).body
    found = prepare_image(body, 1500, grey=False)
    assert found
    assert found.body == body


def test_a_large_picture_is_made_smaller_and_grey_when_colour_does_not_count() -> None:
    found = prepare_image(factories.picture(3000, 1500).body, 1000, grey=True)
    assert found
    assert (found.width, found.height) == (1000, 500)
    assert Image.open(BytesIO(found.body)).mode == "L"


def test_what_is_transparent_is_set_on_white() -> None:
    found = prepare_image(png(2000, 10, "RGBA"), 100, grey=False)
    assert found
    assert Image.open(BytesIO(found.body)).getpixel((5, 0)) >= (250, 250, 250)


@pytest.mark.parametrize("body", [b"", b"GIF89a", b"not a picture", png(20, 20)[:40]])
def test_a_broken_picture_is_none(body: bytes) -> None:
    assert prepare_image(body, 1000, grey=True) is None


def test_a_picture_of_too_many_pixels_is_not_opened() -> None:
    body = png(15_000, 14_000, "1")
    assert MAX_PIXELS < 15_000 * 14_000
    assert prepare_image(body, 1000, grey=False) is None


def test_a_code_has_whole_modules() -> None:
    found = qr("https://example.org/" + "a" * 200)
    assert found.width == found.height
    assert found.width % 8 == 0


def test_questions_are_those_of_the_end() -> None:
    ends = Point(3, Role.CLOSING, "- And you?\n- What now?")
    points = (Point(1, Role.POINT, "Is this first?", 1), Point(2, Role.POINT, "No. Really not.", 2), ends)
    assert questions(points) == ("And you?", "What now?")
    assert questions(points[:2]) == ()
    assert questions(()) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Is v2.0 better? I think so.", ("Is v2.0 better?",)),
        ("你怎么看这件事情呢？我觉得很好。", ("你怎么看这件事情呢？",)),
        ("هل هذا مألوف لكم؟", ("هل هذا مألوف لكم؟",)),
        ("1) What is it called?\n2) Who decides?", ("What is it called?", "Who decides?")),
        ("Why?", ()),
        ("?" * 100_000, ()),
    ],
)
def test_a_question_is_a_whole_sentence(text: str, found: tuple[str, ...]) -> None:
    assert questions_in(text) == found


def test_letters_without_a_font_are_told_of() -> None:
    strange = "\U00012000\U00012001"
    if is_covered(strange[0]):
        pytest.skip("this machine has a font for cuneiform")
    assert uncovered_scripts([f"a {strange}"]) == ("Cuneiform",)
    assert (
        replace_uncovered(f"<p>a {strange} b</p>", frozenset(strange)) == '<p>a <span class="boxed">Cuneiform × 2</span> b</p>'
    )
    assert replace_uncovered('<p title="x">a</p>', frozenset()) == '<p title="x">a</p>'


def test_every_script_people_write_threads_in_can_be_set() -> None:
    texts = [point.text for point in factories.scripts().version.points]
    assert uncovered_scripts(texts) == ()


def test_an_address_has_one_number_and_none_where_it_is_read() -> None:
    links = Links()
    here = '<a class="link" href="https://example.org/a" rel="x">'
    assert links.add_numbers(f"{here}words</a> {here}more</a>") == f"{here}words</a><sup>1</sup> {here}more</a><sup>1</sup>"
    assert links.add_numbers(f"{here}https://example.org/a</a>").endswith("</a>")
    assert links.entries == ((1, "https://example.org/a"),)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("A gate 27%", Choice("A gate", 27)),
        ("A gate (12,5 %)", Choice("A gate", 12.5)),
        ("100% sure", Choice("100% sure", None)),
        ("50%", Choice("50%", None)),
        ("More than 300%", Choice("More than 300%", None)),
    ],
)
def test_a_share_is_read_where_it_is_written(line: str, read: Choice) -> None:
    assert parse_choice(line) == read


def test_a_foot_cannot_leave_its_string() -> None:
    assert "<" not in css_string('</style>"\\}')
    assert css_string('a"') == '"a\\22 "'
