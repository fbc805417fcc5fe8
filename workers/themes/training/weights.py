"""The file that training makes: written, and read as the arrays it is made of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from workers.themes.calibration import Calibration
from workers.themes.model import Labels

Parts = Mapping[str, NDArray[Any]]  # arrays of any type, by name


def write(out: Path, learned: Parts, labels: Labels, calibration: Calibration, topics: Sequence[str]) -> None:
    """`topics` are those that the difference learned from; what is measured has to be from others."""
    layers = 1 + max(int(name.partition(".")[0]) for name in learned if name[0].isdigit())
    about = {"families": labels.families, "themes": labels.themes, "layers": layers, "topics": sorted(topics)}
    parts = {name: array.astype(np.float16) if array.dtype == np.float32 else array for name, array in learned.items()}
    parts |= {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "calibration": np.array(calibration.rows(), np.float32),
    }
    with out.open("wb") as file:
        np.savez_compressed(file, **cast(Any, parts))


def read(path: Path) -> tuple[dict[str, NDArray[Any]], frozenset[str]]:
    """The learned arrays, single precision, and the topics that the difference learned from."""
    with np.load(path) as stored:
        parts = {name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in stored.items()}
    about = json.loads(bytes(parts.pop("about")).decode())
    del parts["calibration"]
    return parts, frozenset(about["topics"])
