"""Fits a linear-chain model to generated pages with python-crfsuite, and writes its weights for numpy."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from workers.sources.pasted.labelling.labels import EDGE, REACH, Floats, Label, Model
from workers.sources.pasted.labelling.lexicon import Lexicon, lexicon
from workers.sources.pasted.labelling.line_facts import LineFacts, facts_of
from workers.sources.pasted.labelling.training.scenario import HELD_OUT_LANGUAGES, Page, Row

UNKNOWN_LANGUAGE: Final = 0.5  # the share of training pages whose interface texts are hidden from the facts
RAREST: Final = 3  # lines that have a token, below which it is left out
SMALLEST: Final = 0.02  # weights nearer to nothing are left out
SECOND_ITERATIONS: Final = 150
SEEN_KIND: Final = 0.5  # the share of pages of the second pass that a first pass labels which has seen their kind
GROUPS: Final = (  # kinds whose pages resemble each other: a first pass that has not seen one has not seen the others
    ("x", "bluesky", "mastodon", "threads", "random"),
    ("linkedin", "unroller", "plain", "layered"),
    ("chat", "export", "mail"),
)
BIAS: Final = "bias"
Item = tuple[list[Any], list[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """What training found: the weights of (attribute, state) and of (state, state)."""

    state: dict[tuple[str, str], float]
    step: dict[tuple[str, str], float]


def fit(training: Sequence[Page], tuning: Sequence[Page], path: Path, iterations: int, seed: int) -> None:
    """Fits both passes and writes their weights to `path`. The same pages and seed give the same file on the same machine.

    The second pass is fitted to `tuning`. It must know what the first is worth on layouts that training has not seen, so that
    half of these pages are labelled by a first pass that has seen no page of their kind.
    """
    first = fit_first(training, iterations, seed)
    strangers = {kind: model for group in GROUPS for model in [_without(training, group, iterations, seed)] for kind in group}
    chance = Random(seed + 1)
    second = fit_second((_second_facts(page, first, strangers, chance), list(states(page.rows))) for page in tuning)
    write_weights(first, second, path)


def _without(training: Sequence[Page], group: Sequence[str], iterations: int, seed: int) -> Model:
    """A first pass that has seen no page of some kinds."""
    others = [page for page in training if page.kind not in group][: len(training) // 3]
    return first_model(fit_first(others, iterations // 2, seed))


def fit_first(training: Iterable[Page], iterations: int, seed: int) -> Chain:
    """The first pass, fitted to pages of which some have their language's interface texts hidden."""
    chance = Random(seed)
    return _train(_first_items(training, chance), iterations)


def _first_items(training: Iterable[Page], chance: Random) -> Iterator[Item]:
    for page in training:
        facts = page_facts(page, hidden=chance.random() < UNKNOWN_LANGUAGE)
        yield [list(attributes(facts, line)) for line in range(len(facts))], list(states(page.rows))


def fit_second(pages: Iterable[tuple[Floats, list[str]]]) -> Chain:
    """The second pass, fitted to its facts about pages."""
    return _train((([_numbered(row) for row in rows], names) for rows, names in pages), SECOND_ITERATIONS)


def _numbered(row: Floats) -> dict[str, float]:
    return {BIAS: 1.0, **{str(place): value for place, value in enumerate(row.tolist()) if value}}


def _second_facts(page: Page, first: Chain, strangers: Mapping[str, Model], chance: Random) -> Floats:
    facts = page_facts(page, hidden=chance.random() < UNKNOWN_LANGUAGE)
    chosen = first_model(first) if chance.random() < SEEN_KIND else strangers[page.kind]
    return chosen.second_facts(facts)


def _train(items: Iterable[Item], iterations: int) -> Chain:
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {"c1": 0.3, "c2": 0.01, "max_iterations": iterations, "feature.possible_transitions": True, "feature.minfreq": RAREST}
    )
    for attributes_of_lines, names in items:
        trainer.append(attributes_of_lines, names)
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "labels.crfsuite")
        trainer.train(file)
        tagger = pycrfsuite.Tagger()
        tagger.open(file)
        info = tagger.info()
    return Chain(info.state_features, info.transitions)


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


@cache
def first_model(chain: Chain) -> Model:
    """The first pass alone, as numpy runs it."""
    arrays = first_arrays(chain)
    tokens = {token: row for row, token in enumerate(str(arrays["tokens"]).split("\n"))}
    names = tuple(str(arrays["states"]).split("\n"))
    state = arrays["state"].astype(np.float32)
    none = np.zeros((1, len(names)), dtype=np.float32)
    return Model(
        tokens, np.concatenate([state, np.zeros_like(state[:1])]), arrays["step"].astype(np.float32), names, none, none
    )


def write_weights(first: Chain, second: Chain, path: Path) -> None:
    """Stores both passes, in half precision: the first as first_arrays has it, the second as (facts and bias, states)."""
    arrays = first_arrays(first)
    names = str(arrays["states"]).split("\n")
    facts = 1 + max(int(fact) for fact, _ in second.state if fact != BIAS)
    weights = np.zeros((facts + 1, len(names)), dtype=np.float16)
    for (fact, name), weight in second.state.items():
        weights[facts if fact == BIAS else int(fact), names.index(name)] = round(weight, 3)
    np.savez_compressed(
        path,
        tokens=arrays["tokens"],
        states=arrays["states"],
        state=arrays["state"],
        step=arrays["step"],
        second=weights,
        second_step=_steps(second, names),
    )


def first_arrays(chain: Chain) -> dict[str, NDArray[Any]]:
    """`state` as (tokens, offsets, states) and `step` as (states, states), with the names of tokens and states."""
    names = sorted({name for _, name in chain.state} | {name for step in chain.step for name in step})
    large = {key: weight for key, weight in chain.state.items() if abs(weight) >= SMALLEST}
    tokens = sorted({attribute.partition(":")[2] for attribute, _ in large})
    index = {token: row for row, token in enumerate(tokens)}
    weights = np.zeros((len(tokens), 2 * REACH + 1, len(names)), dtype=np.float16)
    for (attribute, name), weight in large.items():
        offset, _, token = attribute.partition(":")
        weights[index[token], int(offset) + REACH, names.index(name)] = round(weight, 2)
    return {
        "tokens": np.array("\n".join(tokens)),
        "states": np.array("\n".join(names)),
        "state": weights,
        "step": _steps(chain, names),
    }


def _steps(chain: Chain, names: Sequence[str]) -> NDArray[np.float16]:
    step = np.zeros((len(names), len(names)), dtype=np.float16)
    for (before, after), weight in chain.step.items():
        step[names.index(before), names.index(after)] = weight
    return step
