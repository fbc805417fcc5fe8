"""The one command that makes workers/themes/weights/product-culture.npz: teach, calibrate and measure on what was held out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from archive import codebooks
from archive.shapes.theme import Codebook
from workers.themes.calibration import Calibration, Line
from workers.themes.encoder import Shape, load_encoder
from workers.themes.measure import Labelled, measure
from workers.themes.model import WEIGHTS, Labels, load_model
from workers.themes.tagger import ThemeTagger
from workers.themes.training.calibrating import calibrate
from workers.themes.training.learning import LAYERS, taught, tell
from workers.themes.training.narrowing import kept_neurons
from workers.themes.training.network import RANK
from workers.themes.training.points import LabelledPoint, held_out, load_points
from workers.themes.training.together import together

SEEDS = (1, 2)
Parts = dict[str, NDArray[Any]]  # arrays of any type
PLAIN = Line(slope=1.0, cue=0.0, offset=0.0)


def main(out: Path = WEIGHTS) -> None:
    """Train each seed in a process of its own, on one thread, so that the sums come out in the same order."""
    codebook = codebooks.load()[codebooks.BUILT_IN]
    labels, points = Labels.of(codebook), load_points()
    learning, testing = [p for p in points if not held_out(p)], [p for p in points if held_out(p)]
    tell(f"{len(learning)} points to learn from, {len(testing)} held out")
    kept = kept_neurons(load_encoder(Shape(LAYERS)), learning, SEEDS[0])
    with get_context("spawn").Pool(len(SEEDS)) as pool:
        trainings = pool.starmap(taught, [(kept, learning, labels, seed) for seed in SEEDS])
    parts: Parts = {"kept": kept, **together(trainings, RANK)}
    _write(out, parts, labels, Calibration((PLAIN,) * len(labels.families), PLAIN))
    calibration = calibrate(testing, load_model(out).read([point.text for point in testing]), labels, codebook)
    _write(out, parts, labels, calibration)
    _report(out, testing, codebook)


def _write(out: Path, learned: Parts, labels: Labels, calibration: Calibration) -> None:
    about = {"families": labels.families, "themes": labels.themes, "layers": LAYERS}
    parts = {name: array.astype(np.float16) if array.dtype == np.float32 else array for name, array in learned.items()}
    parts |= {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "calibration": np.array(calibration.rows(), np.float32),
    }
    with out.open("wb") as file:
        np.savez_compressed(file, **cast(Any, parts))  # arrays by name


def _report(out: Path, testing: Sequence[LabelledPoint], codebook: Codebook) -> None:
    found = measure(ThemeTagger(load_model(out)), [Labelled(p.text, p.families) for p in testing], codebook)
    tell(json.dumps(asdict(found), indent=2))


if __name__ == "__main__":
    main()
