"""The log of a process on standard error: time, level, process, message; as text for people or as JSON for programs.

No line holds a secret: messages name ids, codes and errors, never tokens, passwords or what was captured.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from multiprocessing import current_process
from typing import Final, Literal

TEXT: Final = "%(asctime)s %(levelname)s %(processName)s: %(message)s"
RECORD_ID: Final = re.compile(r"\b[0-9a-z]{20,26}\b")
"""An id of a record in a message."""


class JsonFormatter(logging.Formatter):
    """Each line is one object: `time`, `level`, `logger`, `process`, `message`, the `record` it is about, `error`."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        mentioned = RECORD_ID.search(message)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.processName,
            "message": message,
            "record": mentioned[0] if mentioned else None,
            "error": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)


def configure(form: Literal["text", "json"], process: str) -> None:
    """Sends the log of this process, and of the processes that it forks, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = JsonFormatter() if form == "json" else logging.Formatter(TEXT, "%Y-%m-%dT%H:%M:%S%z")
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("workers", "server"):
        logging.getLogger(name).setLevel(logging.INFO if form == "json" else logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait for a thread is no event
    current_process().name = process
