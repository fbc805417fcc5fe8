"""The same texts in a plain table that is searched by LIKE, and in the archive of a peer: `reader`, whose search is FTS5 too.

`reader` is installed into the folder of the measurement when it is not there; without a registry it is left out.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path

RUNS = 5
ADDING = """
import sys, json
from reader import make_reader
reader = make_reader(sys.argv[1], search_enabled=True)
reader.add_feed("memory:", allow_invalid_url=True)
for line in sys.stdin:
    id_, text = json.loads(line)
    reader.add_entry({"feed_url": "memory:", "id": str(id_), "title": text[:90], "content": [{"value": text}]})
"""
SEARCHING = """
import sys, time
from itertools import islice
from reader import make_reader
reader = make_reader(sys.argv[1], search_enabled=True)
reader.update_search()
for words in sys.argv[2:]:
    times = []
    for _ in range(5):
        start = time.process_time()
        list(islice(reader.search_entries(words), 50))
        reader.search_entry_counts(words)
        times.append(time.process_time() - start)
    print(f"reader 3, {words:16}     {1000 * sorted(times)[2]:6.0f} ms, fifty entries and their count")
"""


def measure_peers(texts: Iterator[tuple[int, str]], folder: Path, searches: Sequence[str]) -> None:
    """Prints what each search takes in both; makes what is missing."""
    _measure_like(texts, folder / "plain.sqlite3", searches)
    _measure_reader(folder, searches)


def _measure_like(texts: Iterator[tuple[int, str]], file: Path, searches: Sequence[str]) -> None:
    with closing(sqlite3.connect(file)) as plain:
        if not plain.execute("SELECT 1 FROM sqlite_master").fetchall():
            plain.execute("CREATE TABLE points (thread INTEGER, text TEXT)")
            plain.executemany("INSERT INTO points VALUES (?, ?)", texts)
            plain.commit()
        for words in searches:
            conditions = " AND ".join("text LIKE ?" for _ in words.split())
            query = f"SELECT count(DISTINCT thread) FROM points WHERE {conditions}"
            parts = [f"%{word}%" for word in words.split()]
            milliseconds = _milliseconds(lambda query=query, parts=parts: plain.execute(query, parts).fetchone())
            print(f"LIKE, {words:20}     {milliseconds:6.0f} ms, only to count, within one point", flush=True)


def _measure_reader(folder: Path, searches: Sequence[str]) -> None:
    installed, file = folder / "reader", folder / "reader.sqlite3"
    if not installed.exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", installed, "reader[search]==3.26"]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            print("reader cannot be installed from this machine's registry")
            return
    environment = {"PYTHONPATH": str(installed)}
    if not file.exists():
        with closing(sqlite3.connect(folder / "plain.sqlite3")) as plain:
            rows = plain.execute("SELECT thread, text FROM points ORDER BY thread")
            lines = (
                json.dumps([thread, "\n".join(text for _, text in points)]) + "\n"
                for thread, points in groupby(rows, itemgetter(0))
            )
            with subprocess.Popen(
                [sys.executable, "-c", ADDING, file], stdin=subprocess.PIPE, text=True, env=environment
            ) as adding:
                assert adding.stdin is not None
                adding.stdin.writelines(lines)
    subprocess.run([sys.executable, "-c", SEARCHING, file, *searches], check=True, env=environment)


def _milliseconds(run: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return 1000 * sorted(times)[RUNS // 2]
