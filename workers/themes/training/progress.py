"""Prints the progress of a training."""

from __future__ import annotations

import sys


def print_progress(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201
