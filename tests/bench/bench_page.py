"""What the page of a thread costs the server, from the archive to HTML: median of 9, in milliseconds."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import captures, codebooks
from archive.archive import Archive, open_archive
from archive.threads import threads
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from server.app import create_app
from server.context import AppContext
from server.queue import Queue
from tests import factories

RUNS = 9
SIZES = (10, 100, 1000, 2000)


def keep(archive: Archive, points: int) -> str:
    """A thread of that many tagged points."""
    capture = captures.store(archive, Capture(str(points).encode(), Via.PASTE, MediaType.TEXT, factories.NOON))
    return threads.store(archive, factories.long(points).version, [capture], factories.ten().codebook).thread_id


def main() -> None:
    with TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        archive = open_archive(settings)
        queue = Queue.at(f"unix://{folder}/nobody.sock", settings.queue_seconds)
        client = create_app(
            AppContext(settings, archive, queue, codebooks.Collection(archive, settings.codebooks))
        ).test_client()
        for points in SIZES:
            path, taken, size = f"/threads/{keep(archive, points)}", [], 0
            for _ in range(RUNS):
                begun = time.perf_counter()
                size = len(client.get(path).data)
                taken.append((time.perf_counter() - begun) * 1000)
            print(f"page of {points} points: {statistics.median(taken):.0f} ms, {size / 1000:.0f} kB")
        archive.close()


if __name__ == "__main__":
    main()
