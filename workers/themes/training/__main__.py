"""The one command that makes workers/themes/weights/product-culture.npz: teach, calibrate and measure on what was held out.

With `--head` the encoder stays as it was taught, and only the head and the calibration are fitted to the points anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from archive import codebooks
from domain.shapes.theme import Codebook
from workers.themes.encoder import Shape, load_encoder
from workers.themes.measure import Labelled, measure
from workers.themes.model import WEIGHTS, Labels, load_model
from workers.themes.tagger import ThemeTagger
from workers.themes.training.fit_head import fit_head
from workers.themes.training.points import LabelledPoint, held_out, load_points
from workers.themes.training.progress import tell
from workers.themes.training.pruning import kept_neurons, narrowed
from workers.themes.training.weights import Parts, read

LAYERS = 4


def main(out: Path = WEIGHTS, *, head_only: bool = False) -> None:
    """Teach what is to be taught, and say how well it did on topics that nothing was learned from."""
    book, points = codebooks.load()[codebooks.BUILT_IN], load_points()
    learning, testing = [p for p in points if not held_out(p)], [p for p in points if held_out(p)]
    parts, topics = _taught_before(out, learning) if head_only else _taught(learning, Labels.of(book))
    testing = [point for point in testing if point.topic not in topics]
    tell(f"{len(learning)} points to learn from, {len(testing)} held out")
    fit_head(out, parts, topics, learning, testing, book)
    _report(out, testing, book)


def _taught(learning: Sequence[LabelledPoint], labels: Labels) -> tuple[Parts, frozenset[str]]:
    from workers.themes.training.fit_encoder import taught  # needs torch

    kept = kept_neurons(load_encoder(Shape(LAYERS)), learning)
    learned = taught(load_encoder(Shape(LAYERS, kept=kept)), learning, labels)
    return {"kept": kept, **learned}, frozenset(point.topic for point in learning)


def _taught_before(path: Path, learning: Sequence[LabelledPoint]) -> tuple[Parts, frozenset[str]]:
    parts, topics = read(path)
    if "kept" not in parts:
        difference = cast(Any, parts)  # arrays by name
        parts = narrowed(parts, kept_neurons(load_encoder(Shape(LAYERS, difference)), learning))
    return parts, topics


def _report(out: Path, testing: Sequence[LabelledPoint], codebook: Codebook) -> None:
    found = measure(ThemeTagger(load_model(out)), [Labelled(p.text, p.families) for p in testing], codebook)
    tell(json.dumps(asdict(found), indent=2))


if __name__ == "__main__":
    main(head_only=sys.argv[1:] == ["--head"])
