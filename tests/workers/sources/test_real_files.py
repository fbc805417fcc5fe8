"""Real pages, answers and saved threads beside the repository, where they are there: every count that is certain comes out.

Run with `-s` to see the table of what became of each file.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.errors import ThreadsheetError
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.post import Post, SpanKind
from domain.shapes.reading import Reading
from domain.shapes.thread import Verdict, Version
from tests.paths import SHARED
from tests.workers.reading import NOON
from workers.sources.registry import source_for
from workers.unrolling import unroll

DATA = SHARED / "data"
INDEX = DATA / "INDEX.tsv"
pytestmark = pytest.mark.skipif(not INDEX.is_file(), reason="no real pages beside the repository (../shared/data)")

KINDS = {".json": (Via.IMPORT, MediaType.JSON), ".html": (Via.PAGE, MediaType.HTML), ".md": (Via.PASTE, MediaType.TEXT)}
REFUSALS = frozenset({"not_a_thread", "gone", "login_required"})
SHORT = re.compile(r"https?://t\.co/\w+")


@cache
def rows() -> dict[str, int | None]:
    """Each file and how many points it has for certain."""
    if not INDEX.is_file():
        return {}
    with INDEX.open(encoding="utf-8", newline="") as lines:
        table = list(csv.DictReader(lines, delimiter="\t"))
    return {row["file"]: int(row["expect_points"]) if row["expect_points"].isdecimal() else None for row in table}


def capture(file: str) -> Capture:
    via, media_type = KINDS[Path(file).suffix]
    return Capture((DATA / "real" / file).read_bytes(), via, media_type, NOON)


def outcome(file: str) -> tuple[str, Version | ThreadsheetError]:
    file_capture = capture(file)
    try:
        source = source_for(file_capture)
    except ThreadsheetError as refusal:
        return "nobody", refusal
    try:
        return source.name, unroll([source.read(file_capture)])
    except ThreadsheetError as refusal:
        return source.name, refusal


@pytest.mark.parametrize("file", [file for file, expected in rows().items() if expected is not None])
def test_a_file_whose_count_is_certain_has_it(file: str) -> None:
    _, result = outcome(file)
    if rows()[file] == 0:
        assert isinstance(result, ThreadsheetError)
        assert result.code in REFUSALS
    else:
        assert isinstance(result, Version), result
        assert len(result.points) == rows()[file]


@pytest.mark.parametrize("file", [file for file, expected in rows().items() if expected is None])
def test_a_file_whose_count_nobody_knows_is_not_called_complete_without_proof(file: str) -> None:
    _, result = outcome(file)
    if isinstance(result, ThreadsheetError):
        assert result.code in REFUSALS
    elif result.completeness.verdict is Verdict.COMPLETE:
        assert {reason.code for reason in result.completeness.reasons} & {"numbers_complete", "count_equal", "chain_ends"}


@pytest.mark.parametrize("file", rows())
def test_nobody_else_stands_in_a_thread(file: str) -> None:
    file_capture = capture(file)
    try:
        reading = source_for(file_capture).read(file_capture)
        version = unroll([reading])
    except ThreadsheetError:
        return
    authors = {post.author.handle or post.author.name for post in _in_thread(reading, version)}
    assert len(authors) <= 1


def _in_thread(reading: Reading, version: Version) -> Iterator[Post]:
    ids = {point.post_id for point in version.points}
    return (post for post in reading.posts if post.id is not None and post.id in ids)


def test_the_table() -> None:
    lines = []
    for file, expected in rows().items():
        source, result = outcome(file)
        if isinstance(result, Version):
            codes = ", ".join(dict.fromkeys(reason.code for reason in result.completeness.reasons))
            became = f"{len(result.points):>3}  {result.completeness.verdict.value:<8} {codes}"
        else:
            became = f"  0  refused  {result.code}"
        lines.append(f"{file:<78} {expected if expected is not None else '?':>3} {became}  [{source}]")
    print("\n" + "\n".join(lines))
    assert len(lines) == len(rows())


# What others wrote down of some of these files, text by text.


def truth(name: str) -> Any:
    return json.loads((DATA / "truth" / name).read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Without what the truth has shortened: links, and the space round them."""
    return " ".join(SHORT.sub("", text).split())


def unlinked(post: Post) -> str:
    """The text without its links, wherever they stand."""
    cut, at = [], 0
    for span in post.spans:
        if span.kind is SpanKind.LINK:
            cut.append(post.text[at : span.start])
            at = span.end
    return plain("".join([*cut, post.text[at:]]))


@pytest.mark.parametrize("year", ["2023-04-30", "2023-11-01", "2026-08-07"])
def test_the_words_of_a_thread_on_x(year: str) -> None:
    expected = truth(f"x-TweetDetail-1649191520250245121-{year}.json")
    file_capture = capture(expected["source"])
    reading = source_for(file_capture).read(file_capture)
    version = unroll([reading])
    assert [point.post_id for point in version.points] == [post["id"] for post in expected["thread"]]
    by_id = {post.id: post for post in reading.posts}
    assert [unlinked(by_id[post["id"]]) for post in expected["thread"]] == [plain(post["text"]) for post in expected["thread"]]
    assert {post["author"] for post in expected["thread"]} == {version.author.handle}
    assert not {point.post_id for point in version.points} & set(expected["other_ids"])


def test_the_words_of_a_thread_on_threads() -> None:
    expected = truth("threads-zuck-DPCXhCwkqEe-3post-page.json")
    _, result = outcome("threads-net/zuck-DPCXhCwkqEe-3post-page.html")
    assert isinstance(result, Version)
    assert [point.post_id for point in result.points] == [post["code"] for post in expected["thread"]]
    assert [point.text for point in result.points] == [post["text"].removeprefix("\u2060") for post in expected["thread"]]
    assert [len(point.media) for point in result.points] == [post["carousel"] for post in expected["thread"]]
    assert result.author.handle == expected["op"]


def dom_truth() -> list[tuple[str, Any]]:
    if not INDEX.is_file():
        return []
    return [(file, post) for file, posts in truth("x-dom.json").items() for post in posts]


@pytest.mark.parametrize(("file", "expected"), dom_truth(), ids=[file for file, _ in dom_truth()])
def test_the_words_of_a_post_on_xs_page(file: str, expected: Any) -> None:
    file_capture = capture(file)
    post = source_for(file_capture).read(file_capture).posts[0]
    main = expected["main"]
    assert post.url.removeprefix("https://x.com") == expected["permalink"]
    assert (post.author.name, f"@{post.author.handle}") == (main["name"], main["handle"])
    assert post.posted_at.isoformat() == main["time"].replace(".000Z", "+00:00")
    assert as_displayed(post.text) == as_displayed(main["text"])
    assert post.truncated is main["truncated"]
    assert sum(media.kind.value in {"image", "video"} for media in post.media) == len(main["photos"])
    assert any(media.kind.value == "card" for media in post.media) is expected["card"]
    assert (post.quote is None) is (expected["quoted"] is None)
    if post.quote and expected["quoted"]:
        assert (post.quote.author.name, f"@{post.quote.author.handle}") == (
            expected["quoted"]["name"],
            expected["quoted"]["handle"],
        )
        assert as_displayed(post.quote.text) == as_displayed(expected["quoted"]["text"])
        assert len(post.quote.media) == len(expected["quoted"]["photos"])


def cells(*names: str) -> Version:
    """Rows of X's page that were saved one by one, on one page."""
    body = b"".join((DATA / "real" / "x-dom" / name).read_bytes() for name in names)
    file_capture = Capture(b"<html><body>" + body, Via.PAGE, MediaType.HTML, NOON)
    return unroll([source_for(file_capture).read(file_capture)])


def test_rows_between_which_x_draws_lines_are_a_thread() -> None:
    thread = [f"rvinowise-selfthread-{n}of3-{id_}.html" for n, id_ in SELF_THREAD]
    version = cells(*thread)
    assert [point.post_id for point in version.points] == [id_ for _, id_ in SELF_THREAD]
    assert version.completeness.verdict is Verdict.UNKNOWN, "nothing shows that the last one is the last"
    assert len(cells(*thread, "rvinowise-plain-url-1708518870846202279.html").points) == 3, "no line leads there"


SELF_THREAD = ((1, "1734248650228855291"), (2, "1734248653919789531"), (3, "1734248657547870564"))


def test_a_row_that_hides_posts_is_a_gap() -> None:
    version = cells(
        "rvinowise-gap-thread-1-1707007575110099429.html",
        "rvinowise-gap-thread-2-show-more-replies-cell.html",
        "rvinowise-gap-thread-3-1707007579103117527.html",
    )
    assert [point.text for point in version.points] == ["1st message of a thread", "3rd message of a thread"]
    assert (1, "hidden_cell") in [(gap.after_position, gap.code) for gap in version.completeness.gaps]


def as_displayed(text: str | None) -> str:
    """A text as the page shows it: a link with "…" behind it, and "Show more" behind a beginning."""
    words = " ".join((text or "").split()).removesuffix("Show more").rstrip()
    return re.sub(r"(https?://\S+?)…", r"\1", words).removesuffix("…")
