"""Progress for the person who trains."""

from __future__ import annotations

import sys


def tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201
