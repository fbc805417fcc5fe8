"""Every line of a paste that is not blank lands in exactly one place, whatever was pasted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.errors import ThreadsheetError
from domain.shapes.reading import Reading
from tests.workers.pasting import read
from workers.numbering import split
from workers.numbering.lines import LINE_END
from workers.sources.pasted.labelling.training.pages import pages
from workers.sources.pasted.splitting import count_lost_lines

FURNITURE = (
    "• • •",
    "---",
    "Missing some Tweet in this thread? You can try to force a refresh",
    "Keep Current with Mira Holm",
    "More from @mira_holm",
    "Read 9 tweets",
    "24 Dec",
    "Read on X",
    "@mira_holm",
    "Mira Holm",
    "Dec 24, 2021 • 5 tweets • 2 min read",
    "Did Thread Reader help you today?",
    "https://example.org/thread",
)
MARKERS = ("{n}/ {t}", "{n}/9 {t}", "{t} ({n}/9)", "({n}/9)", "{n}. {t}", "{t} {n}/", "{t}", "{t}", "Step {n}: {t}")
WORDS = st.text(alphabet="ab 1/9().:👇\u202b\u2028é", min_size=1, max_size=12).filter(str.strip)
LINE = st.one_of(
    st.sampled_from(FURNITURE),
    st.sampled_from(("", " ", "\t")),
    st.builds(lambda form, number, text: form.format(n=number, t=text), st.sampled_from(MARKERS), st.integers(0, 12), WORDS),
)


@settings(max_examples=600, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=40))
@example(["Dec 24, 2021 • 5 tweets • 2 min read", "---", *["24 Dec"] * 4, "Mira Holm", "---", "24 Dec"])
@example(["11a (0/9)", "24 Dec", "Read on X", "24 Dec"])
@example(["Eva (1/9)", "24 Dec", "Read on X", "24 Dec"])
@example(["mira_holm @mira_holm (1/9)", "24 Dec", "Read on X", "24 Dec"])
def test_every_line_lands_in_exactly_one_place(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        reading = read(text)
    except ThreadsheetError:
        return
    lost = words_of(text.split("\n")) - words_of(lines_of_reading(reading))
    gained = words_of(lines_of_reading(reading)) - words_of(text.split("\n"))
    assert not gained
    name, handle = reading.author.name or "", f"@{reading.author.handle}"
    named = words_of((name, handle, handle[1:], f"{name} {handle}"))
    assert {line.replace("\u202b", "") for line in lost} <= {line.replace("\u202b", "") for line in named}
    assert reading.posts_seen == len(reading.posts)
    assert not reading.holes


@settings(max_examples=400, deadline=None)
@given(st.lists(LINE, max_size=40))
def test_cutting_loses_no_line(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert count_lost_lines(text, split(text)) == 0


def lines_of_reading(reading: Reading) -> Iterator[str]:
    """All lines that a Reading holds."""
    for post in reading.posts:
        yield from post.full_text.split("\n")
        yield from (line for media in post.media for line in f"{media.alt or ''}\n{media.url or ''}".split("\n"))
        if post.quote:
            yield from (*post.quote.text.split("\n"), post.quote.author.name or "", post.quote.author.handle or "")
    for block in reading.dropped:
        yield from block.split("\n")
    for related in reading.related:
        yield from (related.title, *related.excerpt.split("\n"), related.date or "", f"Read {related.posts} tweets")


def words_of(lines: Iterable[str]) -> Counter[str]:
    """Lines without spaces; a line of nothing but marks of direction is blank."""
    return Counter("".join(line.split()) for text in lines for line in LINE_END.split(text) if line.strip("\u202b \t"))


def test_every_line_of_a_generated_page_lands_somewhere() -> None:
    for page in pages(60, seed=11):
        try:
            reading = read(page.text)
        except ThreadsheetError:
            continue
        stated = (reading.author.name or "", reading.author.handle or "")
        held = words_of((*lines_of_reading(reading), *stated))
        lost = [line for line in words_of(page.text.split("\n")) if line.strip(">") and not is_part_of(line, held)]
        assert len(lost) <= len(reading.related), (lost, page.text)


def is_part_of(line: str, held: Iterable[str]) -> bool:
    """Whether a line is held, at least without its words for pictures or the time beside a name."""
    return any(part in line or line in part for part in held)
