"""Trains the line labels: `python -m workers.sources.pasted.labelling.training`. README.md says what it needs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random
from typing import Final

from workers.sources.pasted.labelling.labels import WEIGHTS, model
from workers.sources.pasted.labelling.training.examples import Examples
from workers.sources.pasted.labelling.training.fitting import fit
from workers.sources.pasted.labelling.training.pages import TRAINING_KINDS, pages
from workers.sources.pasted.labelling.training.report import report

TRAINING_PAGES: Final = 44_000
SEED: Final = 20261129
EPOCHS: Final = 7.0


def main() -> None:
    """Fits the weights to generated pages, writes them, and prints how right they are on pages that training has not seen."""
    parser = argparse.ArgumentParser(prog="python -m workers.sources.pasted.labelling.training", description=main.__doc__)
    parser.add_argument("--pages", type=int, default=TRAINING_PAGES)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--report-only", action="store_true", help="measure the weights that are there")
    arguments = parser.parse_args()
    if not arguments.report_only:
        examples = Examples.of(pages(arguments.pages, SEED, TRAINING_KINDS), Random(SEED))
        fit(examples, arguments.weights, arguments.epochs, SEED)
    sys.stdout.write(report(model(arguments.weights), SEED + 1))


if __name__ == "__main__":
    main()
