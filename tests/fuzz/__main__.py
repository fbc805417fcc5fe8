"""`./test fuzz [READER …] [--seconds S]`: a process for each reader; exit status 1 when one crashed or hung."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz import corpus
from tests.fuzz.readers import READERS, seeds

HANG_SECONDS = 25
MEGABYTES = 3000


def main() -> int:
    parser = argparse.ArgumentParser(prog="./test fuzz")
    parser.add_argument("readers", nargs="*", default=sorted(READERS), metavar="READER")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="store what reaches most code, for the next time")
    options = parser.parse_args()
    return max(run(name, options.seconds, options.seed, keep=options.keep) for name in options.readers)


def run(name: str, seconds: int, seed: int, *, keep: bool = False) -> int:
    """Mutates the seeds for one reader. Prints how many inputs it tried, or what broke it."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as root:
        launcher, inputs = corpus.write_launcher(Path(root), name), Path(root) / "inputs"
        inputs.mkdir()
        for number, body in enumerate([*seeds(), *corpus.load(name)]):
            (inputs / f"seed-{number}").write_bytes(body)
        options = [f"-max_total_time={seconds}", f"-seed={seed}", f"-timeout={HANG_SECONDS}", f"-rss_limit_mb={MEGABYTES}"]
        options += ["-print_final_stats=1", f"-artifact_prefix={root}/broken-", str(inputs)]
        ended = subprocess.run([launcher, *options], capture_output=True, text=True, errors="replace", check=False)
        tried = next((line for line in ended.stderr.splitlines() if "number_of_executed_units" in line), "no figures")
        print(f"{name}: exit status {ended.returncode}, {tried}", flush=True)
        if ended.returncode:
            print(ended.stdout[-3000:], ended.stderr[-3000:])
            for broken in Path(root).glob("broken-*"):
                print(broken.read_bytes()[:2000])
        elif keep:
            print(f"{name}: {corpus.store(name, launcher, inputs)} inputs stored", flush=True)
        return int(ended.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
