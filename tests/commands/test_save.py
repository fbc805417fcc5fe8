"""`./threadsheet save` against the real web application, without workers: what it sends, waits for and prints."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from archive import captures, submissions
from archive.archive import Archive
from archive.codebooks import Collection
from archive.threads import threads
from commands.save import save
from domain.messages import Message
from domain.settings import Settings
from domain.shapes.failure import Failure
from server.app import create_app
from server.context import AppContext
from server.queue import Queue
from tests.archive.readings import CODEBOOK, version


@pytest.fixture
def server(settings: Settings, archive: Archive) -> Iterator[str]:
    queue = Queue.at(f"unix://{settings.data}/nobody.sock", settings.queue_seconds)
    app = create_app(AppContext(settings, archive, queue, Collection(archive, settings.codebooks)))
    running = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


def work(archive: Archive, count: int) -> None:
    """Ends the next submissions as a worker would: a text with "bad" in it fails."""
    done = 0
    while done < count:
        for id_ in submissions.unclaimed(archive):
            claimed = submissions.claim(archive, id_)
            assert claimed
            assert claimed.capture_id
            if b"bad" in captures.load(archive, claimed.capture_id).body:
                submissions.fail(archive, claimed, Failure(Message("not_a_thread"), retryable=False))
            else:
                stored = threads.store(archive, version(), [claimed.capture_id], CODEBOOK)
                submissions.finish(archive, claimed, stored.thread_id)
            done += 1


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_each_input_gets_a_line(
    server: str, settings: Settings, archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.txt").write_bytes("1/ Grüße\n\n2/ Welt".encode("windows-1252"))
    (tmp_path / "bad.txt").write_text("bad")
    worker = threading.Thread(target=work, args=(archive, 2))
    worker.start()
    names = [str(tmp_path / name) for name in ("good.txt", "bad.txt", "absent.txt")]
    assert save(settings, names, server, None) == 1
    worker.join()
    printed = capsys.readouterr()
    good, bad = (line.split("\t") for line in printed.out.splitlines())
    assert good[1:] == ["done", "2", "gaps"]
    assert bad[1:] == ["failed", "-", "-"]
    assert "bad.txt: This text is not a thread" in printed.err
    assert "absent.txt: No such file or directory." in printed.err


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_server_that_does_not_answer_is_told(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert save(settings, ["https://bsky.app/profile/a/post/b"], "http://127.0.0.1:9", None) == 1
    assert "does not answer" in capsys.readouterr().err
