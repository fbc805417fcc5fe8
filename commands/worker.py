"""The entry point of the workers' process: `python -m commands.worker READY`. Started by `serve` and `worker`.

It is a program of its own and no fork of `serve`, because workers and web server need different modules.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys


def main(ready: int) -> None:
    """Runs the workers. Collects garbage rarely, because loading makes little of it and Python's default costs 0.25 s."""
    gc.set_threshold(50_000)
    from commands import logs
    from domain.settings import Settings
    from workers import pool

    def announce() -> None:
        with contextlib.suppress(OSError):
            os.write(ready, b".")

    settings = Settings()
    logs.configure(settings.log_format, "workers")
    pool.main(settings, announce)


if __name__ == "__main__":
    main(int(sys.argv[1]))
