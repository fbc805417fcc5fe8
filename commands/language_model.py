"""The language model that `./threadsheet themes strengthen` sets up: where it lies, and the process that serves it.

Its process listens on loopback with a key that changes at each start. It comes last on the processor: whoever works or waits
comes first.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from commands.supervisor import Program
from domain.settings import Settings

NAME: Final = "Qwen2.5-Coder-1.5B"
PACKAGE: Final = "xllamacpp"
LOOPBACK: Final = "127.0.0.1"
NICENESS: Final = 15
CONTEXT_TOKENS: Final = 6144  # of the codebook, the examples and one point
PROMPT_CACHE_MB: Final = 128
ANSWER_SECONDS: Final = 240  # for one point: on a busy machine the first, with all that stands before it, takes minutes
IDLE_SECONDS: Final = 900  # after which it gives its memory back until it is asked again


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """The folder `judge` of an archive's data."""

    path: Path

    @classmethod
    def of(cls, data: Path) -> ModelFolder:
        return cls(data.resolve() / "judge")

    @property
    def model(self) -> Path:
        """The model's file; it is there once it was checked."""
        return self.path / "model.gguf"

    @property
    def is_ready(self) -> bool:
        return self.model.is_file() and has_package()

    def reserve_port(self) -> int:
        """A free port, the one of the last start if possible: stored answers are found by the address of who gave them."""
        remembered = self.path / "port"
        last = 0
        with suppress(OSError, ValueError):
            last = int(remembered.read_text("ascii"))
        port = _free_port(last) or _free_port(0)
        assert port is not None
        remembered.write_text(str(port), "ascii")
        return port


def has_package() -> bool:
    """Whether the package that runs the model is installed."""
    importlib.invalidate_caches()
    return importlib.util.find_spec(PACKAGE) is not None


def settings_with_model(settings: Settings) -> tuple[Settings, Program | None]:
    """The settings that name the model, and its process; None where it is not there or another is named."""
    folder = ModelFolder.of(settings.data)
    if settings.judge_url or not folder.is_ready:
        return settings, None
    port, key = folder.reserve_port(), secrets.token_urlsafe(24)
    named = {"judge_url": f"http://{LOOPBACK}:{port}/v1", "judge_model": NAME, "judge_key": SecretStr(key)}
    limits = {"judge_mode": "letters", "judge_seconds": max(settings.judge_seconds, ANSWER_SECONDS)}
    return settings.model_copy(update={**named, **limits}), program(folder.model, port, key)


def environment_of(settings: Settings) -> Mapping[str, str]:
    """What tells the workers of the model that these settings name; nothing where they name none."""
    if not settings.judge_url or not settings.judge_model or settings.judge_key is None:
        return {}
    return {
        "THREADSHEET_JUDGE_URL": settings.judge_url,
        "THREADSHEET_JUDGE_MODEL": settings.judge_model,
        "THREADSHEET_JUDGE_KEY": settings.judge_key.get_secret_value(),
        "THREADSHEET_JUDGE_MODE": settings.judge_mode,
        "THREADSHEET_JUDGE_SECONDS": str(settings.judge_seconds),
    }


def program(model: Path, port: int, key: str) -> Program:
    """The process that serves the model. It counts as ready before it has loaded: nothing waits for it."""
    argv = [sys.executable, "-m", "commands.language_model", str(model), str(port), "{ready}"]
    return Program("The language model", argv, environment={"THREADSHEET_JUDGE_KEY": key})


def main(model: str, port: int, ready: int) -> None:
    """Serves the model until it is told to end."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))  # the server's threads end with the process
    os.nice(NICENESS)
    with suppress(OSError):
        os.write(ready, b".")
    import xllamacpp  # installed where the model is

    parameters = xllamacpp.CommonParams()
    parameters.model.path = model
    options = {
        "hostnames": [LOOPBACK],
        "port": port,
        "api_keys": [os.environ["THREADSHEET_JUDGE_KEY"]],
        "n_ctx": CONTEXT_TOKENS,
        "n_parallel": 1,
        "cache_ram_mib": PROMPT_CACHE_MB,
        "sleep_idle_seconds": IDLE_SECONDS,
        "ui": False,
        "verbosity": -1,
    }
    _set(parameters, options)
    for threads in (parameters.cpuparams, parameters.cpuparams_batch):
        _set(threads, {"n_threads": os.cpu_count() or 1, "poll": 0})
    server = xllamacpp.Server(parameters)
    while server:
        signal.pause()


def _set(parameters: object, options: Mapping[str, object]) -> None:
    for name, value in options.items():
        setattr(parameters, name, value)


def _free_port(wanted: int) -> int | None:
    with closing(socket.socket()) as probe:
        try:
            probe.bind((LOOPBACK, wanted))
        except (OSError, OverflowError):
            return None
        port: int = probe.getsockname()[1]
    return port


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
