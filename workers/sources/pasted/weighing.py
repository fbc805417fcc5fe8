"""Weighs several readings of one pasted text against each other: named terms, each a cost in lines; the lowest sum wins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.numbers import Numbers
from domain.shapes.post import Post
from domain.shapes.reading import Reading
from workers.numbering import number_posts
from workers.sources.pasted.hypothesis import Hypothesis
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.place import Place
from workers.sources.pasted.placement import places_of
from workers.sources.pasted.stated_count import stated_count

OTHERS_WORDS: Final = 0.05
LOST_WORDS: Final = 0.8  # what a line of prose in `dropped` costs; one of boilerplate in a point costs 1
UNMET_COUNT: Final = 1.5
MISSING_NUMBER: Final = 0.4
NUMBERED_POINT: Final = -0.1
PROVEN: Final = -1.0
REPEATED_END: Final = 1.0
GUESSED: Final = 0.2
SIGNATURE: Final = -0.9  # for each line that only texts of the builder's form have
MARKER_INSIDE: Final = 0.6  # a line inside a point that begins or ends with an explicit number
LIST: Final = 1.5  # numbers without a total that stand before the items of a list
SHORT: Final = 40  # code points of an item of a list, on average
LIST_MARKER: Final = re.compile(r"\(?\d{1,3}[.)]")
WRITTEN_NUMBER: Final = re.compile(r"\W{0,2}\d{1,3}/\d{1,3}(?!\d)(?:\W.*)?|.*(?<![\d/])\d{1,3}/\d{1,3}\W{0,3}", re.DOTALL)
HEAD_LINES: Final = 30  # of a page, in which it states how many posts it has
REFUSED: Final = 0.5
"""What a form costs that knows the text to be its own, without a thread in it."""


@dataclass(frozen=True, slots=True)
class Weight:
    """The terms of one reading by name; `total` decides."""

    terms: tuple[tuple[str, float], ...]

    @property
    def total(self) -> float:
        return sum(cost for _, cost in self.terms)


def weigh(page: LabelledText, hypothesis: Hypothesis) -> Weight:
    """What a reading costs on these lines."""
    if hypothesis.reading is None:
        return Weight((("refused", REFUSED),))
    signatures = SIGNATURE * hypothesis.signatures
    reading = hypothesis.reading
    posts = reading.posts if reading.markers_known else number_posts(reading.posts)
    numbers = Numbers.of([post.marker for post in posts])
    return Weight(
        (
            *_lines(page, hypothesis, reading),
            *_numbers(posts, numbers),
            *_counts(page, reading, numbers),
            ("signatures", signatures),
        )
    )


def _lines(page: LabelledText, hypothesis: Hypothesis, reading: Reading) -> Iterator[tuple[str, float]]:
    """Boilerplate inside points, an author's words left out, lines that are nowhere."""
    places = places_of(page, reading)
    chances = page.words_chances
    left_out = (Place.DROPPED, Place.AUTHOR, Place.NOWHERE)
    lost = sum(
        chance
        for index, (place, chance) in enumerate(zip(places, chances, strict=True))
        if place in left_out and index not in hypothesis.others and not _is_known_boilerplate(page, index, reading)
    )
    boilerplate = sum(1 - chance for place, chance in zip(places, chances, strict=True) if place is Place.POINT)
    yield "furniture_in_points", boilerplate
    yield "words_left_out", LOST_WORDS * lost
    yield "others_words", OTHERS_WORDS * len(hypothesis.others)


def _numbers(posts: Sequence[Post], numbers: Numbers) -> Iterator[tuple[str, float]]:
    """Whether the numbers of the posts tell one story."""
    yield "missing_numbers", MISSING_NUMBER * len(numbers.missing)
    if len(numbers.numbered) > 1:
        yield "numbered", PROVEN if numbers.total is not None and not numbers.missing else PROVEN / 2
    yield "numbered_points", NUMBERED_POINT * len(numbers.numbered)
    yield "markers_inside", MARKER_INSIDE * _markers_inside(posts)
    if numbers.total is None and len(numbers.numbered) > 1:
        yield "list", LIST * _is_list(posts, numbers)
    yield "repeated_ends", REPEATED_END * _repeated_ends([post.text for post in posts])


def _counts(page: LabelledText, reading: Reading, numbers: Numbers) -> Iterator[tuple[str, float]]:
    """Whether the page's count of posts is met, and boundaries are known. The author's own total is surer than the page's."""
    if reading.guessed:
        yield "guessed", GUESSED
    declared = reading.declared if reading.declared is not None else stated_count(page, range(min(len(page.lines), HEAD_LINES)))
    if declared == len(reading.posts):
        yield "declared_count", PROVEN
    elif declared is not None and numbers.total is None:
        yield "declared_count", UNMET_COUNT


def _is_known_boilerplate(page: LabelledText, index: int, reading: Reading) -> bool:
    """Whether a line is left out rightly, whatever its label says: an unroller's own, or the address of the thread."""
    return index in page.boilerplate or page.line(index) == reading.url


def _markers_inside(posts: Sequence[Post]) -> int:
    """How many lines inside posts begin or end with a number and a total: markers that were not read."""
    lines = (line for post in posts for line in post.text.split("\n"))
    return sum(WRITTEN_NUMBER.fullmatch(line.strip()) is not None for line in lines if "/" in line[:8] or "/" in line[-8:])


def _is_list(posts: Sequence[Post], numbers: Numbers) -> bool:
    """Whether the numbered posts are short items, or what is above the first announces them with a colon."""
    first = numbers.numbered[0][0]
    lengths = [len(posts[index].text) for index, _ in numbers.numbered[:-1]]
    if not all((post.marker is None or LIST_MARKER.fullmatch(post.marker.text.strip())) for post in posts):
        return False
    return (first > 0 and posts[first - 1].text.rstrip().endswith((":", "："))) or sum(lengths) < SHORT * len(lengths)


def _repeated_ends(texts: Sequence[str]) -> bool:
    """Whether most posts begin or end with the same word: the rest of a marker that was not taken out."""
    if len(texts) < 3:
        return False
    words = [text.split() for text in texts if text.split()]
    ends = (Counter(post[0].casefold() for post in words), Counter(post[-1].casefold() for post in words))
    word, count = max((end.most_common(1)[0] for end in ends if end), key=lambda pair: pair[1], default=("", 0))
    return count * 4 >= len(texts) * 3 and count >= 3 and any(character.isalpha() for character in word)
