"""Teaches the network the training part of the points."""

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
from workers.themes.training.augmentation import Lengthening
from workers.themes.training.network import Network
from workers.themes.training.points import LabelledPoint
from workers.themes.training.progress import tell

SEED = 1
ROUNDS, AT_ONCE, LONGEST = 6, 16, 128
RATE, HEAD_RATE, WARM = 1e-3, 3e-3, 0.1
SURE = 0.98  # what a label counts as: nobody's labels are beyond doubt
THEME_WEIGHT = 0.5


def taught(encoder: Encoder, points: Sequence[LabelledPoint], labels: Labels) -> dict[str, NDArray[np.float32]]:
    """What a training learns, on one thread, so that the sums come out in the same order."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    torch.manual_seed(SEED)
    network = Network(encoder, len(labels.families) + len(labels.themes))
    teach(network, points, labels)
    return network.learned()


def teach(network: Network, points: Sequence[LabelledPoint], labels: Labels) -> None:
    """ROUNDS times through the points, lengthened anew each time."""
    lengthening, random = Lengthening(points, SEED), np.random.default_rng(SEED)
    steps = ROUNDS * math.ceil(len(points) / AT_ONCE)
    optimiser = torch.optim.AdamW(
        [{"params": network.difference.parameters(), "lr": RATE}, {"params": network.head.parameters(), "lr": HEAD_RATE}],
        weight_decay=0.01,
    )
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM * steps), max(0.0, 1 - step / steps))
    )
    weights = torch.tensor([1.0] * len(labels.families) + [THEME_WEIGHT] * len(labels.themes))
    network.train()
    for number in range(1, ROUNDS + 1):
        losses = []
        for ids, truth in _batches(network, lengthening.round(), labels, random):
            with torch.autocast("cpu", torch.bfloat16):  # twice as fast; what learns stays in single precision
                logits = network(ids).float()
            loss = (F.binary_cross_entropy_with_logits(logits, truth, reduction="none") * weights).sum(dim=1).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            pace.step()
            losses.append(loss.item())
        tell(f"round {number} of {ROUNDS}: loss {np.mean(losses):.3f}")
    network.eval()


def truth_of(points: Sequence[LabelledPoint], labels: Labels) -> Tensor:
    """1 and 0 (points × labels)."""
    names = [*labels.families, *("/".join(theme) for theme in labels.themes)]
    return torch.tensor([[float(name in point.families | point.themes) for name in names] for point in points])


def _batches(
    network: Network, points: Sequence[LabelledPoint], labels: Labels, random: np.random.Generator
) -> Iterator[tuple[list[Sequence[int]], Tensor]]:
    """Batches of like length in random order."""
    ids = [network.encoder.cut(point.text).ids[:LONGEST] for point in points]
    truth = truth_of(points, labels) * (2 * SURE - 1) + (1 - SURE)
    shuffled = random.permutation(len(points))
    batches: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []
    for start in range(0, len(points), AT_ONCE * 8):
        near = np.array(sorted(shuffled[start : start + AT_ONCE * 8], key=lambda index: len(ids[index])))
        batches += [near[at : at + AT_ONCE] for at in range(0, len(near), AT_ONCE)]
    for index in random.permutation(len(batches)):
        yield [ids[each] for each in batches[index]], truth[batches[index]]
