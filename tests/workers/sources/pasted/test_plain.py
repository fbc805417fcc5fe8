"""Pastes that are threads, posts, or nothing of the kind."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.errors import Empty, LimitExceeded, NotAThread
from domain.messages import message
from domain.shapes.capture import Hints
from domain.thread_limits import ThreadLimits
from tests.workers.pasting import paste, read
from workers.unrolling import unroll


def test_blocks_between_blank_lines_are_points() -> None:
    version = paste("One thing.\n\nAnother,\non two lines.\n \nA third.\n")
    assert [point.text for point in version.points] == ["One thing.", "Another,\non two lines.", "A third."]
    assert {point.role.value for point in version.points} == {"point"}
    assert version.completeness.verdict == "unknown"
    assert "boundaries_guessed" in {reason.code for reason in version.completeness.reasons}


@pytest.mark.parametrize(
    "text",
    [
        "1/3 First thing. 2/3 Second thing! 3/3 Third thing.",
        "(1/3) First thing. (2/3) Second thing! (3/3) Third thing.",
        "1/ First thing. 2/ Second thing! 3/ Third thing.",
        "First thing. 1/3 Second thing! 2/3 Third thing. 3/3",
        "First thing. (1/3) Second thing! (2/3) Third thing. (3/3)",
        "https://x.com/mira_holm/status/1474000000000000001\n\n1/3 First thing. 2/3 Second thing! 3/3 Third thing.",
    ],
)
def test_a_text_that_lost_its_line_ends_is_cut_at_its_numbers(text: str) -> None:
    version = paste(text)
    assert [(point.number, point.text) for point in version.points] == [
        (1, "First thing."),
        (2, "Second thing!"),
        (3, "Third thing."),
    ]
    assert "one_line" in {reason.code for reason in version.completeness.reasons}
    assert version.completeness.verdict == ("unknown" if "1/ " in text else "complete")


@pytest.mark.parametrize(
    "text",
    [
        "Half. 1/2 of it. 2/2 was fine.",
        "1/2 of it. 2/2 was fine.",
        "1/3 said yes. 2/3 said no.",
        "1/3 First thing. 3/3 Third thing.",
        "1/3 First thing 2/3 Second thing 3/3 Third thing",
        "We were open 24/7. 1/1 was a holiday. 2/1 was not.",
    ],
)
def test_fractions_and_rows_with_holes_in_one_line_cut_nothing(text: str) -> None:
    version = paste(text)
    assert [point.text for point in version.points] == [text]
    assert "one_line" not in {reason.code for reason in version.completeness.reasons}


@pytest.mark.parametrize("text", ["1/3 a\n\n2/3 b\n\n3/3 c\n\nThanks", "One.\n\nTwo,\nor so.\n \nThree.", "a 1/2\n---\nb 2/2"])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_every_way_to_end_a_line_makes_the_same_points(text: str, end: str) -> None:
    assert paste(text.replace("\n", end)) == paste(text)


def test_one_block_is_one_post() -> None:
    version = paste("  One post,\nas short as they are. " + "x" * 3900)
    assert len(version.points) == 1
    assert "boundaries_guessed" not in {reason.code for reason in version.completeness.reasons}


@pytest.mark.parametrize("text", ["word " * 1000, "line\n" * 1000, "x" * 5_000_000])
def test_long_prose_without_structure_is_no_thread(text: str) -> None:
    with pytest.raises(NotAThread):
        read(text)


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x01", "\ufeff", b"\xff\xfe", "\u200b\u200e"])
def test_nothing_is_empty(text: str | bytes) -> None:
    with pytest.raises(Empty):
        read(text)


def test_more_points_than_the_limit_are_refused_with_both_numbers() -> None:
    text = "\n\n".join(f"{number}/ words" for number in range(1, 5_002))
    with pytest.raises(LimitExceeded) as refused:
        paste(text)
    assert refused.value.reason == message("limit_exceeded.points", count=5_001, limit=5_000)
    assert len(paste(text, max_points=5_001).points) == 5_001


def test_more_characters_than_the_limit_are_refused_with_both_numbers() -> None:
    reading = read("\n\n".join(f"{number}/3 {'words ' * 100}" for number in (1, 2, 3)))
    with pytest.raises(LimitExceeded) as refused:
        unroll([reading], ThreadLimits(characters=1_000))
    assert refused.value.reason == message("limit_exceeded.characters", count=1_797, limit=1_000)


def test_a_text_of_nothing_but_lines_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        read("ab\n" * 1_000_000)


def test_controls_and_direction_do_not_hide_a_number() -> None:
    points = paste("\x00\u202a1/2\u202c Sh\x1balom.\n\n\u200f2/2 \u202bשלום").points
    assert [point.number for point in points] == [1, 2]
    assert "\x1b" not in points[0].text
    assert "\u202b" in points[1].text


def test_an_address_on_the_first_line_is_where_the_thread_is() -> None:
    version = paste("https://twitter.com/mira_holm/status/1474000000000000001?s=20\n\nTeams. (1/2)\n\nSilos. (2/2)")
    assert [point.text for point in version.points] == ["Teams.", "Silos."]
    assert (version.site.value, version.author.handle) == ("x", "mira_holm")
    assert version.dropped == (version.url,)


PHOTO = "https://pbs.twimg.com/media/a.jpg"


@pytest.mark.parametrize("form", ["{n}/2 {t}", "{t} ({n}/2)", "{t}"])
def test_a_picture_of_a_clip_in_a_block_of_its_own_is_the_post_aboves(form: str) -> None:
    one, two = (form.format(n=number, t=text) for number, text in ((1, "one"), (2, "two")))
    version = paste(f"{one}\n\n![Image]({PHOTO})\n\n{two}\n\n![A wall]({PHOTO}) ![Image]({PHOTO})\n")
    assert [point.text for point in version.points] == ["one", "two"]
    assert [[(media.kind.value, media.url, media.alt) for media in point.media] for point in version.points] == [
        [("image", PHOTO, None)],
        [("image", PHOTO, "A wall"), ("image", PHOTO, None)],
    ]


def test_a_picture_among_words_is_text() -> None:
    assert paste(f"Write ![alt]({PHOTO}) for it").points[0].text == f"Write ![alt]({PHOTO}) for it"


def test_words_that_were_linked_to_adverts_are_words() -> None:
    advert = "[browser](https://threadreaderapp.com/thread/1474000000000000001?utm_source=ad#)"
    assert paste(f"1/2 Open a {advert} now\n\n2/2 Done").points[0].text == "Open a browser now"


@pytest.mark.parametrize("text", ["one 1/2\n\ntwo 2/2 ImageImage", "1/2 one\n\n2/2 two\nImageImage", "one\n\ntwo\nImageImage"])
def test_words_of_pictures_that_stick_together_are_as_many_pictures(text: str) -> None:
    version = paste(text)
    assert [point.text for point in version.points] == ["one", "two"]
    assert [media.kind.value for media in version.points[1].media] == ["image", "image"]


def test_an_address_inside_the_text_is_text() -> None:
    assert paste("https://example.org/a\nis worth reading").points[0].text == "https://example.org/a\nis worth reading"


@pytest.mark.parametrize(
    ("stated_author", "name", "handle"),
    [
        ("Mira Holm", "Mira Holm", None),
        ("@mira_holm", None, "mira_holm"),
        ("Mira Holm (@mira_holm)", "Mira Holm", "mira_holm"),
        ("@mira@social.example", None, "mira@social.example"),
        ("  ", None, None),
    ],
)
def test_what_a_person_says_comes_first(stated_author: str, name: str | None, handle: str | None) -> None:
    when = datetime(2021, 12, 24, tzinfo=UTC)
    version = unroll([read("1/2 a\n\n2/2 b", Hints(url="https://example.org/a", author=stated_author, posted_at=when))])
    assert (version.author.name, version.author.handle) == (name, handle)
    assert (version.url, version.posted_at) == ("https://example.org/a", when)


def test_nothing_is_invented() -> None:
    version = paste("1/2 a\n\n2/2 b")
    assert (version.url, version.posted_at, version.author.name, version.author.handle, version.language) == (None,) * 5
    assert version.root_post_id is None
    assert version.site.value == "paste"
