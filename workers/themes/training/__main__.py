"""Trains workers/themes/weights/product-culture.npz, calibrates it and measures it on held-out topics.

With `--head` the encoder stays as it is, and only the head and the calibration are fitted again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from archive import codebooks
from domain.shapes.codebook import Codebook
from workers.themes.encoder import EncoderConfig, load_encoder
from workers.themes.measure import EvaluationPoint, measure
from workers.themes.model import WEIGHTS, Labels, load_model
from workers.themes.tagger import ThemeTagger
from workers.themes.training.fit_head import fit_head
from workers.themes.training.points import LabelledPoint, is_held_out, load_points
from workers.themes.training.progress import print_progress
from workers.themes.training.pruning import prune, select_neurons
from workers.themes.training.weights import Arrays, read_weights

LAYERS = 4


def main(path: Path = WEIGHTS, *, head_only: bool = False) -> None:
    """Trains, writes the file and prints the scores on topics that were not trained on."""
    codebook, points = codebooks.load()[codebooks.BUILT_IN], load_points()
    training, testing = [p for p in points if not is_held_out(p)], [p for p in points if is_held_out(p)]
    arrays, topics = _read_encoder(path, training) if head_only else _train_encoder(training, Labels.from_codebook(codebook))
    testing = [point for point in testing if point.topic not in topics]
    print_progress(f"{len(training)} points to learn from, {len(testing)} held out")
    fit_head(path, arrays, topics, training, testing, codebook)
    _print_scores(path, testing, codebook)


def _train_encoder(training: Sequence[LabelledPoint], labels: Labels) -> tuple[Arrays, frozenset[str]]:
    """The trained arrays, and the topics of the points."""
    from workers.themes.training.fit_encoder import train_encoder  # needs torch

    neurons = select_neurons(load_encoder(EncoderConfig(LAYERS)), training)
    learned = train_encoder(load_encoder(EncoderConfig(LAYERS, neurons=neurons)), training, labels)
    return {"kept": neurons, **learned}, frozenset(point.topic for point in training)


def _read_encoder(path: Path, training: Sequence[LabelledPoint]) -> tuple[Arrays, frozenset[str]]:
    """The arrays of an earlier training, pruned if they are not yet, and the topics that it trained on."""
    arrays, topics = read_weights(path)
    if "kept" not in arrays:
        update = cast(Any, arrays)  # arrays by name
        arrays = prune(arrays, select_neurons(load_encoder(EncoderConfig(LAYERS, update)), training))
    return arrays, topics


def _print_scores(path: Path, testing: Sequence[LabelledPoint], codebook: Codebook) -> None:
    points = [EvaluationPoint(point.text, point.families) for point in testing]
    print_progress(json.dumps(asdict(measure(ThemeTagger(load_model(path)), points, codebook)), indent=2))


if __name__ == "__main__":
    main(head_only=sys.argv[1:] == ["--head"])
