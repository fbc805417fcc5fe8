"""`./threadsheet serve` and `worker`: starts everything that runs on one machine, in the order it needs."""

from __future__ import annotations

import fcntl
import gc
import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from commands import logs, queue_server
from commands.language_model import environment_of, settings_with_model
from commands.supervisor import Program, StartFailed, Supervisor
from domain.passwords import SHORTEST_PASSWORD, is_weak
from domain.settings import Settings

BACKLOG = 512
PRIVATE = 0o077
"""The permissions that nobody else has on files that we create."""
# There are as many workers as cores, so a second arithmetic thread in each would only spin, waiting for a core.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class CannotServe(Exception):
    """Why nothing was started, as a sentence."""


def serve(settings: Settings) -> int:
    """Run until stopped. Returns the exit status."""
    os.umask(PRIVATE)
    try:
        _require_password(settings)
        with _locked(settings.data), _listening(settings) as listener:
            return _run(settings, listener)
    except (CannotServe, StartFailed, queue_server.NoQueueServer) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


def work(settings: Settings) -> int:
    """Workers alone, for a second machine that shares database, files and Redis with the first."""
    if settings.redis_url is None:
        print("Workers on their own need THREADSHEET_REDIS_URL: where the queue is.", file=sys.stderr)  # noqa: T201
        return 2
    os.umask(PRIVATE)
    supervisor = Supervisor(_print_error)
    supervisor.install_signals()
    settings, model = settings_with_model(settings)
    try:
        supervisor.start([_workers(settings), *([model] if model else [])])
        _print(f"{settings.workers} workers are ready.")
        supervisor.watch()
    except StartFailed as error:
        _print_error(str(error))
        return 1
    finally:
        supervisor.stop()
    return 0


def _run(settings: Settings, listener: socket.socket) -> int:
    supervisor = Supervisor(_print_error)
    supervisor.install_signals()
    logs.configure(settings.log_format, "threadsheet")
    try:
        if settings.redis_url is None:
            _start_queue(supervisor, settings.data)
            settings = settings.model_copy(update={"redis_url": queue_server.url(settings.data)})
        settings, model = settings_with_model(settings) if settings.workers else (settings, None)
        supervisor.start(_programs(settings, listener))
        if model and not supervisor.stopping:
            supervisor.start([model])
        if not supervisor.stopping:
            _print(f"Threadsheet is at {address(listener)}")
        supervisor.watch()
    finally:
        supervisor.stop()
    return 0


def _start_queue(supervisor: Supervisor, data: Path) -> None:
    """Starts the queue. Logs of it that cannot be read are set aside: it holds nothing that cannot be rebuilt."""
    try:
        supervisor.start([queue_server.program(data)])
    except StartFailed:
        supervisor.stop()
        if (aside := queue_server.set_aside(data)) is None:
            raise
        _print_error(f"The queue's log could not be read and is now in {aside}. Nothing is lost: what waits is queued again.")
        supervisor.start([queue_server.program(data)])


def address(listener: socket.socket) -> str:
    """The address of a listening socket."""
    return address_of(*listener.getsockname()[:2])


def address_of(host: str, port: int) -> str:
    """The web address of a host's port; IPv6 in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether listening on `host` reaches only this machine; a name counts only when it is `localhost`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _require_password(settings: Settings) -> None:
    address = settings.published_on or settings.host
    if not settings.login_required and not is_loopback(address):
        raise CannotServe(
            f"Without a password Threadsheet listens on this machine only. Set THREADSHEET_PASSWORD to listen on {address}."
        )
    if settings.password and not is_loopback(address) and is_weak(settings.password):
        raise CannotServe(
            f"This password is too easy to guess for listening on {address}. Take at least {SHORTEST_PASSWORD} characters, or a"
            " few words that do not belong together."
        )


def close_to_others(data: Path) -> None:
    """Takes from everybody else the permission to open the data folder, if it is ours."""
    with suppress(PermissionError):
        data.chmod(data.stat().st_mode & ~PRIVATE)


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """Holds the data folder's lock; the kernel frees it however the process ends."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        close_to_others(data)
        lock = (data / "serve.lock").open("a+")
    except OSError as error:
        raise CannotServe(f"The data folder {data} cannot be used: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotServe(f"Another Threadsheet already runs on the data folder {data}.") from None
        yield


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The web server's socket, opened here so that a port in use is reported at once and a restarted child keeps the port."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host.strip("[]"), settings.port))
        except OSError as error:
            raise CannotServe(
                f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}). Choose another with --port."
            ) from error
        listener.listen(BACKLOG)
        yield listener


def _programs(settings: Settings, listener: socket.socket) -> Iterator[Program]:
    """The programs, workers first: while they load, this process loads the web side, which its two forks then share."""
    if settings.workers:  # else another machine has them
        yield _workers(settings)
    from commands.archive_check import cannot_open
    from server import reconciler, web_process

    if fault := cannot_open(settings):
        raise CannotServe(fault)
    gc.freeze()
    run_web_server = partial(web_process.main, settings, listener.fileno())
    yield Program("The web server", work=run_web_server, inherit=(listener.fileno(),))
    yield Program("The reconciler", work=partial(reconciler.main, settings))


def _workers(settings: Settings) -> Program:
    """The workers. They get the command line's settings and the queue's address by their environment."""
    settings_of_parent = {
        "THREADSHEET_DATA": str(settings.data.resolve()),
        "THREADSHEET_WORKERS": str(settings.workers),
        "THREADSHEET_REDIS_URL": settings.redis_url or "",
    }
    environment = {**ONE_THREAD, **settings_of_parent, **environment_of(settings)}
    return Program("The workers", [sys.executable, "-m", "commands.worker", "{ready}"], environment=environment)


def _print(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201


def _print_error(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201
