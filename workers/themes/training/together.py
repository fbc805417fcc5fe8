"""Several trainings as one: the mean of what they learned. Two trainings err in different places, and their mean in fewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Learned = Mapping[str, NDArray[np.float32]]


def together(trainings: Sequence[Learned], rank: int) -> dict[str, NDArray[np.float32]]:
    """The mean head, and the mean difference of each matrix as the nearest product of that rank."""
    names = {name.removesuffix(".a") for name in trainings[0] if name.endswith(".a")}
    mean: dict[str, NDArray[np.float32]] = {
        name: np.mean([each[name] for each in trainings], axis=0) for name in ("head.weights", "head.bias")
    }
    for name in sorted(names):
        whole = np.mean([each[f"{name}.a"] @ each[f"{name}.b"] for each in trainings], axis=0)
        left, strengths, right = np.linalg.svd(whole.astype(np.float64), full_matrices=False)
        root = np.sqrt(strengths[:rank])
        mean[f"{name}.a"] = (left[:, :rank] * root).astype(np.float32)
        mean[f"{name}.b"] = (root[:, None] * right[:rank]).astype(np.float32)
    return mean
