"""Reads and writes the file that training produces."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from workers.themes.calibration import Calibration
from workers.themes.model import Labels

Arrays = Mapping[str, NDArray[Any]]  # arrays of any type, by name


def write_weights(path: Path, learned: Arrays, labels: Labels, calibration: Calibration, topics: Sequence[str]) -> None:
    """Writes what was learned, in half precision. `topics` are those that the encoder was trained on."""
    layers = 1 + max(int(name.partition(".")[0]) for name in learned if name[0].isdigit())
    about = {"families": labels.families, "themes": labels.themes, "layers": layers, "topics": sorted(topics)}
    arrays = {name: array.astype(np.float16) if array.dtype == np.float32 else array for name, array in learned.items()}
    arrays |= {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "calibration": np.array(calibration.rows(), np.float32),
    }
    with path.open("wb") as file:
        np.savez_compressed(file, **cast(Any, arrays))


def read_weights(path: Path) -> tuple[dict[str, NDArray[Any]], frozenset[str]]:
    """Reads the learned arrays, in single precision, and the topics that the encoder was trained on."""
    with np.load(path) as stored:
        arrays = {name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in stored.items()}
    about = json.loads(bytes(arrays.pop("about")).decode())
    del arrays["calibration"]
    return arrays, frozenset(about["topics"])
