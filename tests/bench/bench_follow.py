"""Measures following: a new thread of a feed's author is archived within the interval, and once.

Run it as `python -m tests.bench.bench_follow [THREADS]`; each takes a minute at most. Two more show that nothing comes twice.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.bench_import import PAGE
from tests.running import Running, running
from tests.site import Request, Response, running_site

INTERVAL = 60
ATOM = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Ida</title>{}</feed>'
ENTRY = '<entry><id>tag:{0}</id><title>Thread {0}</title><link rel="alternate" href="{1}/thread/{0}"/></entry>'


class Author:
    """A site with a feed; `fetched` has the paths of threads that were asked for."""

    def __init__(self) -> None:
        self.published: list[int] = [0]
        self.fetched: list[str] = []
        self.url = ""

    def answer(self, request: Request) -> Response:
        if request.path == "/feed":
            body = ATOM.format("".join(ENTRY.format(number, self.url) for number in reversed(self.published)))
            return Response(body.encode(), headers={"Content-Type": "application/atom+xml"})
        if request.path.startswith("/thread/"):
            self.fetched.append(request.path)
        return Response(PAGE.format(request.path).encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def main(count: int = 3) -> int:
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    author = Author()
    with tempfile.TemporaryDirectory() as folder, running_site({"*": author.answer}) as site:
        author.url = site.url
        with running(Path(folder) / "data", workers=1, FETCH_ALLOW=f"{site.host}:{site.port}") as server:
            body = {"site": "web", "handle": f"{site.url}/feed", "every": "1m"}
            id_ = server.ask("POST", "/api/v1/follows", body).json["id"]
            _wait(lambda: server.ask("GET", f"/api/v1/follows/{id_}").json["checked_at"])
            seconds = [_seconds_until_archived(server, author, number) for number in range(1, count + 1)]
            time.sleep(2 * INTERVAL)
            threads = len(_threads(server))
    print(f"{count} new threads, each archived after {', '.join(f'{item:.0f}' for item in seconds)} s of {INTERVAL}")
    print(f"{threads} threads, fetched {len(author.fetched)} times, after two more intervals")
    return int(max(seconds) > INTERVAL + 15 or threads != count or len(author.fetched) != count)


def _seconds_until_archived(server: Running, author: Author, number: int) -> float:
    author.published.append(number)
    began = time.monotonic()
    _wait(lambda: len(_threads(server)) >= number)
    return time.monotonic() - began


def _threads(server: Running) -> list[Any]:
    listed: list[Any] = server.ask("GET", "/api/v1/threads").json["items"]
    return listed


def _wait(is_done: Any) -> None:
    until = time.monotonic() + 300
    while not is_done():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
