"""Trains workers/themes/weights/product-culture.npz, calibrates it and measures it on voices that were not trained on.

With `--calibrate` the encoders stay as they are, and only the calibration is fitted again; that needs no torch.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from archive import codebooks
from domain.shapes.codebook import Codebook
from workers.themes.calibration import Calibration
from workers.themes.encoder import EncoderConfig, load_encoder
from workers.themes.measure import EvaluationPoint, measure
from workers.themes.model import WEIGHTS, Labels, Share, load_model
from workers.themes.tagger import ThemeTagger
from workers.themes.training.fit_calibration import START, fit_calibration
from workers.themes.training.points import LabelledPoint, Part, is_held_out, load_points, load_prose
from workers.themes.training.progress import print_progress
from workers.themes.training.weights import Member, read_member, write_weights

LAYERS: Final = 6
FIRST, SECOND = Share(families=0.7, themes=0.5), Share(families=0.3, themes=0.5)  # chosen by the validation part of the prose


def main(path: Path = WEIGHTS, *, calibrate_only: bool = False) -> None:
    """Trains, writes the file and prints the scores on the parts of the prose that nothing was trained on."""
    codebook = codebooks.load()[codebooks.BUILT_IN]
    first = replace(read_member(path, 0), share=FIRST)
    second = replace(read_member(path, 1), share=SECOND) if calibrate_only else _train(Labels.from_codebook(codebook))
    calibrate(path, (first, second), codebook)
    for part in (Part.VALIDATION, Part.TEST):
        print_progress(part)
        _print_scores(path, load_prose(part), codebook)


def _train(labels: Labels) -> Member:
    """The second encoder, taught on our points and on other people's prose."""
    from workers.themes.training.fit_encoder import train_encoder  # needs torch

    own, prose = [point for point in load_points() if not is_held_out(point)], load_prose(Part.TRAINING)
    print_progress(f"{len(own)} points of ours and {len(prose)} in other people's prose to learn from")
    return Member(train_encoder(load_encoder(EncoderConfig(LAYERS)), prose, own, labels), LAYERS, SECOND)


def calibrate(path: Path, members: Sequence[Member], codebook: Codebook) -> None:
    """Writes the members, with a calibration by topics and voices that they were not trained on."""
    labels = Labels.from_codebook(codebook)
    write_weights(path, members, labels, Calibration((START,) * len(labels.families), (START,) * len(labels.themes)))
    points = [*(point for point in load_points() if is_held_out(point)), *load_prose(Part.CALIBRATION)]
    predictions = load_model(path).predict([point.text for point in points])
    write_weights(path, members, labels, fit_calibration(points, predictions, labels, codebook))


def _print_scores(path: Path, testing: Sequence[LabelledPoint], codebook: Codebook) -> None:
    points = [EvaluationPoint(point.text, point.families, point.themes) for point in testing]
    print_progress(json.dumps(measure(ThemeTagger(load_model(path)), points, codebook).as_json(), indent=2))


if __name__ == "__main__":
    main(calibrate_only=sys.argv[1:] == ["--calibrate"])
