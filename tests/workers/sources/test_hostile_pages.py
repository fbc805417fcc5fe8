"""Pages that were made to hurt, or that broke on the way: they are read, or refused, and never called complete when cut."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from domain.errors import LimitExceeded, NotAThread, ThreadsheetError
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.reading import Reading
from tests.workers.reading import NOON, answer, page, read, text, texts, thread
from tests.workers.sources.test_page_goldens import CASES, captured
from tests.workers.sources.x.x_answers import detail, post, self_thread, tweet
from workers.sources.parsing.html_page import one_line, parse_html
from workers.sources.registry import SOURCES, source_for
from workers.sources.source import Source
from workers.unrolling import unroll

ADDRESS = "https://x.com/mira_holm/status/1"


def cell(id_: int, words: str, name: str = "Mira", inside: str = "") -> str:
    return (
        f'<div data-testid="cellInnerDiv"><article tabindex="0" data-testid="tweet"><div data-testid="User-Name"><div><a>{name}'
        f'</a></div><div><a href="/mira_holm"><span>@mira_holm</span></a><a href="/mira_holm/status/{id_}">'
        f'<time datetime="2021-12-23T12:00:0{id_ % 10}.000Z">2h</time></a></div></div>'
        f'<div data-testid="tweetText"><span>{words}</span></div>{inside}</article></div>'
    )


def test_posts_nested_four_hundred_deep_are_all_read() -> None:
    nested = "".join("<div>" * 400 + cell(n, f"Point {chr(64 + n)}.") for n in (1, 2)) + "</div>" * 800
    assert texts(thread(page(f"<html><body>{nested}", ADDRESS))) == ["Point A.", "Point B."]


def test_posts_nested_in_one_another_are_read_apart() -> None:
    """A page that never closes its tags: each post is inside the one before it, hundreds of levels deep."""
    count = 380
    body = "".join(cell(n, f"Point {n}.").replace("</article></div>", "") for n in range(1, count + 1))
    reading = read(page(f"<html><body>{body}", ADDRESS))
    assert [post.text for post in reading.posts] == [f"Point {n}." for n in range(1, count + 1)]
    assert reading.posts_seen == count


def test_posts_behind_the_end_of_the_document_are_read() -> None:
    first, second = cell(1, "1/2 One."), cell(2, "2/2 Two.")
    assert texts(thread(page(f"<html><body>{first}</body></html><html><body>{second}</body></html>", ADDRESS))) == [
        "One.",
        "Two.",
    ]


def test_posts_nested_too_deep_for_any_parser_are_told_as_lost() -> None:
    body = cell(1, "1/2 One.") + "<div>" * 5000 + cell(2, "2/2 Two.")
    version = thread(page(body, ADDRESS))
    assert version.completeness.verdict == "gaps"
    assert "posts_lost" in {reason.code for reason in version.completeness.reasons}


def test_words_nested_deep_do_not_break_the_reader() -> None:
    deep = "<b>" * 1500 + "Deep." + "</b>" * 1500
    assert texts(thread(page(cell(1, deep), ADDRESS))) == ["Deep."]


def test_an_attribute_of_eleven_megabytes_hides_nothing() -> None:
    huge = f'<img alt="{"x" * 11_000_000}" src="https://example.org/a.png">'
    version = thread(page(cell(1, "1/2 One.", inside=huge) + cell(2, "2/2 Two."), ADDRESS))
    assert (texts(version), version.completeness.verdict.value) == (["One.", "Two."], "complete")


def test_a_long_text_is_whole_or_refused() -> None:
    long = thread(page(cell(1, "word " * 390_000), ADDRESS))
    assert len(long.points[0].text) > 1_949_000
    with pytest.raises(LimitExceeded, match="characters"):
        thread(page(cell(1, "word " * 2_200_000), ADDRESS))


def test_broken_utf8_is_read_with_a_warning() -> None:
    body = page(cell(1, "Grüße.").encode("windows-1252"), ADDRESS)
    version = thread(body)
    assert texts(version) == ["Grüße."]
    assert "encoding_guessed" in {reason.code for reason in version.completeness.reasons}


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;"]
)
def test_scripts_in_names_are_words_or_nothing(name: str) -> None:
    author = thread(page(cell(1, "One.", f"<span>Mira {name}</span>"), ADDRESS)).author
    assert author.name in {"Mira", "Mira <script>alert(1)</script>"}


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "https://e.org/\u2066a", "https://", "//x"])
def test_no_address_that_is_none_comes_through(address: str) -> None:
    detail_ = '<div data-testid="card.layoutSmall.detail"><div dir="auto">a</div></div>'
    card = f'<div data-testid="card.wrapper"><a href="{address}">{detail_}</a></div>'
    picture = f'<div data-testid="tweetPhoto"><img alt="a" src="{address}"></div>'
    parsed = read(page(cell(1, f'<a href="{address}">here</a>', inside=card + picture), ADDRESS)).posts[0]
    assert not [media.url for media in parsed.media if media.url]
    assert not [span.url for span in parsed.spans if span.url]


def test_halves_of_letters_and_controls_in_json_are_gone() -> None:
    parsed = read(answer(detail(post(tweet(1001, "a\ud800b\x00c\x1bd"), 1)))).posts[0]
    assert parsed.text == "a\ufffdbcd"


@pytest.mark.parametrize(
    "body",
    [
        b'{"tweet_results":' + b"[" * 200_000,
        b'{"tweet_results": 1',
        b"\xff\xfe{\x00",
        b'{"tweet_results": {"a": ' + b"9" * 5000 + b"}}",
        b"null",
        b'{"data": {"threaded_conversation_with_injections_v2": {"instructions": [{"entries": 7}]}}, "tweet_results": []}',
    ],
)
def test_json_that_is_none_or_another_is_refused(body: bytes) -> None:
    with pytest.raises(ThreadsheetError):
        read(Capture(body, Via.FETCH, MediaType.JSON, NOON))


def test_json_of_an_unknown_kind_is_named_as_that() -> None:
    with pytest.raises(NotAThread, match="unknown_json"):
        source_for(answer({"hello": "world"}))


SPOILERS: list[Callable[[bytes], bytes]] = [
    lambda body: body[: len(body) // 2],
    lambda body: body[len(body) // 3 :],
    lambda body: body.replace(b"<div", b"<table><tr><td"),
    lambda body: body.replace(b"</div>", b""),
    lambda body: body.replace(b'"', b""),
    lambda body: body.replace(b"a", b"\xe9"),
    lambda body: body.replace(b"e", b"\x00"),
    lambda body: body.replace(b">", b"><!--"),
    lambda body: body.replace(b"[", b"[" * 50).replace(b"(", b"("),
    lambda body: body * 30,
    lambda body: b"\xff\xfe" + body,
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.parent.name}/{case.stem}" for case in CASES])
def test_spoilt_pages_are_read_or_refused(case: Path) -> None:
    intact = captured(case)
    for spoil in SPOILERS:
        capture = Capture(spoil(intact.body), intact.via, intact.media_type, NOON)
        try:
            reading = source_for(capture).read(capture)
            unroll([reading])
        except ThreadsheetError:
            continue
        assert counted(reading)


def counted(reading: Reading) -> bool:
    return reading.posts_seen is not None and reading.posts_seen >= len(reading.posts) > 0


@pytest.mark.parametrize("source", SOURCES, ids=[source.name for source in SOURCES])
@pytest.mark.parametrize("body", [b"", b"\x00", b"<", b"{", b"[]", b"\xff" * 100, b"<html>" * 1000])
def test_claims_never_raise(source: Source, body: bytes) -> None:
    for via in Via:
        for media_type in MediaType:
            source.claims(Capture(body, via, media_type, NOON))


@pytest.mark.parametrize(("share", "limit"), [(8, 5), pytest.param(1, 10, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("piece", "count"),
    [
        ("**", 500_000),
        ("[", 1_000_000),
        ("![", 500_000),
        ("[a](", 250_000),
        ("\\", 1_000_000),
        ("> ", 500_000),
        ('<blockquote class="twitter-tweet">', 30_000),
        ("---\n", 200_000),
        ("**a** @b 2021-01-01\n", 50_000),
    ],
)
def test_a_kept_file_is_read_in_time_whatever_it_holds(piece: str, count: int, share: int, limit: int) -> None:
    head = '---\nauthor: "Mira"\nsource: "https://x.com/mira_holm/status/1"\n---\n'
    body = piece * (count // share)
    began = time.process_time()
    for capture in (text(head + body), text(f"**Mira** @mira_holm 2021-12-23\n{body}")):
        with suppress(ThreadsheetError):
            read(capture)
    assert time.process_time() - began < limit


@pytest.mark.parametrize(("share", "limit"), [(8, 5), pytest.param(1, 20, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "piece", ["<p>", "<a href=x>", "<svg>", "<script>", "<script", "<!--", "<div class='", "&amp", "<table><tr>"]
)
def test_a_page_is_parsed_in_time_whatever_it_holds(piece: str, share: int, limit: int) -> None:
    began = time.process_time()
    for head in ("", "Latest Threads Unrolled "):
        with suppress(ThreadsheetError):
            read(page("<html><body>" + head + piece * (600_000 // len(piece) // share)))
    assert time.process_time() - began < limit


def test_a_long_thread_is_read_in_time() -> None:
    began = time.process_time()
    version = thread(answer(detail(*(post(result, 10_000 - n) for n, result in enumerate(self_thread(3000))))))
    assert len(version.points) == 3000
    assert time.process_time() - began < 10


def test_a_page_of_nothing_is_a_page() -> None:
    assert one_line(parse_html("")) == ""
    assert one_line(parse_html("<!-- a -->")) == ""
    assert one_line(parse_html('<?xml version="1.0" encoding="latin-1"?><p>ü')) == "ü"
