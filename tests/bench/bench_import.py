"""Measures imports: 1,000 addresses over a restart in the middle, and an export of 10,000 threads into an empty archive.

Run it as `python -m tests.bench.bench_import [ADDRESSES [THREADS]]`. The server is killed with everything it started, half-way.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from archive.archive import Archive, open_archive
from archive.transfer.export import export
from archive.transfer.folder import FolderReader
from archive.transfer.importing import Importer
from domain.settings import Settings
from tests.archive.transfer.full_archive import EXPORTED, rows_of
from tests.bench.library_corpus import build
from tests.running import Running, running
from tests.site import Request, Response, running_site

PAGE = "<article><h1>Thread {0}</h1><p>1/ First point of {0}.</p><p>2/ Second point of {0}.</p></article>"
MOST_MINUTES = 10


def main(addresses: int = 1000, threads: int = 10_000) -> int:
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        lost = _import_over_a_restart(Path(folder) / "addresses", addresses) if addresses else False
        changed = _export_and_import(Path(folder), threads) if threads else False
    return int(lost or changed)


def _import_over_a_restart(data: Path, count: int) -> bool:
    """Returns whether an address was lost, or fetched into two threads."""
    with running_site({"*": _page}) as site:
        allow = f"{site.host}:{site.port}"
        began = time.monotonic()
        with running(data, FETCH_ALLOW=allow) as server:
            body = {"addresses": [f"{site.url}/thread/{number}" for number in range(count)]}
            id_ = server.ask("POST", "/api/v1/imports", body).json["id"]
            _wait(server, id_, count // 2)
            for pid in reversed(server.family()):
                os.kill(pid, signal.SIGKILL)
        with running(data, FETCH_ALLOW=allow) as server:
            imported = _wait(server, id_, count)
    threads = {row["thread_id"] for row in imported["rows"] if row["state"] == "done"}
    print(f"{count} addresses, killed half-way: {len(threads)} threads, {time.monotonic() - began:.0f} s, {imported['count']}")
    return len(threads) != count or imported["state"] != "done"


def _page(request: Request) -> Response:
    return Response(PAGE.format(request.path).encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def _wait(server: Running, id_: str, ended: int) -> dict[str, Any]:
    while True:
        imported: dict[str, Any] = server.ask("GET", f"/api/v1/imports/{id_}").json
        if imported["count"]["ended"] >= ended:
            return imported
        time.sleep(1)  # each answer has all rows: asking more often would be measured too


def _export_and_import(folder: Path, count: int) -> bool:
    """Returns whether a row differs, or it took too long."""
    with (
        closing(open_archive(Settings(data=folder / "one"))) as one,
        closing(open_archive(Settings(data=folder / "two"))) as two,
    ):
        build(one, count)
        began, processor = time.monotonic(), time.process_time()
        export(one, folder / "export", "Read me.", lambda _: None, lambda _done, _of: None)
        exported = time.monotonic()
        added = Importer(two, FolderReader(folder / "export")).run(lambda _done, _of: None).added
        ended = time.monotonic()
        differing = [table.name for table in EXPORTED if not _same(one, two, table)]
    print(
        f"{added:,} threads: export {exported - began:.0f} s, import {ended - exported:.0f} s,"
        f" processor {time.process_time() - processor:.0f} s; tables that differ: {differing or 'none'}"
    )
    return bool(differing) or added != count or ended - began > 60 * MOST_MINUTES


def _same(one: Archive, two: Archive, table: Any) -> bool:  # one of SQLAlchemy's tables
    return rows_of(one, table) == rows_of(two, table)


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
