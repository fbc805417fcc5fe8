"""Reads and writes the file that training produces: one or more encoders, each with its head, and the calibration."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from workers.themes.calibration import Calibration
from workers.themes.model import Labels, Share

Arrays = Mapping[str, NDArray[Any]]  # arrays of any type, by name


@dataclass(frozen=True, slots=True)
class Member:
    """What one training produced: an encoder's update and its head, as arrays, and the share of its logits in the sum."""

    arrays: Arrays
    layers: int
    share: Share


def write_weights(path: Path, members: Sequence[Member], labels: Labels, calibration: Calibration) -> None:
    """Writes the members in half precision."""
    about = {
        "families": labels.families,
        "themes": labels.themes,
        "layers": [member.layers for member in members],
        "shares": [asdict(member.share) for member in members],
    }
    numbered = [(number, *item) for number, member in enumerate(members) for item in member.arrays.items()]
    arrays = {f"{number}/{name}": _halve(array) for number, name, array in numbered}
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    arrays["calibration"] = np.array(calibration.rows(), np.float32)
    with path.open("wb") as file:
        np.savez_compressed(file, **cast(Any, arrays))


def read_member(path: Path, number: int) -> Member:
    """Reads one member of a file."""
    with np.load(path) as stored:
        arrays = dict(stored)
    about, prefix = json.loads(bytes(arrays["about"]).decode()), f"{number}/"
    own = {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
    return Member(own, about["layers"][number], Share(**about["shares"][number]))


def _halve(array: NDArray[Any]) -> NDArray[Any]:
    return array.astype(np.float16) if array.dtype.kind == "f" else array
