"""Redis on other machines: users, TLS and sentinels, by address alone."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import redis

from archive.redis_connection import SentinelAddress, connect_to_redis, parse_sentinels, without_password
from server.queue import Queue
from tests.redis_hosts import PASSWORD, PROGRAM, USER, running_redis_host, running_sentinel

LOGIN = f"{USER}:{quote(PASSWORD, safe='')}"
needs_redis = pytest.mark.skipif(PROGRAM is None, reason="redis-server is not installed")


@pytest.fixture
def leader(tmp_path: Path) -> Iterator[int]:
    with running_redis_host(tmp_path / "leader") as port:
        yield port


def certificate(folder: Path) -> tuple[Path, Path]:
    folder.mkdir()
    key, public = folder / "key.pem", folder / "certificate.pem"
    names = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    command = ["openssl", "req", "-x509", *kind, *names, "-keyout", str(key), "-out", str(public)]
    subprocess.run(command, check=True, capture_output=True)
    return key, public


@needs_redis
def test_only_the_user_of_the_address_gets_in(leader: int) -> None:
    assert connect_to_redis(f"redis://{LOGIN}@127.0.0.1:{leader}/0").ping()
    assert Queue.at(f"redis://{LOGIN}@127.0.0.1:{leader}/0", 60).answers()
    with pytest.raises(redis.AuthenticationError):
        connect_to_redis(f"redis://127.0.0.1:{leader}/0").ping()


@needs_redis
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_certificate_is_checked(tmp_path: Path) -> None:
    key, public = certificate(tmp_path / "tls")
    files = ("--tls-cert-file", str(public), "--tls-key-file", str(key), "--tls-ca-cert-file", str(public))
    with running_redis_host(tmp_path / "redis", *files, "--tls-auth-clients", "no", tls=True) as port:
        url = f"rediss://{LOGIN}@127.0.0.1:{port}/0"
        assert connect_to_redis(f"{url}?ssl_ca_certs={public}").ping()
        with pytest.raises(redis.ConnectionError, match="certificate"):
            connect_to_redis(url).ping()


@needs_redis
def test_a_sentinel_names_the_server(tmp_path: Path, leader: int) -> None:
    with running_sentinel(tmp_path / "sentinel", leader) as port:
        url = f"redis+sentinel://{LOGIN}@127.0.0.1:1,127.0.0.1:{port}/archive?db=2"
        connection = connect_to_redis(url, socket_connect_timeout=1)
        assert connection.set("name", "value")
        assert connect_to_redis(f"redis://{LOGIN}@127.0.0.1:{leader}/2").get("name") == b"value"
        assert Queue.at(url, 60).enqueue("workers.jobs.run_submission", "id")


@needs_redis
@pytest.mark.slow
def test_the_queue_goes_on_at_the_server_that_took_over(tmp_path: Path) -> None:
    user = ("--masteruser", USER, "--masterauth", PASSWORD)
    with running_redis_host(tmp_path / "second", *user) as second:
        with running_redis_host(tmp_path / "first", *user) as first:
            as_replica = connect_to_redis(f"redis://{LOGIN}@127.0.0.1:{second}/0")
            as_replica.replicaof("127.0.0.1", first)
            sentinel = running_sentinel(tmp_path / "sentinel", first)
            port = sentinel.__enter__()
            queue = Queue.at(f"redis+sentinel://{LOGIN}@127.0.0.1:{port}/archive", 60, timeout=2)
            assert queue.answers()
            until(lambda: as_replica.info("replication")["master_link_status"] == "up")
            until(lambda: connect_to_redis(f"redis://127.0.0.1:{port}").sentinel_slaves("archive"))  # every ten seconds
        until(lambda: queue.enqueue("workers.jobs.run_submission", "id"))
        assert as_replica.info("replication")["role"] == "master"
        sentinel.__exit__(None, None, None)


def until(condition: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_an_address_of_sentinels_has_all_that_both_need() -> None:
    url = "redis+sentinel://u:p%2F1@one:1,[::1],two/name?db=3&ssl=true&ssl_ca_certs=/ca&sentinel_password=q"
    trusted = {"ssl": True, "ssl_ca_certs": "/ca"}
    assert parse_sentinels(url) == SentinelAddress(
        (("one", 1), ("::1", 26379), ("two", 26379)),
        "name",
        {"db": 3, "username": "u", "password": "p/1", **trusted},
        {"password": "q", **trusted},
    )
    assert "p%2F1" not in without_password(url)
    assert "sentinel_password" not in without_password(url)


@pytest.mark.parametrize("rest", ["", "host", "host/", "/name", "host/name?db=x", "host:port/name"])
def test_what_is_none_is_refused(rest: str) -> None:
    with pytest.raises(ValueError, match=r"redis\+sentinel|port|Port"):
        parse_sentinels(f"redis+sentinel://{rest}")
