"""Measures the library with 100,000 threads and 1,000,000 points: lists, searches, facets, similar points, size, indexing.

Run it by `./test bench library` or as `python -m tests.bench.bench_library [THREADS [FOLDER]]`. The archive is made once (about
five minutes of processor time) and kept in FOLDER, by default in the folder of temporary files. Times are seconds of the
processor for whole requests, so that other work on the machine does not count; beside them what plain LIKE takes to count.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy import text

from archive.archive import Archive, open_archive
from archive.codebooks import Collection
from archive.library import index
from domain.settings import Settings
from server.app import create_app
from server.context import AppContext
from server.queue import Queue
from tests.bench.library_corpus import build

RUNS = 20
INDEXED = 50  # threads
API = "/api/v1/threads?limit=50"
LIMITS = {  # the path asked for, and the p95 in milliseconds that it may take
    "list": (API, 60),
    "list by publication": (f"{API}&sort=published", 60),
    "search, rare word": (f"{API}&q=conterhouse", 120),
    "search, common word": (f"{API}&q=with", 120),
    "search, two words": (f"{API}&q=product team", 120),
    "search, CJK": (f"{API}&q=東京", 120),
    "search with filters": (f"{API}&q=team site:bluesky family:value-led", 120),
    "facets of everything": ("/api/v1/threads?limit=1&facets=1", 200),
    "facets of a search": ("/api/v1/threads?limit=1&facets=1&q=team", 200),
}
LIKE = "SELECT count(DISTINCT version_id) FROM points WHERE text LIKE :word"


def main(count: int = 100_000, folder: Path | None = None) -> int:
    data = folder or Path(tempfile.gettempdir()) / f"threadsheet-library-{count}"
    with closing(open_archive(Settings(data=data))) as archive:
        if not _count(archive):
            print(f"Making {count:,} threads in {data} …", flush=True)
            build(archive, count)
        return int(any([_requests(archive, data), _size(archive, data), _indexing(archive)]))


def _count(archive: Archive) -> int:
    with archive.database.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM threads")).scalar_one())


def _requests(archive: Archive, data: Path) -> bool:
    settings = Settings(data=data)
    queue = Queue.at(f"unix://{data}/nobody.sock", settings.queue_seconds)
    client = create_app(AppContext(settings, archive, queue, Collection(archive, None))).test_client()
    slow = False
    for name, (path, limit) in LIMITS.items():
        times = sorted(_seconds(partial(client.get, path)) for _ in range(RUNS + 1))[:-1]
        p95 = times[int(0.95 * len(times)) - 1] * 1000
        slow |= p95 > limit
        print(f"{name:24} p95 {p95:6.0f} ms of {limit} ms", flush=True)
    with archive.database.read() as connection:
        seconds = _seconds(lambda: connection.execute(text(LIKE), {"word": "%team%"}).scalar_one())
    print(f"{'plain LIKE, one word':24}     {seconds * 1000:6.0f} ms, only to count")
    return slow


def _size(archive: Archive, data: Path) -> bool:
    with archive.database.read() as connection:
        texts = connection.execute(text("SELECT sum(length(CAST(text AS BLOB))) FROM points")).scalar_one()
    size = (data / "threadsheet.sqlite3").stat().st_size
    print(f"{'database':24}     {size / texts:6.2f} × the {texts / 1e6:,.0f} MB of the points' texts")
    return bool(size > 2.2 * texts)


def _indexing(archive: Archive) -> bool:
    with archive.database.read() as connection:
        ids = connection.execute(text(f"SELECT thread_id FROM library LIMIT {INDEXED}")).scalars().all()
    with archive.database.write(alone=True) as connection:

        def again() -> None:
            for id_ in ids:
                with index.changing_notes(connection, id_):
                    pass

        seconds = _seconds(again) / INDEXED
    print(f"{'indexing a thread':24}     {seconds * 1000:6.1f} ms, taken out and put in again")
    return False


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(int(arguments[0]) if arguments else 100_000, Path(arguments[1]) if len(arguments) > 1 else None))
