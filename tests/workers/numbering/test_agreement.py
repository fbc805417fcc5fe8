"""The numbers at which a text is split are those of its points, and the right ones where all are written."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.workers.pasting import capture
from workers.numbering import split
from workers.sources.pasted.plain import Paste
from workers.unrolling import unroll

FORMS = (
    "{n}/ {t}",
    "{n}/{of} {t}",
    "({n}/{of}) {t}",
    "{t} ({n}/{of})",
    "{t} {n}/",
    "{t}\n\n{{{n}/{of}}}",
    "{n}. {t}",
    "{n}) {t}",
    "🧵{n}/ {t}",
)
WORDS = st.text(alphabet="abc\n .,", min_size=1, max_size=20).map(lambda words: f"A{words.strip()}b.")


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(FORMS),
    st.lists(st.tuples(WORDS, st.sampled_from((True, True, True, True, False))), min_size=2, max_size=12),
    st.integers(0, 1),
    st.sampled_from(("\n\n", "\n\n\n")),
)
def test_every_number_is_found_where_all_are_written(
    form: str, posts: list[tuple[str, bool]], first: int, between: str
) -> None:
    of = len(posts) - 1 + first
    text = between.join(
        form.format(n=index + first, of=of, t=words) if marked else words for index, (words, marked) in enumerate(posts)
    )
    division = split(text)
    if all(marked for _, marked in posts):
        numbers = [piece.marker.number for piece in division.pieces if piece.marker]
        assert numbers == [index + first for index in range(len(posts))]


MIXED_FORMS = (
    "{n}/ {t}",
    "{n}/{of} {t}",
    "({n}/{of}) {t}",
    "{t} ({n}/{of})",
    "{t} {n}/",
    "{t} {n}/{of}",
    "{n}. {t}",
    "{n}) {t}",
    "{t}",
)
SENTENCES = (
    "Nobody asked the kitchen.",
    "A list:\n1. salt\n2. pepper",
    "About 1/4 of us left",
    "3/4 of them stayed.",
    "In 2/3 the wall fell 2/",
    "See below 👇",
    "The first of (1/2)",
    "Ten years ago:\n\nnothing",
    "1. Bread {letter}\n\n2. Wine",
)
POST = st.tuples(st.sampled_from(MIXED_FORMS), st.sampled_from(SENTENCES), st.integers(0, 6), st.integers(1, 6))


@settings(max_examples=500, deadline=None)
@given(st.lists(POST, min_size=1, max_size=7), st.sampled_from(("\n\n", "\n", "\n\n\n")), st.booleans())
def test_the_points_have_the_numbers_that_split_the_text(
    posts: list[tuple[str, str, int, int]], between: str, in_order: bool
) -> None:
    form, total = posts[0][0], len(posts)
    texts = []
    for index, (other, sentence, number, of) in enumerate(posts):
        words = f"{sentence.format(letter='abcdefg'[index])} {'abcdefg'[index]}."
        if in_order:
            texts.append((form if index % 4 != 3 else other).format(n=index + 1, of=total, t=words))
        else:
            texts.append(other.format(n=number, of=of, t=words))
    text = between.join(texts)
    markers = [piece.marker for piece in split(text).pieces]
    version = unroll([Paste().read(capture(text))])
    assume(not any(reason.code == "repeated" for reason in version.completeness.reasons))  # those are left out
    points = version.points
    assert [(point.number, point.of) for point in points] == [
        (marker.number, marker.of) if marker else (None, None) for marker in markers
    ]
