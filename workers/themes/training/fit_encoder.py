"""Trains the network on labelled points."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it
from numpy.typing import NDArray
from torch import Tensor

from workers.themes.encoder import Encoder
from workers.themes.model import Labels
from workers.themes.training.augmentation import Augmentation
from workers.themes.training.network import Network
from workers.themes.training.points import LabelledPoint
from workers.themes.training.progress import print_progress

SEED: Final = 1
ROUNDS, BATCH_SIZE, MAX_PIECES = 3, 16, 160
LEARNING_RATE, HEAD_LEARNING_RATE, WARM_UP = 1e-3, 3e-3, 0.1
LABEL_CERTAINTY: Final = 0.98  # label smoothing, because labels can be wrong
THEME_WEIGHT: Final = 0.6  # of the loss of a theme, beside 1 for a family
LOWER_BATCH: Final = 32  # texts whose lower states are computed at once


@dataclass(frozen=True, slots=True)
class Example:
    """A text as the output of the lower layers, with its labels and its weight in the loss."""

    lower: Tensor
    truth: Tensor
    weight: float


def train_encoder(
    encoder: Encoder, prose: Sequence[LabelledPoint], own: Sequence[LabelledPoint], labels: Labels
) -> dict[str, NDArray[np.float32]]:
    """Teaches a network people's labels and returns its arrays. Our own points are joined to longer ones, anew in each round.

    Uses one thread, so that sums are computed in the same order every time.
    """
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    network = Network(encoder, len(labels.families) + len(labels.themes))
    fixed, augmentation = _examples(network, prose, labels), Augmentation(own, SEED)
    rounds = ([*fixed, *_examples(network, augmentation.next_round(), labels)] for _ in range(ROUNDS))
    _train(network, rounds, ROUNDS * math.ceil((len(prose) + len(own)) / BATCH_SIZE), len(labels.families))
    return network.learned_arrays()


def _examples(network: Network, points: Sequence[LabelledPoint], labels: Labels) -> list[Example]:
    names = [*labels.families, *("/".join(theme) for theme in labels.themes)]
    states = _lower_states(network, [point.text for point in points])
    return [
        Example(lower, torch.tensor([float(name in point.families | point.themes) for name in names]), point.weight)
        for lower, point in zip(states, points, strict=True)
    ]


def _lower_states(network: Network, texts: Sequence[str]) -> list[Tensor]:
    """The output of the lower layers for each text, in order. Texts of similar length are computed together."""
    ids = [network.encoder.tokenize(text).ids[:MAX_PIECES] for text in texts]
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    states: dict[int, Tensor] = {}
    for start in range(0, len(order), LOWER_BATCH):
        batch = order[start : start + LOWER_BATCH]
        states.update(zip(batch, network.lower_states([ids[index] for index in batch]), strict=True))
    return [states[index] for index in range(len(texts))]


def _train(network: Network, rounds: Iterable[Sequence[Example]], steps: int, families: int) -> None:
    random = np.random.default_rng(SEED)
    parameters = [*network.update.parameters(), *network.head.parameters()]
    optimiser = torch.optim.AdamW(
        [
            {"params": network.update.parameters(), "lr": LEARNING_RATE},
            {"params": network.head.parameters(), "lr": HEAD_LEARNING_RATE},
        ],
        weight_decay=0.01,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * steps), max(0.0, 1 - step / steps))
    )
    network.train()
    for number, examples in enumerate(rounds, 1):
        losses = []
        for batch in _batches(examples, random):
            loss = _loss(network, batch, families)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print_progress(f"round {number} of {ROUNDS}: loss {np.mean(losses):.3f}")
    network.eval()


def _loss(network: Network, batch: Sequence[Example], families: int) -> Tensor:
    logits = network([example.lower for example in batch])
    truth = torch.stack([example.truth for example in batch]) * (2 * LABEL_CERTAINTY - 1) + (1 - LABEL_CERTAINTY)
    losses = F.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    per_text = losses[:, :families].sum(dim=1) + THEME_WEIGHT * losses[:, families:].sum(dim=1)
    weights = torch.tensor([example.weight for example in batch])
    return (per_text * weights).sum() / weights.sum()


def _batches(examples: Sequence[Example], random: np.random.Generator) -> Iterator[list[Example]]:
    """Batches of texts of similar length, in random order."""
    shuffled = random.permutation(len(examples))
    batches: list[list[int]] = []
    for start in range(0, len(examples), BATCH_SIZE * 8):
        similar = sorted(shuffled[start : start + BATCH_SIZE * 8], key=lambda index: len(examples[index].lower))
        batches += [similar[at : at + BATCH_SIZE] for at in range(0, len(similar), BATCH_SIZE)]
    for number in random.permutation(len(batches)):
        yield [examples[index] for index in batches[number]]
