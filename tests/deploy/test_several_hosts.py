"""Web servers and workers that share nothing but a PostgreSQL, a Redis and a bucket lose nothing when one of them fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.s3_blobs import S3Blobs
from tests.deploy.hosts import Stores, shared_stores, web_host, worker_hosts
from tests.postgres import Postgres
from tests.redis_hosts import PROGRAM
from tests.running import Running, running
from tests.s3_server import running_s3

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="redis-server is not installed")
SECONDS = 150
"""A holder on another machine that fell silent is given up after 45 s."""


@pytest.fixture(scope="module")
def stores(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    with running_s3() as s3, shared_stores(tmp_path_factory.mktemp("stores"), postgres, s3) as stores:
        yield stores


def text_of(name: str) -> str:
    return "\n\n".join(f"{number}/6 What {name} says of lighthouse {number}." for number in range(1, 7))


def is_whole(server: Running, submission: str) -> None:
    """Archived with all its points, and with its PDF at once."""
    state = server.finish(submission, SECONDS, 0.2)
    assert state["state"] == "done", state
    thread = server.ask("GET", f"/api/v1/threads/{state['thread_id']}").json
    assert len(thread["points"]) == 6
    answer = server.ask("GET", f"/threads/{state['thread_id']}/handout.pdf")
    assert (answer.status, answer.body[:5]) == (200, b"%PDF-")


def test_a_thread_that_one_web_server_takes_is_on_the_other_with_its_handout(stores: Stores, tmp_path: Path) -> None:
    folders = tmp_path / "web 1", tmp_path / "web 2", tmp_path / "worker"
    with web_host(stores, folders[0]) as first, worker_hosts(stores, folders[2]):
        submission = first.submit(text=text_of("one"))
        with web_host(stores, folders[1]) as second:
            is_whole(second, submission)
            assert first.ask("GET", "/readyz").json == second.ask("GET", "/readyz").json
            assert second.ask("GET", "/readyz").json["blobs"] == "ok"
    assert not [path for folder in folders for path in folder.rglob("*") if "blobs" in path.parts or "sqlite" in path.name]
    assert len(list(S3Blobs(stores.bucket).names())) >= 2


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("store", ["postgres", "redis", "s3"])
def test_a_worker_that_is_cut_off_loses_nothing_and_works_again_later(stores: Stores, tmp_path: Path, store: str) -> None:
    with web_host(stores, tmp_path / "web") as web, worker_hosts(stores, tmp_path / "one", tmp_path / "two") as (one, two):
        taken = [web.submit(text=text_of(f"{store} {number}")) for number in range(4)]
        one.cables.cable(store).cut()
        taken += [web.submit(text=text_of(f"{store} {number}")) for number in range(4, 8)]
        for submission in taken:
            is_whole(web, submission)
        one.cables.cable(store).mend()
        two.kill()
        is_whole(web, web.submit(text=text_of(f"{store} alone")))


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_what_a_killed_machine_had_begun_another_one_does(stores: Stores, tmp_path: Path) -> None:
    with web_host(stores, tmp_path / "web") as web, worker_hosts(stores, tmp_path / "one", tmp_path / "two") as (one, _):
        taken = [web.submit(text=text_of(f"killed {number}")) for number in range(8)]
        one.kill()
        for submission in taken:
            is_whole(web, submission)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_while_the_bucket_is_away_submissions_are_refused_for_now_and_reading_goes_on(stores: Stores, tmp_path: Path) -> None:
    cables = stores.new_cables()
    settings = stores.environment(cables)
    with running(tmp_path / "web", workers=0, **settings) as web, worker_hosts(stores, tmp_path / "worker"):
        is_whole(web, web.submit(text=text_of("before")))
        cables.s3.cut()
        answer = web.ask("POST", "/api/v1/submissions", {"text": text_of("meanwhile")})
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert web.ask("GET", "/threads").status == 200
        assert web.ask("GET", "/readyz").json["blobs"] == "down"
        cables.s3.mend()
        is_whole(web, web.submit(text=text_of("meanwhile")))
    cables.close()
