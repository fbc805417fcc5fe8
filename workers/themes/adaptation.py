"""Stores what the tagger learned from an archive's people: an update of the model's head, in files beside the archive.

Every learning adds a file. The newest file is in force; undoing removes it.
"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from domain.errors import Invalid
from workers.themes.encoder import Floats

FILE_NAME: Final = re.compile(r"(\d{4})\.npz")


@dataclass(frozen=True, slots=True)
class Adaptation:
    """An update of the head of the model with this `fingerprint`: `weights` (WIDTH × labels) and `bias` (labels)."""

    fingerprint: str
    weights: Floats
    bias: Floats


def adaptation_files(folder: Path) -> list[Path]:
    """Lists the files, oldest first."""
    return sorted(path for path in folder.glob("*.npz") if FILE_NAME.fullmatch(path.name)) if folder.is_dir() else []


def load_newest(folder: Path, fingerprint: str) -> Adaptation | None:
    """Loads the newest adaptation; None when there is none or it belongs to another model. Raises Invalid."""
    files = adaptation_files(folder)
    if not files:
        return None
    try:
        with np.load(BytesIO(files[-1].read_bytes()), allow_pickle=False) as stored:
            adaptation = Adaptation(str(stored["fingerprint"]), stored["weights"], stored["bias"])
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise Invalid("adaptation_unreadable", file=str(files[-1])) from error
    return adaptation if adaptation.fingerprint == fingerprint else None


def store(folder: Path, adaptation: Adaptation) -> Path:
    """Writes an adaptation as the newest file. The write is atomic."""
    folder.mkdir(parents=True, exist_ok=True)
    files = adaptation_files(folder)
    path = folder / f"{int(files[-1].stem) + 1 if files else 1:04}.npz"
    handle, unfinished = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as file:
        np.savez_compressed(
            file, fingerprint=np.array(adaptation.fingerprint), weights=adaptation.weights, bias=adaptation.bias
        )
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)
    return path


def remove_newest(folder: Path) -> bool:
    """Deletes the newest file; False when there is none."""
    files = adaptation_files(folder)
    if files:
        files[-1].unlink()
    return bool(files)
