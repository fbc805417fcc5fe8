"""Trains the line labels: `python -m workers.sources.pasted.labelling.training`. README.md says what it needs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from workers.sources.pasted.labelling.labels import WEIGHTS, model
from workers.sources.pasted.labelling.training.fitting import fit
from workers.sources.pasted.labelling.training.pages import TRAINING_KINDS, pages
from workers.sources.pasted.labelling.training.report import report

TRAINING_PAGES: Final = 4250
SEED: Final = 20261129
ITERATIONS: Final = 100


def main() -> None:
    """Fits the weights to generated pages, writes them, and prints how right they are on pages that training has not seen."""
    parser = argparse.ArgumentParser(prog="python -m workers.sources.pasted.labelling.training", description=main.__doc__)
    parser.add_argument("--pages", type=int, default=TRAINING_PAGES)
    parser.add_argument("--iterations", type=int, default=ITERATIONS)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--report-only", action="store_true", help="measure the weights that are there")
    arguments = parser.parse_args()
    if not arguments.report_only:
        training, tuning = (
            list(pages(arguments.pages, SEED, TRAINING_KINDS)),
            list(pages(arguments.pages // 2, SEED + 9, TRAINING_KINDS)),
        )
        fit(training, tuning, arguments.weights, arguments.iterations, SEED)
    sys.stdout.write(report(model(arguments.weights), SEED + 1))


if __name__ == "__main__":
    main()
