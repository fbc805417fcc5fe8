"""The network that labels lines: what lines of one form tell each other, its file, and pages as training packs them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest

from workers.sources.pasted.labelling.labels import model
from workers.sources.pasted.labelling.lexicon import lexicon
from workers.sources.pasted.labelling.line_facts import LineFacts, facts_of
from workers.sources.pasted.labelling.line_forms import FormGroups, form_numbers
from workers.sources.pasted.labelling.network import REACH, load_network, save_network
from workers.sources.pasted.labelling.training.examples import BATCH, Examples, batches
from workers.sources.pasted.labelling.training.pages import pages

RECORD = ("Ada Lane", "@ada_lane", "3h", "Marks went up when the chalk got thicker.", "12", "8")


def facts(lines: Sequence[str]) -> tuple[LineFacts, ...]:
    return facts_of([(line, 0) for line in lines], lexicon())


def test_lines_of_one_form_have_one_number() -> None:
    numbers = form_numbers(facts(["Ada Lane", "3 likes", "Jon Holt", "12 likes"]))
    text, shape, page = numbers[:, 0], numbers[:, 2], numbers[:, -1]
    assert text[1] == text[3] != text[0]
    assert shape[0] == shape[2] != shape[1]
    assert len(set(page.tolist())) == 1


def test_a_line_is_told_the_mean_of_the_others_of_each_form() -> None:
    lines = facts(RECORD * 2 + RECORD[:3])
    numbers, groups = form_numbers(lines), FormGroups.of(lines)
    channels = np.arange(2 * len(lines), dtype=np.float32).reshape(len(lines), 2)
    means = groups.means(channels).reshape(len(lines), numbers.shape[1], 2)
    for line in range(len(lines)):
        for form in range(numbers.shape[1]):
            others = [place for place in range(len(lines)) if numbers[place, form] == numbers[line, form] and place != line]
            expected = channels[others].mean(axis=0) if others else np.zeros(2)
            assert means[line, form] == pytest.approx(expected, rel=1e-4)


def test_a_network_is_stored_to_a_step_of_its_largest_weights(tmp_path: Path) -> None:
    shipped = model().network
    names = ("scale", "shared", "inner", "bias", "outer")
    layers = {f"{name}{place}": getattr(layer, name) for place, layer in enumerate(shipped.layers) for name in names}
    ends = {"embedding": shipped.embedding[:-1], "scale": shipped.scale, "output": shipped.output, "bias": shipped.bias}
    save_network(tmp_path / "weights.npz", list(shipped.tokens), shipped.names, {**ends, **layers})
    lines = facts(RECORD * 3)
    assert load_network(tmp_path / "weights.npz").scores(lines) == pytest.approx(shipped.scores(lines), abs=0.05)


def test_a_page_is_packed_with_all_of_its_lines() -> None:
    generated = list(pages(30, 7))
    examples = Examples.of(generated, Random(1))
    packed = list(batches(examples.pages, range(len(examples.pages))))
    assert sum(int(batch.mask.sum()) for batch in packed) == sum(len(page.rows) for page in generated)
    first = examples.pages[0]
    assert (packed[0].states[: len(first.states)] == first.states).all()
    assert not packed[0].mask[len(first.states) : len(first.states) + REACH].any()
    assert all(batch.forms.max() < BATCH for batch in packed)


def test_forms_of_two_pages_are_never_one() -> None:
    examples = Examples.of(pages(4, 7), Random(1))
    (batch, *_) = batches(examples.pages, range(2))
    one, other = len(examples.pages[0].states), len(examples.pages[1].states)
    start = one + REACH
    for form in batch.forms:
        assert not set(form[:one].tolist()) & set(form[start : start + other].tolist())
