"""What a thread costs each part where web server, workers and stores are apart: processor, transactions, commands, objects.

Run it by `./test bench hosts` or `python -m tests.bench.bench_hosts [THREADS]`: a web server, two machines with a worker each,
PostgreSQL, Redis and SeaweedFS, all on this one. Ten-point pastes, tagged, each with its PDF.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import psycopg

from archive.redis_connection import connect_to_redis
from archive.s3_blobs import S3Blobs
from tests.deploy.hosts import Stores, WorkerHost, redis_url, shared_stores, web_host, worker_hosts
from tests.postgres import running_postgres
from tests.running import Running
from tests.s3_server import running_s3

THREADS, WARM = 100, 6
PAUSE = 1.0  # seconds between two looks at a submission, which cost too
COUNTS = """SELECT xact_commit, tup_inserted + tup_updated + tup_deleted, pg_database_size(current_database())
    FROM pg_stat_database WHERE datname = current_database()"""


def paste(number: int) -> str:
    return "\n\n".join(
        f"{point}/10 Number {number} of the lighthouse keeper's days, as told at {point}." for point in range(1, 11)
    )


def processor_seconds(pid: int) -> float:
    """Of a process and all below it, the ended ones included."""
    times = [process.cpu_times() for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))]
    return sum(sum(each[:4]) for each in times)


def observe(stores: Stores, web: Running, workers: list[WorkerHost]) -> dict[str, float]:
    with psycopg.connect(stores.database) as connection:
        row: Any = connection.execute(COUNTS).fetchone()
    statistics: Any = connect_to_redis(redis_url(stores.redis)).info()
    objects = list(S3Blobs(stores.bucket).names())
    return {
        "processor of the web server, ms": 1000 * processor_seconds(web.process.pid),
        "processor of the workers, ms": 1000 * sum(processor_seconds(host.process.pid) for host in workers),
        "processor of Redis, ms": 1000 * (statistics["used_cpu_user"] + statistics["used_cpu_sys"]),
        "transactions of PostgreSQL": row[0],
        "rows written": row[1],
        "database, kB": row[2] / 1000,
        "commands of Redis": statistics["total_commands_processed"],
        "objects in the bucket": len(objects),
    }


def save(web: Running, numbers: range) -> None:
    def one(number: int) -> None:
        assert web.finish(web.submit(text=paste(number)), 600, PAUSE)["state"] == "done"

    with ThreadPoolExecutor(8) as clients:
        list(clients.map(one, numbers))


def main() -> None:
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else THREADS
    with tempfile.TemporaryDirectory() as name, running_postgres() as postgres, running_s3() as s3:
        folder = Path(name)
        with (
            shared_stores(folder, postgres, s3) as stores,
            web_host(stores, folder / "web") as web,
            worker_hosts(stores, folder / "one", folder / "two") as workers,
        ):
            save(web, range(WARM))
            before, start = observe(stores, web, workers), time.monotonic()
            save(web, range(WARM, WARM + threads))
            seconds, after = time.monotonic() - start, observe(stores, web, workers)
    print(f"{time.strftime('%Y-%m-%d')}, load {os.getloadavg()[0]:.0f}: {threads} threads in {seconds:.0f} s; for each:")
    for label, value in after.items():
        print(f"  {label:32} {(value - before[label]) / threads:8.1f}")


if __name__ == "__main__":
    main()
