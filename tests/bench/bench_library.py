"""Measures the library with 100,000 threads and 1,000,000 points: lists, searches, facets, similar points, size, indexing.

Run it by `./test bench library` or `python -m tests.bench.bench_library [THREADS [FOLDER]]`; with POSTGRESQL=1 on PostgreSQL.
The archive is made once (about ten minutes of processor time) and kept in FOLDER, by default in the folder of temporary files;
that of PostgreSQL is made each time. Times are seconds of the processor for whole requests, the database's included, so that
other work on the machine does not count; beside them what plain LIKE and a peer's search take.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, func, insert, select, text

from archive import captures
from archive.archive import Archive, open_archive
from archive.codebooks import Collection
from archive.library import index
from archive.library.tables import library, vectors
from archive.library.vectors import MAX_POINTS
from archive.points import load_points_of
from archive.tables import threads
from archive.threads.threads import delete, load
from domain.editions import Edition
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.handout import Format
from server.app import create_app
from server.context import AppContext
from server.queue import Queue
from tests import factories
from tests.bench.library_corpus import SEED, build
from tests.bench.library_peers import measure_peers
from tests.postgres import running_postgres
from workers.archiver import Archiver
from workers.handouts import render
from workers.pipeline import Pipeline

RUNS = 20
SUBMITTED = 20  # threads
WIDTH = 384  # of a vector
TEXTS_AT_ONCE = 500
API = "/api/v1/threads?limit=50"
LIMITS = {  # the path asked for, and the p95 in milliseconds that it may take
    "list": (API, 60),
    "list by publication": (f"{API}&sort=published", 60),
    "search, rare word": (f"{API}&q=conterhouse", 120),
    "search, common word": (f"{API}&q=with", 120),
    "search, most common word": (f"{API}&q=the", 120),
    "search, two words": (f"{API}&q=product team", 120),
    "search, phrase": (f'{API}&q="product team"', 120),
    "search, part of words": (f"{API}&q=ousefu", 120),
    "search, CJK": (f"{API}&q=東京", 120),
    "search with filters": (f"{API}&q=team site:bluesky family:value-led", 120),
    "facets of everything": ("/api/v1/threads?limit=1&facets=1", 200),
    "facets of a search": ("/api/v1/threads?limit=1&facets=1&q=team", 200),
    "facets of half of all": ("/api/v1/threads?limit=1&facets=1&q=the", 200),
    "page of a thread": ("/threads/{id}", 80),
    "more like this": ("/api/v1/threads/{id}/points/1/similar", 150),
}


def main(count: int = 100_000, folder: Path | None = None) -> int:
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    data = folder or Path(tempfile.gettempdir()) / f"threadsheet-library-{count}"
    if not os.environ.get("POSTGRESQL"):
        return _measure(Settings(data=data), count, None)
    with running_postgres() as postgres, tempfile.TemporaryDirectory() as files:
        settings = Settings(data=Path(files), database_url=postgres.new_database())
        return _measure(settings, count, next(postgres.sockets.glob("data/postmaster.pid")))


def _measure(settings: Settings, count: int, postmaster: Path | None) -> int:
    with closing(open_archive(settings)) as archive:
        if not _count(archive):
            print(f"Making {count:,} threads in {settings.data} …", flush=True)
            build(archive, count)
            _analyse(archive)
        _add_vectors(archive)
        limit = 1.5 if postmaster else 1.0
        clock = partial(_processor_seconds, int(postmaster.read_text().split()[0]) if postmaster else None)
        slow = _requests(archive, settings, clock, limit)
        slow |= _indexing(archive, settings)
        if not postmaster:
            slow |= _size(archive, settings.data)
            measure_peers(_texts(archive), settings.data, ("conterhouse", "with", "product team"))
        return int(slow)


def _count(archive: Archive) -> int:
    with archive.database.read() as connection:
        return connection.execute(select(func.count()).select_from(threads)).scalar_one()


def _add_vectors(archive: Archive) -> None:
    """Vectors of as many points as are compared exactly."""
    random, filled = np.random.default_rng(SEED), 0
    with archive.database.write() as connection:
        rows: list[dict[str, object]] = []
        if connection.execute(select(vectors.c.version_id).limit(1)).first():
            return
        for version_id, points in connection.execute(select(library.c.version_id, library.c.points).order_by(library.c.id)):
            filled += points
            if filled > MAX_POINTS:
                break
            body = random.integers(-127, 128, points * WIDTH, np.int8).tobytes()
            rows.append({"version_id": version_id, "encoder": "bench", "vectors": body})
        connection.execute(insert(vectors), rows)


def _analyse(archive: Archive) -> None:
    if not archive.database.is_sqlite:
        with archive.database.write() as connection:
            connection.execute(text("ANALYZE"))


def _requests(archive: Archive, settings: Settings, clock: Callable[[], float], factor: float) -> bool:
    queue = Queue.at(f"unix://{settings.data}/nobody.sock", settings.queue_seconds)
    client = create_app(AppContext(settings, archive, queue, Collection(archive, None))).test_client()
    with archive.database.read() as connection:
        ids = connection.execute(select(library.c.thread_id).order_by(library.c.id).limit(RUNS + 1)).scalars().all()
    slow = False
    for name, (path, limit) in LIMITS.items():
        times = []
        for id_ in ids:
            start = clock()
            answer = client.get(path.format(id=id_))
            times.append(clock() - start)
            assert answer.status_code == 200, (path, answer.status_code)
        p95 = sorted(times)[int(0.95 * RUNS) - 1] * 1000
        slow |= p95 > limit * factor
        print(f"{name:26} p95 {p95:6.0f} ms of {limit * factor:.0f} ms", flush=True)
    return slow


def _processor_seconds(postmaster: int | None) -> float:
    """Of this process, and of PostgreSQL's."""
    if postmaster is None:
        return time.process_time()
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return time.process_time() + sum(map(_on_processor, children))


def _on_processor(pid: str) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _size(archive: Archive, data: Path) -> bool:
    texts = sum(len(words.encode()) for _, words in _texts(archive))
    with archive.database.write() as connection:
        apart = connection.execute(select(func.sum(func.length(vectors.c.vectors)))).scalar_one() or 0
    size = (data / "threadsheet.sqlite3").stat().st_size - apart
    print(f"{'database without vectors':26}     {size / texts:6.2f} × the {texts / 1e6:,.0f} MB of the points' texts")
    return bool(size > 2.2 * texts)


def _texts(archive: Archive) -> Iterator[tuple[int, str]]:
    """The text of every point, with the row of its Version."""
    with archive.database.read() as connection:
        ids = connection.execute(select(library.c.version_id).order_by(library.c.version_id)).scalars().all()
        for start in range(0, len(ids), TEXTS_AT_ONCE):
            for id_, points in load_points_of(connection, ids[start : start + TEXTS_AT_ONCE]).items():
                for point in points:
                    yield id_, point.text


def _indexing(archive: Archive, settings: Settings) -> bool:
    """What a submission of ten points takes from its text to its PDF, and how much of that the index."""
    archiver = Archiver(archive, Pipeline.prepare(settings))
    _submit(archive, archiver, 0)
    with _timed_index() as spent:
        start = time.process_time()
        for number in range(1, SUBMITTED + 1):
            _submit(archive, archiver, number)
        total = time.process_time() - start
    share, each = sum(spent) / total, 1000 / SUBMITTED
    print(f"{'indexing':26} {share:10.1%} of a submission: {each * sum(spent):.1f} of {each * total:.0f} ms")
    return share > 0.1


def _submit(archive: Archive, archiver: Archiver, number: int) -> None:
    codebook = archiver.pipeline.codebook(None)
    points = factories.ten().version.points
    words = "\n\n".join(f"{at}/{len(points)} {point.text} {number}" for at, point in enumerate(points, 1))
    capture = Capture(words.encode(), Via.PASTE, MediaType.TEXT, factories.NOON)
    stored = archiver.add(captures.store(archive, capture), codebook)
    thread = load(archive, stored.thread_id)
    render(thread, codebook, Edition.ANNOTATED, Format.PDF, factories.NOON)
    delete(archive, stored.thread_id)


@contextmanager
def _timed_index() -> Iterator[list[float]]:
    spent: list[float] = []
    refresh = index.refresh

    def timed(connection: Connection, thread_id: str) -> None:
        start = time.process_time()
        refresh(connection, thread_id)
        spent.append(time.process_time() - start)

    index.refresh = timed
    yield spent
    index.refresh = refresh


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(int(arguments[0]) if arguments else 100_000, Path(arguments[1]) if len(arguments) > 1 else None))
