"""What ./threadsheet costs before Python runs, when its environment stands: median of 100, in milliseconds."""

from __future__ import annotations

import statistics
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.commands import checkout

RUNS = 100


def milliseconds(command: list[str | Path]) -> float:
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def main() -> None:
    with TemporaryDirectory() as folder:
        copy = checkout.make(Path(folder))
        copy.run()
        # The lock's real size, and a Python that does nothing: what is left is the launcher.
        for name in ("run", "dev"):
            lock = (checkout.ROOT / "requirements" / f"{name}.txt").read_bytes()
            (copy.root / "requirements" / f"{name}.txt").write_bytes(lock)
            (copy.root / ".venv" / "installed" / name).write_bytes(
                lock + (copy.root / "commands" / "system_packages.py").read_bytes()
            )
        (copy.root / "commands" / "__main__.py").write_text("")
        python = milliseconds([copy.root / ".venv" / "bin" / "python", "-c", ""])
        launched = milliseconds([copy.root / "threadsheet"])
    print(f"launcher: {launched:.1f} ms with an empty command, of which Python's own start {python:.1f} ms")


if __name__ == "__main__":
    main()
