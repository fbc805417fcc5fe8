"""`./test chaos [--rounds N] [--seconds S] [--seed K] [--postgres]`: one line a round, exit status 1 when anything was lost."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.chaos.rounds import run_round
from tests.postgres import running_postgres

LATE_SECONDS = 60.0


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mounts a file system of its own on the folder, where that is allowed, so that it can be filled."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./test chaos")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=40.0, help="of faults in a round")
    parser.add_argument("--seed", type=int, default=1, help="of the first round; each further one has the next")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--logs", type=Path, help="folder for the logs of rounds that did not hold, or held late")
    options = parser.parse_args()
    broken = 0
    with running_postgres() if options.postgres else nullcontext() as postgres:
        for seed in range(options.seed, options.seed + options.rounds):
            database = {"DATABASE_URL": str(postgres.new_database())} if postgres else {}
            with (
                tempfile.NamedTemporaryFile("r", prefix="chaos-log-") as log,
                tempfile.TemporaryDirectory(prefix="chaos-") as data,
            ):
                with small_disk(Path(data)):
                    outcome = run_round(Path(data), seed, options.seconds, Path(log.name), **database)
                if options.logs and not (outcome.held and outcome.recovery_seconds < LATE_SECONDS):
                    (options.logs / f"{seed}.log").write_text(log.read())
            broken += not outcome.held
            print(outcome, flush=True)
    print(f"{options.rounds - broken} of {options.rounds} rounds held")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
