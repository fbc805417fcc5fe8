"""The entry of the workers' process: `python -m commands.worker READY`. Called by `serve` and `worker`.

A program of its own and no fork: what the web server has loaded is nothing to the workers, and the other way round.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys


def main(ready: int) -> None:
    """Loading makes many objects and little garbage: to look for it as often as Python does takes a quarter of a second."""
    gc.set_threshold(50_000)
    from domain.settings import Settings
    from workers import pool

    def announce() -> None:
        with contextlib.suppress(OSError):
            os.write(ready, b".")

    pool.main(Settings(), announce)


if __name__ == "__main__":
    main(int(sys.argv[1]))
