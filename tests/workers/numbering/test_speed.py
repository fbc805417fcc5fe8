"""Reading takes time in proportion to a text's length, whatever the text holds."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from domain.errors import ThreadsheetError
from tests.workers.pasting import read

LENGTHS = [pytest.param(4_000), pytest.param(40_000, marks=pytest.mark.slow)]  # code points
TIMES = 8  # every text is read at such a length and at so many times that
SHAPES = {
    "numbered": "12/99 some words that people write\n\n",
    "all the first": "1/ a\n",
    "all the first, in brackets": "a (1/9)\n",
    "falling": "9/9 a\n8/9 b\n7/9 c\n",
    "one line": "1/ a. 2/ b. 3/ c. ",
    "pictures": "![Image](https://a.example/a.jpg)\n",
    "words and pictures": "a\n![Image](https://a.example/a.jpg)\n",
    "half a picture": "![",
    "quoted lines of a foot": "a 1/9\nThis Thread may be Removed Anytime!\nb 2/9\n",
    "tags": "<p>",
    "lists": "1. a\n2. b\n",
    "nothing but digits": "1",
    "digits and strokes": "1/",
    "thread signs": "🧵",
    "brackets": "(((((",
    "blank space": "   \t",
    "dashes": "- ",
    "rules": "---\n",
    "teasers": "24 Dec\nwords\nRead 9 tweets\n",
    "furniture": "Keep Current with X\n",
    "almost furniture": "Profile pictur ",
    "handles": "@a\n",
    "afterwords": "a (1/9) Image Image #a https://example.org/ \n",
}


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_reading_is_linear(shape: str, length: int) -> None:
    small, large = (shape * (size // len(shape)) for size in (length, length * TIMES))
    # Quadratic would be 64 times; caches that neighbours empty make twice of eight times, now and then.
    limit = 4 * TIMES * max(min(seconds(small) for _ in range(3)), 0.002)
    # Read again where it took longer, so that a busy machine is not taken for a slow reader.
    assert any(seconds(large) < limit for _ in range(3))


def seconds(text: str) -> float:
    """The processor time that reading takes."""
    begun = time.process_time()
    with suppress(ThreadsheetError):
        read(text)
    return time.process_time() - begun
