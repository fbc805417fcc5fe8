"""The one command that makes workers/themes/weights/product-culture.npz: teach, calibrate and measure on what was held out."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from archive import codebooks
from archive.shapes.theme import Codebook
from workers.themes.calibration import Calibration, Line
from workers.themes.encoder import load_encoder
from workers.themes.measure import Labelled, measure
from workers.themes.model import WEIGHTS, Labels, load_model
from workers.themes.tagger import ThemeTagger
from workers.themes.training.calibrating import calibrate
from workers.themes.training.learning import teach
from workers.themes.training.network import Network
from workers.themes.training.points import LabelledPoint, held_out, load_points

SEED = 1
LAYERS = 4
PLAIN = Line(slope=1.0, cue=0.0, offset=0.0)


def main(out: Path = WEIGHTS) -> None:
    """Train on one thread, so that the sums come out in the same order."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    codebook = codebooks.load()[codebooks.BUILT_IN]
    labels, points = Labels.of(codebook), load_points()
    learning, testing = [p for p in points if not held_out(p)], [p for p in points if held_out(p)]
    _tell(f"{len(learning)} points to learn from, {len(testing)} held out")
    network = _taught(learning, labels)
    _write(out, network, labels, Calibration((PLAIN,) * len(labels.families), PLAIN))
    calibration = calibrate(testing, load_model(out).read([point.text for point in testing]), labels, codebook)
    _write(out, network, labels, calibration)
    _report(out, testing, codebook)


def _taught(points: Sequence[LabelledPoint], labels: Labels) -> Network:
    torch.manual_seed(SEED)
    network = Network(load_encoder(layers=LAYERS), len(labels.families) + len(labels.themes))
    teach(network, points, labels, SEED, _tell)
    return network


def _write(out: Path, network: Network, labels: Labels, calibration: Calibration) -> None:
    about = {"families": labels.families, "themes": labels.themes, "layers": LAYERS}
    parts: dict[str, Any] = {name: array.astype(np.float16) for name, array in network.learned().items()}  # arrays of any type
    parts |= {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "calibration": np.array(calibration.rows(), np.float32),
    }
    np.savez_compressed(out, **parts)


def _report(out: Path, testing: Sequence[LabelledPoint], codebook: Codebook) -> None:
    found = measure(ThemeTagger(load_model(out)), [Labelled(p.text, p.families) for p in testing], codebook)
    _tell(json.dumps(asdict(found), indent=2))


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - progress for the person who trains


if __name__ == "__main__":
    main()
