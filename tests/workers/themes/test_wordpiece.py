"""Word pieces: those that the encoder was trained with, and their spans in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.themes.wordpiece import WordPieceTokenizer, _words, _words_of_any_text, load_vocabulary

VOCABULARY = load_vocabulary()
NAMES = {id_: piece for piece, id_ in VOCABULARY.items()}
TOKENIZER = WordPieceTokenizer(VOCABULARY, 64)


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
def test_a_text_is_tokenized_as_the_encoder_was_trained(text: str, pieces: list[str]) -> None:
    assert [NAMES[id_] for id_ in TOKENIZER.tokenize(text).ids][1:-1] == pieces


@given(st.text(max_size=300))
def test_spans_are_in_order_and_inside_the_text(text: str) -> None:
    pieces = TOKENIZER.tokenize(text)
    assert len(pieces.ids) == len(pieces.spans) <= 64
    at = 0
    for start, end in pieces.spans[1:-1]:
        assert at <= start < end <= len(text)
        at = start


@given(st.text(alphabet=st.sampled_from("aZ9 \t\n\r_-.,’“”…–—•'"), max_size=80))
def test_simple_texts_are_tokenized_like_any_other(text: str) -> None:
    assert [(word, list(places)) for word, places in _words(text)] == [(w, list(p)) for w, p in _words_of_any_text(text)]
