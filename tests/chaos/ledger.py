"""The client: submits texts that are all different, and notes what the server promised."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

PAUSE = 0.25
EXPECTED = {202, 429, 503}
"""The answers to a submission that a server under faults may give."""
UNREACHABLE = (OSError, http.client.HTTPException, ValueError)
"""What a request raises while the server is being killed; ValueError for an answer cut short."""


@dataclass
class Ledger:
    """Submits until `stop` is set. `promised` has the id of each submission that was answered with 202, by its key."""

    url: str
    stop: threading.Event = field(default_factory=threading.Event)
    promised: dict[str, str] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    unanswered: int = 0

    def run(self) -> None:
        for number in itertools.count():
            if self.stop.is_set():
                return
            self._submit(f"key-{number}", f"1/2 Point {number} of a thread about walls.\n\n2/2 Gate {number} closes it.")
            time.sleep(PAUSE)

    def _submit(self, key: str, text: str) -> None:
        """Sends one text until it is accepted, or the round ends: only what was accepted is looked for later."""
        while not self.stop.is_set():
            try:
                status, answer = ask(self.url, "POST", "/api/v1/submissions", {"text": text}, key)
            except UNREACHABLE:
                time.sleep(PAUSE)
                continue
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if status == 202:
                self.promised[key] = answer["id"]
                return
            time.sleep(PAUSE)
        self.unanswered += 1


def ask(url: str, method: str, path: str, body: object = None, key: str | None = None) -> tuple[int, Any]:
    request = urllib.request.Request(url + path, json.dumps(body).encode() if body else None, method=method)
    request.add_header("Content-Type", "application/json")
    if key:
        request.add_header("Idempotency-Key", key)
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())
