"""Plain numbered threads in random styles, most of which no table lists: nearly all are cut exactly."""

from __future__ import annotations

from collections import Counter

from tests.workers.numbering.generated import Thread, generated_threads
from workers.numbering import split

COUNT = 1000
SEED = 20261129
EXACT = 0.97


def test_threads_in_random_styles_are_cut_exactly() -> None:
    threads = list(generated_threads(COUNT, SEED))
    wrong = [thread for thread in threads if _points(thread.text) != _expected(thread)]
    exact = 1 - len(wrong) / COUNT
    print(f"exact: {exact:.3f} of {COUNT}; wrong by style: {Counter(thread.style for thread in wrong).most_common(8)}")
    assert exact >= EXACT


def _points(text: str) -> list[tuple[int | None, str]]:
    points = []
    for piece in split(text).pieces:
        marker = piece.marker
        words = text[piece.start : piece.end]
        if marker:
            before, after = text[piece.start : marker.start], text[marker.end : piece.end]
            words = f"{before} {after}"
        points.append((marker.number if marker else None, " ".join(words.split())))
    return points


def _expected(thread: Thread) -> list[tuple[int | None, str]]:
    return [(number, " ".join(words.split())) for number, words in thread.points]
