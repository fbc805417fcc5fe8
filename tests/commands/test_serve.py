"""The whole system as a person starts it: ready, working, told what is wrong, stopped without a trace."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from archive.archive import open_archive
from domain.passwords import is_weak
from domain.settings import Settings
from tests.running import Running, alive, descendants, running, start, stop

THREAD = "First we talk. (1/3)\n\nThen we build what matters, together. (2/3)\n\nThen we learn from customers. (3/3)\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("data")) as server:
        yield server


def test_a_paste_becomes_a_thread_and_a_pdf(server: Running) -> None:
    state = server.finish(server.submit(text=THREAD))
    assert state["state"] == "done", state
    thread = server.ask("GET", f"/api/v1/threads/{state['thread_id']}").json
    assert [point["number"] for point in thread["points"]] == [1, 2, 3]
    assert thread["completeness"]["verdict"] == "complete"
    pdf = server.ask("GET", thread["handouts"]["pdf"])
    assert (pdf.status, pdf.body[:5]) == (200, b"%PDF-")


def test_the_same_paste_by_twenty_at_once_is_one_thread(server: Running) -> None:
    text = THREAD.replace("First", "Twentyfold")
    submissions = [server.submit(text=text) for _ in range(20)]
    states = [server.finish(submission) for submission in submissions]
    assert len(set(submissions)) == 20
    assert {state["state"] for state in states} == {"done"}
    threads = {state["thread_id"] for state in states}
    assert len(threads) == 1
    assert server.ask("GET", f"/api/v1/threads/{threads.pop()}").json["version"] == 1


def test_a_second_server_on_the_same_data_is_refused(server: Running) -> None:
    second = start(server.data, "--port", "0")
    try:
        _, errors = second.communicate(timeout=30)
        assert second.returncode == 1
        assert "Another Threadsheet already runs" in errors
    finally:
        stop(second)


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as occupied:
        occupied.bind(("127.0.0.1", 0))
        occupied.listen()
        port = occupied.getsockname()[1]
        process = start(tmp_path, "--port", str(port))
        try:
            _, errors = process.communicate(timeout=30)
        finally:
            stop(process)
    assert process.returncode == 1
    assert errors.startswith(f"Port {port} on 127.0.0.1 cannot be used")


def test_beyond_loopback_a_password_is_needed(tmp_path: Path) -> None:
    process = start(tmp_path, "--port", "0", "--host", "0.0.0.0")
    try:
        _, errors = process.communicate(timeout=30)
    finally:
        stop(process)
    assert process.returncode == 1
    assert "THREADSHEET_PASSWORD" in errors


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "threadsheet.sqlite3").write_bytes(b"no database at all, and long enough to be read as one")
    assert refused(tmp_path).startswith("The database file is damaged (file is not a database).")


def test_the_archive_of_a_newer_threadsheet_is_told(tmp_path: Path) -> None:
    with closing(open_archive(Settings(data=tmp_path))) as archive, archive.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("UPDATE oldest_readers SET revision = '9999'"))
    assert refused(tmp_path).startswith("The archive was made by a newer Threadsheet (tables 9999")


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    errors = refused(tmp_path, DATABASE_URL="postgresql://127.0.0.1:1/nowhere")
    assert errors.startswith("The database cannot be used: connection failed")


def refused(data: Path, **environment: str) -> str:
    """The one line that a server says which does not start, leaving nothing behind."""
    process = start(data, "--port", "0", **environment)
    try:
        _, errors = process.communicate(timeout=30)
    finally:
        stop(process)
    assert process.returncode == 1
    (line,) = errors.splitlines()
    return line


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_all_of_it(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path) as server:
        family = server.family()
        assert len(family) >= 6
        os.kill(server.process.pid, number)
        assert server.process.wait(30) == 0
        assert server.process.stderr
        assert "did not stop in time" not in server.process.stderr.read()
        assert [pid for pid in family if alive(pid)] == []


@pytest.mark.parametrize("after", [0.3, 0.6, *(pytest.param(after, marks=pytest.mark.slow) for after in (0.45, 0.9, 1.3))])
def test_a_signal_while_it_starts_stops_all_of_it(tmp_path: Path, after: float) -> None:
    process = start(tmp_path, "--port", "0")
    try:
        time.sleep(after)
        family = descendants(process.pid)
        process.terminate()
        assert process.wait(20) in {0, -signal.SIGTERM}  # the second before it has a handler of its own
        assert [pid for pid in family if alive(pid)] == []
    finally:
        stop(process)


def test_a_killed_supervisor_leaves_nothing_running(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        family = server.family()
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        deadline = time.monotonic() + 20
        while any(alive(pid) for pid in family) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert [pid for pid in family if alive(pid)] == []


@pytest.fixture(scope="module")
def hurt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server whose children are killed one after the other."""
    with running(tmp_path_factory.mktemp("hurt")) as server:
        yield server


@pytest.mark.parametrize("victim", ["commands.worker", "web server", "reconciler", "valkey-server|redis-server"])
def test_a_killed_child_comes_back_and_work_goes_on(hurt: Running, victim: str) -> None:
    os.kill(_child(hurt, victim), signal.SIGKILL)
    assert hurt.process.stderr
    lines = iter(hurt.process.stderr.readline, "")  # others may speak first: workers miss their queue at once
    assert any("stopped unexpectedly (ended by SIGKILL); starting again." in line for line in lines)
    deadline = time.monotonic() + 30
    while True:
        try:
            state = hurt.finish(hurt.submit(text=f"{THREAD} {victim}"), seconds=75)
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert state["state"] == "done"


def _child(server: Running, name: str) -> int:
    words = name.split("|")
    for pid in descendants(server.process.pid)[1:]:
        names = Path(f"/proc/{pid}/cmdline").read_text() + Path(f"/proc/{pid}/comm").read_text()
        if any(word in names for word in words):
            return pid
    raise AssertionError(f"no {name} among the children")


@pytest.mark.parametrize(
    "password",
    ["a", "short", "aaaaaaaaaaaaaa", "abababababab", "abcdefghijkl", "1234567890", "qwertyuiop", "Password123", "0987654321"],
)
def test_a_password_that_is_easy_to_guess_is_weak(password: str) -> None:
    assert is_weak(password)


@pytest.mark.parametrize("password", ["correct horse", "wenn die 7 Igel", "ночной поезд", "#!%&/()=?*+~", "x9$kQ2-vLm"])
def test_a_few_words_or_ten_mixed_letters_are_not(password: str) -> None:
    assert not is_weak(password)


def test_what_we_write_is_closed_to_others(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    with running(data, workers=1) as server:
        server.finish(server.submit(text="1/2 One.\n\n2/2 Two."))
        written = [data, *data.rglob("*")]
        open_ = [str(path) for path in written if path.exists() and path.stat().st_mode & 0o077 and not path.is_socket()]
    assert not open_


def test_a_weak_password_does_not_open_the_house(tmp_path: Path) -> None:
    process = start(tmp_path, "--port", "0", HOST="0.0.0.0", PASSWORD="a")
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "too easy to guess" in errors


CTRL_C_AFTER = [0.01, 0.05, 0.2, 0.8, *(pytest.param(after, marks=pytest.mark.slow) for after in (0.4, 1.6))]


@pytest.mark.parametrize("after", CTRL_C_AFTER)
def test_ctrl_c_at_any_moment_ends_it_without_a_traceback(tmp_path: Path, after: float) -> None:
    process = start(tmp_path, "--port", "0", "--workers", "1")
    time.sleep(after)
    family = descendants(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert "Traceback" not in errors, errors
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in family):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_queue_log_full_of_garbage_is_set_aside_and_nothing_is_lost(tmp_path: Path) -> None:
    with running(tmp_path, workers=1) as server:
        server.finish(server.submit(text="1/2 One.\n\n2/2 Two."))
    logs = [path for path in (tmp_path / "queue").rglob("*.aof") if path.is_file()]
    assert logs
    for path in logs:
        path.write_bytes(os.urandom(4096))
    with running(tmp_path, workers=1) as server:
        assert server.finish(server.submit(text="1/2 Three.\n\n2/2 Four."))["state"] == "done"
    assert list((tmp_path / "queue").glob("unreadable-*"))
