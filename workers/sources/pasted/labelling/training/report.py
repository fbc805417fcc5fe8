"""Measures line labels on generated pages that training has not seen: by kind, by language, with layouts and words held out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from workers.sources.pasted.labelling.labels import Label, Model
from workers.sources.pasted.labelling.training.examples import page_facts
from workers.sources.pasted.labelling.training.pages import KINDS, UNSEEN_KINDS, pages
from workers.sources.pasted.labelling.training.scenario import Page, Split

PAGES: Final = 480
TENTHS: Final = 10


def report(model: Model, seed: int) -> str:
    """Tables of the share of pages of which every line's label is right as far as an author's words are concerned."""
    training = measure(model, pages(PAGES, seed))
    held_out = measure(model, pages(PAGES, seed + 1, kinds=KINDS, split=Split.HELD_OUT))
    unseen = measure(model, pages(PAGES // 2, seed + 2, kinds=UNSEEN_KINDS, split=Split.HELD_OUT))
    titles = (
        "layouts and languages of training, other words",
        "held-out languages, words and layouts",
        "sites never trained on",
    )
    tables = [_table(title, shares) for title, shares in zip(titles, (training, held_out, unseen), strict=True)]
    return "\n".join([*tables, _calibration_table(calibration(model, pages(PAGES, seed + 1, split=Split.HELD_OUT)))])


def measure(model: Model, test: Iterable[Page]) -> dict[str, float]:
    """The share of exact pages by kind, by language and of all."""
    exact: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for page in test:
        right = words_are_right(model, page)
        for key in ("all", page.kind, page.language):
            count[key] += 1
            exact[key] += right
    return {key: exact[key] / count[key] for key in sorted(count)}


def words_are_right(model: Model, page: Page) -> bool:
    """Whether exactly the lines of words are labelled so."""
    labels = model.label(page_facts(page))
    return all((label is Label.WORDS) == (row.label is Label.WORDS) for label, row in zip(labels, page.rows, strict=True))


def calibration(model: Model, test: Iterable[Page]) -> list[tuple[float, float, int]]:
    """For each tenth of the chance of being words: the mean chance, the share of lines that are words, and how many lines."""
    sums = [[0.0, 0.0, 0.0] for _ in range(TENTHS)]
    for page in test:
        chances = model.chances(page_facts(page))[:, list(Label).index(Label.WORDS)]
        for row, chance in zip(page.rows, chances.tolist(), strict=True):
            tenth = sums[min(int(chance * TENTHS), TENTHS - 1)]
            tenth[0] += chance
            tenth[1] += row.label is Label.WORDS
            tenth[2] += 1
    return [(chance / lines, words / lines, int(lines)) for chance, words, lines in sums if lines]


def _calibration_table(buckets: list[tuple[float, float, int]]) -> str:
    cells = "  ".join(f"{chance:.2f}:{share:.2f} ({lines})" for chance, share, lines in buckets)
    return f"chance of being words : share that are (lines), held-out pages\n  {cells}\n"


def _table(title: str, shares: dict[str, float]) -> str:
    cells = "  ".join(f"{key} {share:.2f}" for key, share in shares.items())
    return f"{title}\n  {cells}\n"
