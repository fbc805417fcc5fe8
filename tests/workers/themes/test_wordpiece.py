"""Word pieces: the cut that the encoder was trained with, and places that lead back into the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.themes.wordpiece import WordPieces, _any_words, _words, load_vocabulary

VOCABULARY = load_vocabulary()
NAMES = {id_: piece for piece, id_ in VOCABULARY.items()}
CUTTER = WordPieces(VOCABULARY, 64)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Collaboratively again", ["collaborative", "##ly", "again"]),
        ("Naïve café", ["naive", "cafe"]),
        ("don’t", ["don", "’", "t"]),
        ("文学", ["文", "学"]),
        ("a\u200bb\x00c", ["abc"]),
        ("🧵", ["[UNK]"]),
        ("", []),
    ],
)
def test_a_text_is_cut_as_the_encoder_learned_it(text: str, pieces: list[str]) -> None:
    assert [NAMES[id_] for id_ in CUTTER.cut(text).ids][1:-1] == pieces


@given(st.text(max_size=300))
def test_every_piece_stands_where_its_span_says(text: str) -> None:
    found = CUTTER.cut(text)
    assert len(found.ids) == len(found.spans) <= 64
    at = 0
    for start, end in found.spans[1:-1]:
        assert at <= start < end <= len(text)
        at = start


@given(st.text(alphabet=st.sampled_from("aZ9 \t\n\r_-.,’“”…–—•'"), max_size=80))
def test_simple_texts_are_cut_as_any_other(text: str) -> None:
    assert [(word, list(places)) for word, places in _words(text)] == [(w, list(p)) for w, p in _any_words(text)]
