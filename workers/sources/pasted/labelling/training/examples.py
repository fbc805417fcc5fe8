"""Generated pages as arrays: the tokens of each line, the numbers of its forms, its true state; many pages to one array."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.lexicon import Lexicon, lexicon
from workers.sources.pasted.labelling.line_facts import LineFacts, facts_of
from workers.sources.pasted.labelling.line_forms import form_numbers
from workers.sources.pasted.labelling.network import REACH
from workers.sources.pasted.labelling.training.scenario import HELD_OUT_LANGUAGES, Page, Row

UNKNOWN_LANGUAGE: Final = 0.5  # the share of training pages whose interface texts are hidden from the facts
RAREST: Final = 100  # lines that have a token, below which it is left out
MOST_TOKENS: Final = 36  # of a line
MOST_ROWS: Final = 400  # of a page
BATCH: Final = 3072  # lines that are learned from at once, with REACH empty ones behind each page

Integers = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One page: rows of token numbers from 1 on, filled up with 0; the forms and the true state of each line."""

    tokens: NDArray[np.int16]
    forms: Integers
    states: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Pages in one array of BATCH lines. `forms` numbers the forms of all pages; `mask` is 0 for lines of no page."""

    tokens: NDArray[np.int16]
    forms: Integers
    states: Integers
    mask: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Pages to learn from, with the tokens and states that their numbers stand for."""

    tokens: tuple[str, ...]
    names: tuple[str, ...]
    pages: tuple[Example, ...]

    @classmethod
    def of(cls, pages: Iterable[Page], chance: Random) -> Examples:
        """The pages' facts, with the interface texts of some pages hidden."""
        texts: dict[str, int] = {}
        counts: Counter[int] = Counter()
        states_seen: set[str] = set()
        facts_of_pages = []
        for page in pages:
            if len(page.rows) > MOST_ROWS:
                continue
            facts, names = page_facts(page, hidden=chance.random() < UNKNOWN_LANGUAGE), list(states(page.rows))
            numbers = [[texts.setdefault(token, len(texts)) for token in line.tokens] for line in facts]
            counts.update(number for line in numbers for number in line)
            states_seen.update(names)
            flat = np.array([number for line in numbers for number in line], dtype=np.int32)
            facts_of_pages.append((flat, [len(line) for line in numbers], form_numbers(facts), names))
        tokens = sorted(text for text, number in texts.items() if counts[number] >= RAREST)
        rows = np.zeros(len(texts), dtype=np.int16)
        rows[[texts[token] for token in tokens]] = np.arange(1, len(tokens) + 1)
        order = sorted(states_seen)
        place = {name: index for index, name in enumerate(order)}
        examples = (
            Example(_table(rows[flat], lengths), forms, np.array([place[name] for name in names], dtype=np.int32))
            for flat, lengths, forms, names in facts_of_pages
        )
        return cls(tuple(tokens), tuple(order), tuple(examples))


def _table(numbers: NDArray[np.int16], lengths: Sequence[int]) -> NDArray[np.int16]:
    """The known tokens of each line as a row, filled up with 0."""
    table = np.zeros((len(lengths), MOST_TOKENS), dtype=np.int16)
    start = 0
    for line, length in enumerate(lengths):
        numbered = [number for number in numbers[start : start + length].tolist() if number][:MOST_TOKENS]
        table[line, : len(numbered)] = numbered
        start += length
    return table


def batches(pages: Sequence[Example], order: Iterable[int]) -> Iterator[Batch]:
    """The pages in an order, packed into arrays of BATCH lines."""
    chosen: list[Example] = []
    lines = 0
    for index in order:
        needed = len(pages[index].states) + REACH
        if lines + needed > BATCH:
            yield _batch(chosen)
            chosen, lines = [], 0
        chosen.append(pages[index])
        lines += needed
    if chosen:
        yield _batch(chosen)


def _batch(pages: Sequence[Example]) -> Batch:
    forms = pages[0].forms.shape[1]
    batch = Batch(
        np.zeros((BATCH, MOST_TOKENS), dtype=np.int16),
        np.full((forms, BATCH), BATCH - 1, dtype=np.int32),
        np.zeros(BATCH, dtype=np.int32),
        np.zeros(BATCH, dtype=np.float32),
    )
    start, next_form = 0, np.zeros(forms, dtype=np.int32)
    for page in pages:
        stop = start + len(page.states)
        batch.tokens[start:stop], batch.states[start:stop], batch.mask[start:stop] = page.tokens, page.states, 1
        batch.forms[:, start:stop] = (page.forms + next_form).T
        next_form = next_form + page.forms.max(axis=0) + 1
        start = stop + REACH
    return batch


def states(rows: Sequence[Row]) -> Iterator[str]:
    """The state of each row: its label, or a part of it that tells the model where in a page or a post it is."""
    named = False
    for index, row in enumerate(rows):
        label = row.label
        named = named or label in (Label.NAME, Label.WORDS)
        if row.part:
            yield f"{label}.{row.part}"
        elif label is Label.PAGE:
            yield f"{label}.{'foot' if named else 'head'}"
        elif label is Label.WORDS and (index == 0 or rows[index - 1].label is not label):
            yield f"{label}.first"
        elif label is Label.META and _is_above_name(rows, index):
            yield f"{label}.above"
        else:
            yield label.value


def _is_above_name(rows: Sequence[Row], index: int) -> bool:
    """Whether a header's line stands above its name: nothing but such lines is between the two."""
    below = next((row.label for row in rows[index:] if row.label is not Label.META), None)
    above = next((row.label for row in rows[index::-1] if row.label is not Label.META), None)
    return below is Label.NAME and above not in (Label.NAME, Label.HANDLE)


def page_facts(page: Page, hidden: bool = False) -> tuple[LineFacts, ...]:
    """The facts of a page's rows, without the interface texts of held-out languages and, if `hidden`, of the page's own."""
    return facts_of([(row.text, row.above) for row in page.rows], _lexicon(page.language if hidden else None))


def _lexicon(hidden: str | None) -> Lexicon:
    return lexicon(HELD_OUT_LANGUAGES | ({hidden} if hidden else frozenset()))


def as_arrays(batch: Batch) -> Mapping[str, Any]:
    """The parts of a batch by name."""
    return {"tokens": batch.tokens, "forms": batch.forms, "states": batch.states, "mask": batch.mask}
