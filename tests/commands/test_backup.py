"""The backup of docs/operations.md: taken while Threadsheet runs, restored into an empty folder."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.running import running


def back_up(data: Path, backup: Path) -> None:
    """What `sqlite3 … ".backup"` and `rsync` do, in that order."""
    backup.mkdir()
    name = "threadsheet.sqlite3"
    with closing(sqlite3.connect(data / name)) as source, closing(sqlite3.connect(backup / name)) as copy:
        source.backup(copy)
    shutil.copytree(data / "blobs", backup / "blobs")


def test_a_backup_of_a_running_server_is_an_archive(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    with running(data, workers=1) as server:
        state = server.finish(server.submit(text="1/2 A wall is cheap.\n\n2/2 A gate is dear."))
        waiting = server.submit(text="1/2 Not begun.\n\n2/2 Or half-way.")
        back_up(data, backup)
    with running(backup, workers=1) as server:
        thread = server.ask("GET", f"/api/v1/threads/{state['thread_id']}").json
        assert [point["text"] for point in thread["points"]] == ["A wall is cheap.", "A gate is dear."]
        assert server.ask("GET", f"/threads/{state['thread_id']}/handout.pdf").body.startswith(b"%PDF")
        capture = thread["captures"][0]["id"]
        assert b"A wall is cheap" in server.ask("GET", f"/api/v1/threads/{state['thread_id']}/captures/{capture}").body
        assert server.finish(waiting)["state"] == "done"
