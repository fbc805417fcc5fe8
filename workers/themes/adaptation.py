"""What an archive's own people taught the tagger: a small layer on the head, kept in DATA beside the archive.

Each time that something is learned a file is added; the newest counts, and undoing takes it away again.
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

NAME: Final = re.compile(r"(\d{4})\.npz")


@dataclass(frozen=True, slots=True)
class Adaptation:
    """Added to the head of the model whose `fingerprint` it bears: `weights` (WIDTH × labels) and `bias` (labels)."""

    fingerprint: str
    weights: Floats
    bias: Floats


def adaptations(folder: Path) -> list[Path]:
    """The files, oldest first."""
    return sorted(path for path in folder.glob("*.npz") if NAME.fullmatch(path.name)) if folder.is_dir() else []


def newest(folder: Path, fingerprint: str) -> Adaptation | None:
    """The one that counts; None when nothing was learned, or for another model than the one at hand."""
    files = adaptations(folder)
    if not files:
        return None
    try:
        with np.load(BytesIO(files[-1].read_bytes()), allow_pickle=False) as stored:
            found = Adaptation(str(stored["fingerprint"]), stored["weights"], stored["bias"])
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise Invalid(f"{files[-1]} cannot be read. Delete it, or take it back with `themes learn --undo`.") from error
    return found if found.fingerprint == fingerprint else None


def keep(folder: Path, adaptation: Adaptation) -> Path:
    """Write it as the newest, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    files = adaptations(folder)
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


def undo(folder: Path) -> bool:
    """Take the newest away; False when there is none."""
    files = adaptations(folder)
    if files:
        files[-1].unlink()
    return bool(files)
