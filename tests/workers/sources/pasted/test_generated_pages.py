"""Generated pages, read as the pipeline reads them: words, languages and layouts that the labels never saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from domain.errors import ThreadsheetError
from domain.shapes.post import Post
from domain.shapes.thread import Verdict, Version
from tests.workers.pasting import paste
from workers.numbering import number_posts
from workers.sources.pasted.labelling.labels import model
from workers.sources.pasted.labelling.training.pages import KINDS, UNSEEN_KINDS, pages
from workers.sources.pasted.labelling.training.report import calibration
from workers.sources.pasted.labelling.training.scenario import Page, Split

SEED = 20261130  # of no page that training sees
PAGES = [200, pytest.param(500, marks=pytest.mark.slow)]
FLOOR = 0.87
PLAIN_FLOOR = 0.94
MOST_LEAKS = 0.005
FEWEST_LINES = 40  # that a share is taken of
MOST_APART = 0.25


@dataclass
class Score:
    """How many pages were read exactly, by kind and language; pages whose `complete` version holds furniture are leaks."""

    pages: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    leaks: int = 0

    def add(self, page: Page) -> None:
        version = read(page)
        right = version is not None and texts(version) == true_texts(page)
        for key in ("all", page.kind, page.language):
            self.pages[key] += 1
            self.exact[key] += right
        self.leaks += version is not None and leaks(page, version)

    @property
    def share(self) -> float:
        return self.exact["all"] / self.pages["all"]

    def table(self) -> str:
        return (
            "  ".join(f"{key} {self.exact[key] / self.pages[key]:.2f}" for key in sorted(self.pages)) + f"  leaks {self.leaks}"
        )


def read(page: Page) -> Version | None:
    """The version of a page; None where it was refused."""
    try:
        return paste(page.text)
    except ThreadsheetError:
        return None


def squashed(text: str) -> str:
    return " ".join(text.split())


def texts(version: Version) -> list[str]:
    return [squashed(point.text) for point in version.points]


def true_texts(page: Page) -> list[str]:
    """The points of the true cut, without the author's markers as numbering takes them out."""
    return [squashed(post.text) for post in number_posts([Post(text) for text in page.points])]


def leaks(page: Page, version: Version) -> bool:
    """Whether a version that is said to be complete has lines in its points that are no words of the thread."""
    if version.completeness.verdict is not Verdict.COMPLETE:
        return False
    lines = {line.strip() for point in version.points for line in point.text.split("\n")}
    return bool(lines & set(page.must_not_contain))


def score(generated: Iterable[Page]) -> Score:
    result = Score()
    for page in generated:
        result.add(page)
    return result


@pytest.mark.parametrize("count", PAGES)
def test_pages_of_held_out_layouts_words_and_languages_are_read(count: int) -> None:
    result = score(pages(count, SEED, kinds=(*KINDS, *UNSEEN_KINDS), split=Split.HELD_OUT))
    print(result.table())
    assert result.share >= FLOOR
    assert result.leaks <= MOST_LEAKS * count


@pytest.mark.parametrize("count", PAGES)
def test_plain_threads_in_held_out_styles_are_read(count: int) -> None:
    result = score(pages(count, SEED, kinds=("plain", "layered"), split=Split.HELD_OUT))
    print(result.table())
    assert result.share >= PLAIN_FLOOR


def test_the_chances_of_lines_are_what_they_say() -> None:
    buckets = [
        bucket for bucket in calibration(model(), pages(160, SEED + 1, split=Split.HELD_OUT)) if bucket[2] >= FEWEST_LINES
    ]
    print("  ".join(f"{chance:.2f}:{share:.2f} ({lines})" for chance, share, lines in buckets))
    assert len(buckets) > 1
    assert all(abs(chance - share) <= MOST_APART for chance, share, _ in buckets)


def test_a_seed_gives_the_same_pages() -> None:
    assert [page.text for page in pages(40, 1)] == [page.text for page in pages(40, 1)]


def test_held_out_pages_are_in_other_languages() -> None:
    training = {page.language for page in pages(300, 1)}
    assert not training & {page.language for page in pages(100, 1, split=Split.HELD_OUT)}


def test_every_point_of_the_truth_stands_on_its_page() -> None:
    for page in pages(120, 2):
        assert len(page.points) == len(page.numbers)
        text = squashed(page.text.replace("\n> > ", "\n").replace("\n>> ", "\n").replace("\n> ", "\n"))
        assert all(squashed(line) in text for point in page.points for line in point.split("\n"))
