"""Cutting a text and numbering its pieces afterwards find the same numbers, and the right ones where all are written."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workers.numbering import number, split

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
def test_cutting_and_numbering_agree(form: str, posts: list[tuple[str, bool]], first: int, between: str) -> None:
    of = len(posts) - 1 + first
    text = between.join(
        form.format(n=index + first, of=of, t=words) if marked else words for index, (words, marked) in enumerate(posts)
    )
    found = split(text)
    pieces = [text[piece.start : piece.end] for piece in found.pieces]
    if found.numbered:
        assert [marker and marker.number for marker in number(pieces)] == [
            piece.marker and piece.marker.number for piece in found.pieces
        ]
    if all(marked for _, marked in posts):
        numbers = [piece.marker.number for piece in found.pieces if piece.marker]
        assert numbers == [index + first for index in range(len(posts))]
