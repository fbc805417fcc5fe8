"""Fits the network that labels lines to generated pages, with JAX; `labelling/network.py` runs it with numpy."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from workers.sources.pasted.labelling.network import REACH, SMALL, Floats, save_network
from workers.sources.pasted.labelling.training.examples import BATCH, Examples, as_arrays, batches

WIDTH: Final = 48  # channels of a line
SHARED: Final = 20  # channels that lines of one form tell each other
INNER: Final = 80
LAYERS: Final = 4
RATE: Final = 3e-3
LAST_RATE: Final = 0.02  # the part of RATE at the end
WARM: Final = 100  # steps until RATE is reached
FORGOTTEN: Final = 0.1  # the share of tokens that a line lacks while it is learned from
FADING: Final = 0.01  # how fast weights shrink that nothing holds
MOMENTUM: Final = (0.9, 0.99)
TELL: Final = 200  # steps between two lines of progress

Weights = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """How many tokens, states and forms there are."""

    tokens: int
    states: int
    forms: int


def fit(examples: Examples, path: Path, epochs: float, seed: int) -> None:
    """Fits the network and writes its weights. The same pages and seed give the same file on the same machine."""
    shape = Shape(len(examples.tokens), len(examples.names), examples.pages[0].forms.shape[1])
    weights = _fitted(examples, shape, epochs, seed)
    arrays = {name: np.asarray(values) for name, values in weights.items()}
    arrays["embedding"] = arrays["embedding"][1:]
    save_network(path, examples.tokens, examples.names, arrays)


def _fitted(examples: Examples, shape: Shape, epochs: float, seed: int) -> Weights:
    import jax

    chance = np.random.default_rng(seed)
    weights = _first_weights(shape, chance)
    state = weights, jax.tree.map(np.zeros_like, weights), jax.tree.map(np.zeros_like, weights)
    step = jax.jit(_step(shape))
    key = jax.random.PRNGKey(seed)
    lines = sum(len(page.states) + REACH for page in examples.pages)
    total, done, started = int(epochs * lines / BATCH), 0, time.monotonic()
    while done < total:
        for batch in batches(examples.pages, chance.permutation(len(examples.pages))):
            done += 1
            rate = RATE * min(1, done / WARM) * max(LAST_RATE, 1 - done / total)
            state, loss = step(state, as_arrays(batch), jax.random.fold_in(key, done), float(done), rate)
            if done % TELL == 0:
                sys.stderr.write(f"step {done} of {total}, loss {float(loss):.4f}, {time.monotonic() - started:.0f} s\n")
            if done >= total:
                break
    return state[0]


def _first_weights(shape: Shape, chance: np.random.Generator) -> Weights:
    """Random weights, of a size that keeps sums of inputs near one."""

    def random(rows: int, columns: int, size: float) -> Floats:
        return (chance.standard_normal((rows, columns)) * size).astype(np.float32)

    inputs = (2 * REACH + 1) * WIDTH + shape.forms * SHARED
    weights: Weights = {
        "embedding": random(shape.tokens + 1, WIDTH, 0.1),
        "scale": np.ones((1, WIDTH), np.float32),
        "output": random(WIDTH, shape.states, WIDTH**-0.5),
        "bias": np.zeros((1, shape.states), np.float32),
    }
    for place in range(LAYERS):
        weights |= {
            f"scale{place}": np.ones((1, WIDTH), np.float32),
            f"shared{place}": random(WIDTH, SHARED, WIDTH**-0.5),
            f"inner{place}": random(inputs, INNER, inputs**-0.5),
            f"bias{place}": np.zeros((1, INNER), np.float32),
            f"outer{place}": random(INNER, WIDTH, INNER**-0.5 / 2),
        }
    return weights


def _step(shape: Shape) -> Callable[..., Any]:
    """One step of Adam on a batch; gradients longer than one are cut to one."""
    import jax
    import jax.numpy as jnp

    def loss(weights: Weights, batch: Mapping[str, Any], key: Any) -> Any:
        chances = jax.nn.log_softmax(_scores(shape, weights, batch, key))
        right = jnp.take_along_axis(chances, batch["states"][:, None], 1)[:, 0]
        return -(right * batch["mask"]).sum() / batch["mask"].sum()

    def step(state: Any, batch: Mapping[str, Any], key: Any, count: float, rate: float) -> Any:
        weights, means, squares = state
        value, slopes = jax.value_and_grad(loss)(weights, batch, key)
        length = jnp.sqrt(sum(jnp.sum(slope * slope) for slope in jax.tree.leaves(slopes)))
        slopes = jax.tree.map(lambda slope: slope * jnp.minimum(1, 1 / length), slopes)
        first, second = MOMENTUM
        means = jax.tree.map(lambda mean, slope: first * mean + (1 - first) * slope, means, slopes)
        squares = jax.tree.map(lambda square, slope: second * square + (1 - second) * slope * slope, squares, slopes)

        def moved(weight: Any, mean: Any, square: Any) -> Any:
            direction = mean / (1 - first**count) / (jnp.sqrt(square / (1 - second**count)) + 1e-6)
            return weight - rate * (direction + FADING * weight)

        return (jax.tree.map(moved, weights, means, squares), means, squares), value

    return step


def _scores(shape: Shape, weights: Weights, batch: Mapping[str, Any], key: Any) -> Any:
    """What Network.scores says, for a batch; some tokens are forgotten."""
    import jax
    import jax.numpy as jnp

    mask = batch["mask"][:, None]
    tokens = batch["tokens"].astype(jnp.int32)
    remembered = jax.random.bernoulli(key, 1 - FORGOTTEN, tokens.shape) & (tokens > 0)
    hidden = (weights["embedding"][tokens] * remembered[..., None] / (1 - FORGOTTEN)).sum(1) * mask
    forms = [batch["forms"][place] for place in range(shape.forms)]
    others = [jnp.maximum(jax.ops.segment_sum(batch["mask"], form, BATCH)[form] - 1, 1)[:, None] for form in forms]
    for place in range(LAYERS):
        own = _normalised(hidden, weights[f"scale{place}"]) * mask
        shared = own @ weights[f"shared{place}"]
        means = [
            (jax.ops.segment_sum(shared, form, BATCH)[form] - shared) / other for form, other in zip(forms, others, strict=True)
        ]
        padded = jnp.pad(own, ((REACH, REACH), (0, 0)))
        inputs = jnp.concatenate([*(padded[start : start + BATCH] for start in range(2 * REACH + 1)), *means], 1)
        inner = jax.nn.relu(inputs @ weights[f"inner{place}"] + weights[f"bias{place}"])
        hidden = hidden + inner @ weights[f"outer{place}"]
    return _normalised(hidden, weights["scale"]) @ weights["output"] + weights["bias"]


def _normalised(hidden: Any, scale: Any) -> Any:
    import jax

    return hidden * jax.lax.rsqrt((hidden * hidden).mean(-1, keepdims=True) + SMALL) * scale
