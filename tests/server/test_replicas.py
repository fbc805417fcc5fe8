"""Two web servers on one archive, each with a data folder of its own: a login at one is one at the other; limits count both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive.archive import Archive
from archive.codebooks import Collection
from domain.settings import Settings
from server.app import create_app
from server.context import AppContext
from server.queue import Queue
from tests.redis_server import running_redis

PASSWORD = "a long way to the sea"
Replica = Callable[..., FlaskClient]


@pytest.fixture
def replica(tmp_path: Path, archive: Archive) -> Replica:
    """A web server with a new data folder, on the same archive."""

    def start(name: str, **more: object) -> FlaskClient:
        settings = Settings(data=tmp_path / name, secret_key="the same everywhere", **more)  # type: ignore[arg-type]
        settings.data.mkdir()
        queue = Queue.at(settings.redis_url or "unix:///nobody.sock", 60)
        return create_app(AppContext(settings, archive, queue, Collection(archive, None))).test_client()

    return start


def test_a_login_is_one_at_every_replica_and_so_is_a_logout(replica: Replica) -> None:
    first, second = (replica(name, password=PASSWORD) for name in ("first", "second"))
    form = BeautifulSoup(first.get("/login").text, "lxml")
    token = form.select_one("input[name=csrf_token]")["value"]
    first.post("/login", data={"password": PASSWORD, "csrf_token": token})
    cookie = first.get_cookie("threadsheet")
    assert cookie
    second.set_cookie("threadsheet", cookie.value)
    assert second.get("/threads").status_code == 200
    csrf = BeautifulSoup(second.get("/settings").text, "lxml").select_one("input[name=csrf_token]")["value"]
    second.post("/logout", data={"csrf_token": csrf})
    assert first.get("/threads").status_code == 401


def test_rate_limits_count_what_all_replicas_take(replica: Replica, tmp_path: Path) -> None:
    with running_redis(tmp_path / "queue") as url:
        replicas = [replica(str(number), redis_url=url, rate_limit="3 per minute") for number in range(2)]
        sent = [
            each.post("/api/v1/submissions", json={"text": f"1/2 One {n}.\n\n2/2 Two."}) for n in range(2) for each in replicas
        ]
    assert [answer.status_code for answer in sent] == [202, 202, 202, 429]
