"""A Thread Reader page copied whole: the thread comes out, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.errors import NotAThread
from tests.workers.pasting import paste, read
from tests.workers.sources.thread_reader.thread_reader_pages import BODY, FEET, HEADS, MORE, TEXTS


@pytest.mark.parametrize("foot", FEET.values(), ids=FEET)
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_thread_comes_out_whole(head: str, foot: str) -> None:
    version = paste(head + BODY + foot)
    assert tuple(point.text for point in version.points) == TEXTS
    assert [point.number for point in version.points] == [1, 2, 3, 4, None]
    assert [media.kind.value for media in version.points[2].media] == ["image"]
    assert (version.site.value, version.completeness.verdict.value, version.completeness.declared) == ("x", "complete", 4)


@pytest.mark.parametrize("first", ["Share\nyour dreams", "March 12\nwas a fine day", "Hello\n@bob\nis here", "Follow\nHome"])
@pytest.mark.parametrize("head", [HEADS["name and handle"] + "\n", HEADS["with buttons"], HEADS["a clip"]])
def test_words_of_the_first_post_are_no_furniture(head: str, first: str) -> None:
    version = paste(f"{head}{first} 1/2\n\nAnd so on. 2/2{FEET['dots']}")
    assert [point.text for point in version.points] == [first, "And so on."]
    assert (version.author.name, version.author.handle) == ("Mira Holm", "mira_holm")


STRANGE_HEADS = {
    "a bullet first": "Mira Holm\n@mira_holm\nMar 3, 2024\n• 5 tweets • 2 min read\nRead on X\nScrolly\nBookmark\n\n",
    "middle dots": "Mira Holm\n@mira_holm\nMar 3, 2024 · 5 tweets · 2 min read\nRead on X\nScrolly\n",
    "dots on lines of their own": "Mira Holm\n@mira_holm\n·\nMar 3, 2024\n·\n5 tweets\n·\n2 min read\nRead on X\nScrolly\n",
    "unknown buttons": (
        "Mira Holm\n@mira_holm\nSet in stone\nMar 3, 2024 • 5 tweets • 2 min read\n"
        "Read on X\nListen to it\nScrolly\nBookmark\n\n"
    ),
    "an unknown button without a count": "Mira Holm\n@mira_holm\nMar 3, 2024\nListen to it\nRead on X\nScrolly\n",
}


@pytest.mark.parametrize("head", STRANGE_HEADS.values(), ids=STRANGE_HEADS)
def test_a_line_that_nobody_knows_does_not_let_the_head_into_the_thread(head: str) -> None:
    version = paste(head + BODY + FEET["dots"])
    assert tuple(point.text for point in version.points) == TEXTS
    assert version.posted_at == datetime(2024, 3, 3, tzinfo=UTC)
    assert version.author.handle == "mira_holm"


@pytest.mark.parametrize("head", [head for name, head in HEADS.items() if name != "none"])
def test_the_head_says_who_and_when(head: str) -> None:
    reading = read(head + BODY + FEET["scrolly"])
    assert (reading.author.name, reading.author.handle) == ("Mira Holm", "mira_holm")
    assert reading.posted_at == datetime(2021, 12, 24, tzinfo=UTC)
    assert reading.declared == 5


def test_the_foot_says_who_when_there_is_no_head() -> None:
    reading = read(BODY + FEET["dots"])
    assert (reading.author.name, reading.author.handle) == ("Mira Holm", "mira_holm")
    assert reading.posted_at is None


def test_other_threads_are_related_and_word_for_word() -> None:
    first, second = read(BODY + FEET["dots"]).related
    assert (first.title, first.posts, first.date) == ("On walls.", 3, "3 Dec")
    assert first.excerpt == "Three of them. 🧵 1/3\nThe first is between desks. 2/3"
    assert (second.title, second.excerpt, second.posts) == ("Nine rules for roadmaps, (1/9)", "👇", 10)


def test_dots_of_the_authors_own_do_not_end_the_thread() -> None:
    version = paste(BODY.replace("And so on...", "• • •\n\nAnd so on...") + FEET["dots"])
    assert [point.number for point in version.points] == [1, 2, 3, 4, None]
    assert version.points[2].text.endswith("• • •\n\nAnd so on...")


@pytest.mark.parametrize(
    "text",
    [
        "Teams. 1/3\n\nThe page says:\n{line}\nAnd so it was. 2/3\n\nDoors. 3/3",
        "1/3 Teams.\n\n2/3 The page says:\n{line}\nAnd so it was.\n\n3/3 Doors.",
    ],
)
@pytest.mark.parametrize("line", ["This Thread may be Removed Anytime!", "Try unrolling a thread yourself!"])
@pytest.mark.parametrize("foot", ["", FEET["dots"], FEET["only the name"]])
def test_a_line_of_the_foot_that_an_author_quotes_does_not_end_the_thread(text: str, line: str, foot: str) -> None:
    version = paste(text.format(line=line) + foot)
    assert [(point.number, point.text) for point in version.points] == [
        (1, "Teams."),
        (2, f"The page says:\n{line}\nAnd so it was."),
        (3, "Doors."),
    ]


def test_numbers_of_another_thread_below_a_line_of_the_foot_are_its_own() -> None:
    text = "Teams. 1/9\n\nSilos. 2/9\n\nThis Thread may be Removed Anytime!\n\nWalls. 1/9\n\nRoofs. 2/9\n\nRead 9 tweets\n"
    assert [point.text for point in paste(text).points] == ["Teams.", "Silos."]


def test_pictures_of_a_clip_are_their_posts() -> None:
    photo = "![Image](https://pbs.twimg.com/media/a.jpg)"
    foot = FEET["markdown"].replace("On walls.", f"On walls.\n\n{photo}")
    version = paste(f"{HEADS['a clip']}{photo}\n\nTeams. (1/2)\n\n{photo}\n\nSilos. (2/2)\n\n{photo}{foot}")
    assert [point.text for point in version.points] == ["Teams.", "Silos."]
    assert [len(point.media) for point in version.points] == [2, 1]
    assert (version.author.name, version.author.handle) == ("Mira Holm", "mira_holm")
    assert photo in version.related[0].excerpt or photo in version.related[0].title


def test_furniture_is_kept_as_dropped() -> None:
    dropped = read(HEADS["with buttons"] + BODY + FEET["dots"]).dropped
    assert "• • •" in dropped
    assert "Keep Current with Mira Holm" in dropped
    assert "More from @mira_holm" in dropped
    assert any("Read on X" in block for block in dropped)


def test_a_page_without_any_mark_ends_where_the_numbers_begin_anew() -> None:
    version = paste(
        "\n".join(
            ("One 1/2", "Two 2/2", "1/3 Other words", "2/3 and more", "Read 3 tweets", "24 Nov", "Walls", "Read 9 tweets")
        )
    )
    assert [point.text for point in version.points] == ["One", "Two"]


def test_the_pages_count_decides_where_nothing_is_numbered() -> None:
    posts = ("One.\n\nStill one.", "Two.", "Three.\n\nStill three.\n\nAnd on.")
    version = paste("Mira Holm\n@mira_holm\nDec 24, 2021 • 3 tweets • 1 min read\n" + "\n".join(posts) + FEET["dots"])
    assert tuple(point.text for point in version.points) == posts
    assert version.completeness.verdict == "complete"


@pytest.mark.parametrize(
    ("count", "texts"),
    [
        (3, ["a\n\naa", "b", "c\n\nThanks!"]),
        (4, ["a\n\naa", "b", "c", "Thanks!"]),
    ],
)
def test_the_pages_count_tells_a_closing_from_the_end_of_the_last_post(count: int, texts: list[str]) -> None:
    head = f"Mira Holm\n@mira_holm\nDec 24, 2021 • {count} tweets • 2 min read\n\n"
    version = paste(head + "1/3 a\n\naa\n\n2/3 b\n\n3/3 c\n\nThanks!")
    assert [point.text for point in version.points] == texts
    assert version.completeness.verdict == "complete"


def test_the_pages_count_keeps_several_blocks_behind_the_last_number_apart() -> None:
    head = "Mira Holm\n@mira_holm\nDec 24, 2021 • {} tweets • 2 min read\n\n"
    for body in ("1/2 a\n\n2/2 b\n\nThanks!\n\nBye.", "a 1/2\n\nb 2/2\n\nThanks!\n\nBye."):
        assert [point.text for point in paste(head.format(4) + body).points] == ["a", "b", "Thanks!", "Bye."]
        assert [point.text for point in paste(head.format(3) + body).points] == ["a", "b", "Thanks!\n\nBye."]


def test_the_page_counts_more_than_there_is() -> None:
    version = paste(HEADS["name and handle"].replace("5 tweets", "8 tweets") + BODY + FEET["dots"])
    assert version.completeness.verdict == "gaps"
    assert [(gap.code, gap.count) for gap in version.completeness.gaps] == [("count_short", 3)]


@pytest.mark.parametrize(
    "text",
    [
        MORE,
        "Thread Reader\n\n" + MORE,
        FEET["dots"],
        "Keep Current with Mira Holm\n\n" + MORE,
        "Trending\n\nWalls.\n\nThree of them.\n\nRead 3 tweets\n\nDoors.\n\nRead 9 tweets\n\nSupport us!\n",
        "#productmgmt\n\nWalls. 1/3\nRead 3 tweets\nDoors. 1/9\nRead 9 tweets\n",
        "Did Thread Reader help you today?",
        "Thread Reader\nShare this page!\nMira Holm\n@mira_holm\nMar 3, 2024\n• 4 tweets • 2 min read\nRead on X\nScrolly",
        "Thread Reader App\nMira Holm\n@mira_holm\nListen to it\nRead on X\nScrolly\n• 4 tweets • 2 min read",
        "Read on X\nScrolly\nBookmark\nSave as PDF\nMy Authors",
        "Mira Holm\n@mira_holm\nMar 3, 2024\n4 tweets\nRead on X\n\nScrolly\nLogin\n" + FEET["dots"],
    ],
)
def test_a_page_that_lost_its_thread_is_no_thread(text: str) -> None:
    with pytest.raises(NotAThread):
        paste(text)


@pytest.mark.parametrize(
    "foot",
    [
        "\nYou can follow @mira_holm.\n____\nTip: mention @twtextapp with “unroll”.\n\nLatest Threads Unrolled:\n\nWalls\n",
        "\nMissing some tweets in this thread? Or failed to load images or videos? You can try to force a refresh.\n",
    ],
)
def test_other_unrollers_feet_are_no_points(foot: str) -> None:
    version = paste(BODY + foot)
    assert tuple(point.text for point in version.points) == TEXTS
    assert version.dropped
