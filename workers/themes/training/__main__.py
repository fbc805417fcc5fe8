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
from workers.themes.model import WEIGHTS, Labels, load_model
from workers.themes.tagger import ThemeTagger
from workers.themes.training.fit_calibration import START, fit_calibration
from workers.themes.training.points import LabelledPoint, Part, is_held_out, load_points, load_prose
from workers.themes.training.progress import print_progress
from workers.themes.training.weights import Member, read_member, write_weights

LAYERS: Final = 6
FIRST_SHARE: Final = 0.7  # of the logits of the file's first encoder, which was trained on our own points alone
MIN_WORDS: Final = 36  # of a point of ours; shorter ones teach little about other people's prose


def main(path: Path = WEIGHTS, *, calibrate_only: bool = False) -> None:
    """Trains, writes the file and prints the scores on the test part of the prose."""
    codebook = codebooks.load()[codebooks.BUILT_IN]
    first = read_member(path, 0)
    members = (first,) if calibrate_only else (replace(first, share=FIRST_SHARE), _train(Labels.from_codebook(codebook)))
    calibrate(path, members, codebook)
    _print_scores(path, load_prose(Part.TEST), codebook)


def _train(labels: Labels) -> Member:
    """A second encoder, taught mostly on other people's prose."""
    from workers.themes.training.fit_encoder import train_encoder  # needs torch

    own = [point for point in load_points() if not is_held_out(point) and len(point.text.split()) >= MIN_WORDS]
    training = [*own, *load_prose(Part.TRAINING)]
    print_progress(f"{len(training)} points to learn from")
    return Member(train_encoder(load_encoder(EncoderConfig(LAYERS)), training, labels), LAYERS, 1 - FIRST_SHARE)


def calibrate(path: Path, members: Sequence[Member], codebook: Codebook) -> None:
    """Writes the members, with a calibration of the families by our own topics that are held out, and of the themes by prose.

    The prose carries a family more often than threads do: by it, threads on other subjects were tagged twice as often.
    """
    labels = Labels.from_codebook(codebook)
    write_weights(path, members, labels, Calibration((START,) * len(labels.families), (START,) * len(labels.themes)))
    model = load_model(path)

    def fit(points: Sequence[LabelledPoint]) -> Calibration:
        return fit_calibration(points, model.predict([point.text for point in points]), labels, codebook)

    own = fit([point for point in load_points() if is_held_out(point)])
    calibration = Calibration(own.families, fit(load_prose(Part.CALIBRATION)).themes)
    write_weights(path, members, labels, calibration)


def _print_scores(path: Path, testing: Sequence[LabelledPoint], codebook: Codebook) -> None:
    points = [EvaluationPoint(point.text, point.families, point.themes) for point in testing]
    print_progress(json.dumps(measure(ThemeTagger(load_model(path)), points, codebook).as_json(), indent=2))


if __name__ == "__main__":
    main(calibrate_only=sys.argv[1:] == ["--calibrate"])
