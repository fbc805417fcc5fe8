"""What strangers cost: half-open connections, bombs, and 200 clients at once. `./test bench strangers`."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.chaos.ledger import UNREACHABLE, ask
from tests.running import Running, running
from tests.server.front.test_strangers import BOMBS, MEGABYTE, answer_time, connect, send, web_memory

CLIENTS, SECONDS = 200, 60.0
MOST_SECONDS = 3600.0
"""Until what was accepted must be done."""


def measure_half_open(server: Running) -> None:
    slow = [connect(server) for _ in range(200)]
    for connection in slow:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n")
    times = sorted(answer_time(server) * 1000 for _ in range(100))
    print(f"200 half-open connections: answers in {statistics.median(times):.0f} ms, 99th {times[98]:.0f} ms")
    for connection in slow:
        connection.close()


def measure_bombs(server: Running) -> None:
    for name, (path, body) in BOMBS.items():
        began = time.monotonic()
        status, _ = send(server, path, body.encode())
        seconds, megabytes = time.monotonic() - began, web_memory(server) / MEGABYTE
        print(f"{name}: {status} after {seconds:.1f} s, web server at most {megabytes:.0f} MB")


def measure_clients(server: Running) -> None:
    statuses: Counter[int | str] = Counter()
    times: list[float] = []
    accepted: list[str] = []
    end = time.monotonic() + SECONDS

    def submit(client: int) -> None:
        number = 0
        while time.monotonic() < end:
            number += 1
            began = time.monotonic()
            body = {"text": f"1/2 Client {client} says {number}.\n\n2/2 And no more."}
            try:
                status, answer = ask(server.url, "POST", "/api/v1/submissions", body)
            except UNREACHABLE as error:
                statuses[type(error).__name__] += 1
                continue
            times.append(time.monotonic() - began)
            statuses[status] += 1
            if status == 202:
                accepted.append(answer["id"])
            time.sleep(1)  # each client sends one a second, so that 200 of them are what a busy server gets

    clients = [threading.Thread(target=submit, args=(client,)) for client in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    times.sort()
    print(
        f"{CLIENTS} clients for {SECONDS:.0f} s: {dict(statuses)}, submit p50 {times[len(times) // 2] * 1000:.0f} ms,", end=" "
    )
    print(f"p99 {times[len(times) * 99 // 100] * 1000:.0f} ms, web server at most {web_memory(server) / MEGABYTE:.0f} MB")
    measure_backlog(server, accepted)


def measure_backlog(server: Running, accepted: list[str]) -> None:
    """Waits until all that was accepted has ended, and counts how."""
    began, states, waiting = time.monotonic(), Counter[str](), set(accepted)
    while waiting and time.monotonic() - began < MOST_SECONDS:
        for id_ in sorted(waiting):
            state = server.ask("GET", f"/api/v1/submissions/{id_}").json["state"]
            if state not in {"done", "failed", "cancelled"}:
                continue
            states[state] += 1
            waiting.discard(id_)
        time.sleep(2)
    print(f"{len(accepted)} accepted: {dict(states)}, {len(waiting)} not done after {time.monotonic() - began:.0f} s")


def main() -> None:
    with tempfile.TemporaryDirectory() as data, running(Path(data), workers=2) as server:
        measure_half_open(server)
        measure_bombs(server)
        measure_clients(server)


if __name__ == "__main__":
    main()
