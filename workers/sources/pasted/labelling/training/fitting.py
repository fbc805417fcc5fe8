"""Fits a linear-chain model to generated pages with python-crfsuite, and writes its weights for numpy."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from workers.sources.pasted.labelling.labels import EDGE, REACH, Label
from workers.sources.pasted.labelling.lexicon import Lexicon, lexicon
from workers.sources.pasted.labelling.line_facts import LineFacts, facts_of
from workers.sources.pasted.labelling.training.scenario import HELD_OUT_LANGUAGES, Page, Row

UNKNOWN_LANGUAGE: Final = 0.5  # the share of training pages whose interface texts are hidden from the facts
RAREST: Final = 3  # lines that have a token, below which it is left out
SMALLEST: Final = 0.02  # weights nearer to nothing are left out


def fit(training: Iterable[Page], path: Path, iterations: int, seed: int) -> None:
    """Fits the weights and writes them to `path`. The same pages and seed give the same file on the same machine."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {"c1": 0.3, "c2": 0.01, "max_iterations": iterations, "feature.possible_transitions": True, "feature.minfreq": RAREST}
    )
    chance = Random(seed)
    for page in training:
        facts = page_facts(page, hidden=chance.random() < UNKNOWN_LANGUAGE)
        trainer.append([list(attributes(facts, line)) for line in range(len(facts))], list(states(page.rows)))
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "labels.crfsuite")
        trainer.train(file)
        tagger = pycrfsuite.Tagger()
        tagger.open(file)
        info = tagger.info()
    write_weights(info.state_features, info.transitions, path)


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


def attributes(facts: tuple[LineFacts, ...], line: int) -> Iterator[str]:
    """The facts of a line and of its neighbours, each with the distance to it in front."""
    for offset in range(-REACH, REACH + 1):
        place = line + offset
        tokens = facts[place].tokens if 0 <= place < len(facts) else (EDGE,)
        yield from (f"{offset}:{token}" for token in tokens)
    yield from (f"0:{token}" for token in facts[line].context)


def write_weights(state: dict[tuple[str, str], float], steps: dict[tuple[str, str], float], path: Path) -> None:
    """Stores `state` as (tokens, offsets, states) and `step` as (states, states), both in half precision."""
    names = sorted({name for _, name in state} | {name for step in steps for name in step})
    large = {key: weight for key, weight in state.items() if abs(weight) >= SMALLEST}
    tokens = sorted({attribute.partition(":")[2] for attribute, _ in large})
    index = {token: row for row, token in enumerate(tokens)}
    weights = np.zeros((len(tokens), 2 * REACH + 1, len(names)), dtype=np.float16)
    for (attribute, name), weight in large.items():
        offset, _, token = attribute.partition(":")
        weights[index[token], int(offset) + REACH, names.index(name)] = round(weight, 2)
    step = np.zeros((len(names), len(names)), dtype=np.float16)
    for (before, after), weight in steps.items():
        step[names.index(before), names.index(after)] = weight
    np.savez_compressed(path, tokens="\n".join(tokens), states="\n".join(names), state=weights, step=step)
