"""Machines that share nothing but addresses, each with a data folder of its own, and cables to the stores that can be cut."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from domain.bucket import Bucket
from tests.paths import ROOT
from tests.postgres import Postgres
from tests.redis_hosts import PASSWORD, USER, running_redis_host
from tests.running import Running, running, stop
from tests.s3_server import S3Server

Address = tuple[str, int] | str
"""Host and port, or the path of a socket."""


@dataclass
class Cable:
    """A relay on a port of its own, to one server. Cut, it ends what goes through it, and takes nothing more."""

    target: Address
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _whole: threading.Event = field(default_factory=threading.Event)
    _open: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._whole.set()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def cut(self) -> None:
        self._whole.clear()
        for each in self._open[:]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._whole.set()

    def close(self) -> None:
        self.cut()
        self.listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                if not self._whole.is_set():
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX if isinstance(self.target, str) else socket.AF_INET)
                try:
                    far.connect(self.target)
                except OSError:
                    near.close()
                    continue
                self._open += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(65536):
                target.sendall(chunk)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        source.close()
        if source in self._open:
            self._open.remove(source)


@dataclass(frozen=True)
class Cables:
    """One machine's cables to the three stores."""

    postgres: Cable
    redis: Cable
    s3: Cable

    def cable(self, name: str) -> Cable:
        cable: Cable = getattr(self, name)
        return cable

    def close(self) -> None:
        for cable in (self.postgres, self.redis, self.s3):
            cable.close()


@dataclass(frozen=True)
class Stores:
    """The database, the queue and the bucket that all machines share."""

    database: str
    postgres: Postgres
    redis: int
    s3: S3Server
    bucket: Bucket

    def new_cables(self) -> Cables:
        host, port = self.s3.host.split(":")
        socket_file = str(self.postgres.sockets / ".s.PGSQL.5432")
        return Cables(Cable(socket_file), Cable(("127.0.0.1", self.redis)), Cable((host, int(port))))

    def environment(self, cables: Cables) -> dict[str, str]:
        database = self.database.partition("?")[0].rpartition("/")[2]
        return {
            "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{cables.postgres.port}/{database}",
            "REDIS_URL": redis_url(cables.redis.port),
            "BLOBS_URL": self.s3.url(self.bucket).replace(self.s3.host, f"127.0.0.1:{cables.s3.port}"),
            "SECRET_KEY": "the same on every machine, and long enough",
        }


def redis_url(port: int) -> str:
    return f"redis://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/0"


@contextmanager
def shared_stores(folder: Path, postgres: Postgres, s3: S3Server) -> Iterator[Stores]:
    with running_redis_host(folder / "redis") as redis:
        yield Stores(postgres.new_database(), postgres, redis, s3, s3.new_bucket())


@contextmanager
def web_host(stores: Stores, folder: Path) -> Iterator[Running]:
    with closing(stores.new_cables()) as cables, running(folder, workers=0, **stores.environment(cables)) as server:
        yield server


@dataclass(frozen=True)
class WorkerHost:
    """A machine with one worker."""

    process: subprocess.Popen[str]
    cables: Cables

    def kill(self) -> None:
        """As if it had lost power: everything on it at once."""
        os.killpg(self.process.pid, signal.SIGKILL)


@contextmanager
def worker_hosts(stores: Stores, *folders: Path) -> Iterator[list[WorkerHost]]:
    """They are started together, and yielded when all of them are ready."""
    with ExitStack() as stack:
        hosts = []
        for folder in folders:
            cables = stack.enter_context(closing(stores.new_cables()))
            host = WorkerHost(_start_worker(folder, stores.environment(cables)), cables)
            stack.callback(stop, host.process)
            hosts.append(host)
        for host in hosts:
            assert host.process.stdout
            assert "ready" in host.process.stdout.readline()
        yield hosts


def _start_worker(folder: Path, settings: dict[str, str]) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("THREADSHEET_")}
    own = {"DATA": str(folder), "WORKERS": "1", **settings}
    return subprocess.Popen(
        [sys.executable, "-m", "commands", "worker"],
        cwd=ROOT,
        env={**inherited, **{f"THREADSHEET_{name}": value for name, value in own.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
