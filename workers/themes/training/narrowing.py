"""Which neurons of each inner layer are worth keeping: those that say most on our points, before anything is learned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from workers.themes.encoder import Encoder
from workers.themes.training.network import Network
from workers.themes.training.points import LabelledPoint

KEPT = 1024  # of 1,536; a third less work in the inner layers, and at least 0.94 of what they say
LOOKED_AT = 256  # points
AT_ONCE = 32


def kept_neurons(encoder: Encoder, points: Sequence[LabelledPoint], seed: int) -> NDArray[np.uint16]:
    """Their numbers in order (layers × KEPT)."""
    network = Network(encoder, 1).eval()
    some = np.random.default_rng(seed).permutation(len(points))[:LOOKED_AT]
    ids = sorted((encoder.cut(points[index].text).ids for index in some), key=len)
    said: list[Any] = [torch.zeros(1)] * len(encoder.layers)  # tensors
    with torch.no_grad():
        for start in range(0, len(ids), AT_ONCE):
            for number, inner in enumerate(network.inner(ids[start : start + AT_ONCE])):
                said[number] = said[number] + (inner**2).sum(dim=0)
    weights = [torch.from_numpy(np.ascontiguousarray(layer.matrices["outer"])).norm(dim=1) for layer in encoder.layers]
    worth = torch.stack([each.sqrt() * weight for each, weight in zip(said, weights, strict=True)])
    kept: NDArray[np.uint16] = worth.topk(KEPT, dim=1).indices.sort(dim=1).values.numpy().astype(np.uint16)
    return kept
