"""The log for people and for programs."""

from __future__ import annotations

import json
import logging

from commands.logs import JsonFormatter

ID = "a7eu8kq2m4n6p8r0s2t4"


def test_a_line_for_programs_names_time_level_process_and_record() -> None:
    record = logging.LogRecord("workers.jobs", logging.WARNING, __file__, 1, "%s is given back: %s", (ID, "full disk"), None)
    line = json.loads(JsonFormatter().format(record))
    assert line["time"].endswith("+00:00")
    assert (line["level"], line["logger"], line["record"]) == ("warning", "workers.jobs", ID)
    assert line["message"] == f"{ID} is given back: full disk"
    assert line["process"]


def test_an_error_is_in_its_line() -> None:
    try:
        raise ValueError("broken\nin two")
    except ValueError as error:
        record = logging.LogRecord("server", logging.ERROR, __file__, 1, "it failed", (), (ValueError, error, None))
    (line,) = JsonFormatter().format(record).splitlines()
    assert "broken\nin two" in json.loads(line)["error"]
