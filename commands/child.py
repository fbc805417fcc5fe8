"""The entry of each supervised child: `python -m commands.child NAME READY [LISTENER]`. Called by `serve` and `worker`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from archive.settings import Settings


def main(argv: Sequence[str]) -> None:
    name, ready, *rest = argv
    settings = Settings()

    def announce() -> None:
        with contextlib.suppress(OSError):
            os.write(int(ready), b".")

    # Each child imports its own side only: what it does not load it does not pay for in memory or in time.
    if name == "workers":
        from workers import pool

        pool.main(settings, announce)
    elif name == "reconciler":
        from server import reconciler

        reconciler.main(settings, announce)
    else:
        from server import web

        web.main(settings, announce, int(rest[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
