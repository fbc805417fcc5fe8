"""Trains the network on the training part of the points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

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

SEED = 1
ROUNDS, BATCH_SIZE, MAX_PIECES = 6, 16, 128
LEARNING_RATE, HEAD_LEARNING_RATE, WARM_UP = 1e-3, 3e-3, 0.1
LABEL_CERTAINTY = 0.98  # label smoothing, because labels can be wrong
THEME_WEIGHT = 0.5


def train_encoder(encoder: Encoder, points: Sequence[LabelledPoint], labels: Labels) -> dict[str, NDArray[np.float32]]:
    """Trains a network and returns its arrays. Uses one thread, so that sums are computed in the same order every time."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    torch.manual_seed(SEED)
    network = Network(encoder, len(labels.families) + len(labels.themes))
    _train(network, points, labels)
    return network.learned_arrays()


def _train(network: Network, points: Sequence[LabelledPoint], labels: Labels) -> None:
    """Trains on ROUNDS augmentations of the points."""
    augmentation, random = Augmentation(points, SEED), np.random.default_rng(SEED)
    steps = ROUNDS * math.ceil(len(points) / BATCH_SIZE)
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
    weights = torch.tensor([1.0] * len(labels.families) + [THEME_WEIGHT] * len(labels.themes))
    network.train()
    for number in range(1, ROUNDS + 1):
        losses = []
        for ids, truth in _batches(network, augmentation.next_round(), labels, random):
            with torch.autocast("cpu", torch.bfloat16):  # twice as fast; the parameters stay in single precision
                logits = network(ids).float()
            loss = (F.binary_cross_entropy_with_logits(logits, truth, reduction="none") * weights).sum(dim=1).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print_progress(f"round {number} of {ROUNDS}: loss {np.mean(losses):.3f}")
    network.eval()


def _truth(points: Sequence[LabelledPoint], labels: Labels) -> Tensor:
    """The labels as 1 and 0 (points × labels)."""
    names = [*labels.families, *("/".join(theme) for theme in labels.themes)]
    return torch.tensor([[float(name in point.families | point.themes) for name in names] for point in points])


def _batches(
    network: Network, points: Sequence[LabelledPoint], labels: Labels, random: np.random.Generator
) -> Iterator[tuple[list[Sequence[int]], Tensor]]:
    """Batches of points of similar length, in random order."""
    ids = [network.encoder.tokenize(point.text).ids[:MAX_PIECES] for point in points]
    truth = _truth(points, labels) * (2 * LABEL_CERTAINTY - 1) + (1 - LABEL_CERTAINTY)
    shuffled = random.permutation(len(points))
    batches: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []
    for start in range(0, len(points), BATCH_SIZE * 8):
        similar = np.array(sorted(shuffled[start : start + BATCH_SIZE * 8], key=lambda index: len(ids[index])))
        batches += [similar[at : at + BATCH_SIZE] for at in range(0, len(similar), BATCH_SIZE)]
    for number in random.permutation(len(batches)):
        yield [ids[index] for index in batches[number]], truth[batches[number]]
