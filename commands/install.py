"""Installs the environment that `./threadsheet` and `./test` run in: system libraries, `.venv`, the locked packages.

Called by the launchers when the environment is not the one the lock describes. Only the standard library, any Python ≥ 3.11.
When it is killed at any point, the next run completes it: `unfinished` lies in `.venv` from the first write to the last.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.dont_write_bytecode = True

from commands import system_packages  # noqa: E402 - run as a file, before the project is importable

PIP = ("install", "--require-hashes", "--only-binary", ":all:", "--no-compile", "--no-input", "--disable-pip-version-check")
LOCKS = {
    "run": ("run",),
    "optional": ("optional", "run"),
    "dev": ("dev", "optional", "run"),
}  # the requested lock: the locks that are then satisfied


class CannotInstall(Exception):
    """Why there is no environment, and what to do about it, as sentences."""


class Environment:
    """The `.venv` of one checkout, and the stamps that report which locks it satisfies."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self.unfinished = self.folder / "unfinished"

    def lock(self, name: str) -> Path:
        return self.root / "requirements" / f"{name}.txt"

    def stamp(self, name: str) -> Path:
        return self.folder / "installed" / name

    def expected(self, name: str) -> bytes:
        """The content of a stamp: the lock and the table of system packages, which the launcher compares too."""
        return self.lock(name).read_bytes() + (self.root / "commands" / "system_packages.py").read_bytes()

    def is_current(self, name: str) -> bool:
        stamp = self.stamp(name)
        return os.access(self.python, os.X_OK) and stamp.is_file() and stamp.read_bytes() == self.expected(name)

    def works(self) -> bool:
        """Whether it was completed and its interpreter still runs: its Python may have been removed since."""
        if self.unfinished.exists() or not self.python.exists():
            return False
        program = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
        return not subprocess.run([self.python, "-I", "-c", program], capture_output=True, check=False).returncode

    def begin(self) -> None:
        """Marks it as unfinished."""
        if not self.works():
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(exist_ok=True)
        self.unfinished.touch()
        shutil.rmtree(self.folder / "installed", ignore_errors=True)

    def finish(self, names: Sequence[str]) -> None:
        self.stamp("").mkdir(exist_ok=True)
        for name in names:
            self.stamp(name).write_bytes(self.expected(name))
        self.unfinished.unlink()


def install(root: Path, name: str, report: Callable[[str], None]) -> None:
    """Makes the environment satisfy the lock `name`. Does nothing when it does already. Raises CannotInstall."""
    environment = Environment(root)
    with _locked(root, report):
        if environment.is_current(name):
            return
        begun = time.monotonic()
        report(_opening_line(environment, name))
        install_system_packages(
            [system_packages.venv(), *system_packages.TO_RUN, *(system_packages.TO_TEST if name == "dev" else ())], report
        )
        environment.begin()
        if not environment.python.exists():
            _run([_base_python(), "-I", "-m", "venv", str(environment.folder)], "Python's environment could not be made.")
        report("Python packages from the lock, each checked against its hash")
        pip = [str(environment.python), "-I", "-m", "pip", *PIP, "-r", str(environment.lock(name))]
        _run(pip, "The Python packages could not be installed. Installing needs the internet; afterwards nothing does.")
        _compile(environment)
        environment.finish(LOCKS[name])
        report(f"Done in {time.monotonic() - begun:.0f} s.")


def add_package(root: Path, name: str, report: Callable[[str], None]) -> None:
    """Installs the packages of the lock `name` beside what is there, which stays in force meanwhile. Raises CannotInstall."""
    environment = Environment(root)
    with _locked(root, report):
        pip = [str(environment.python), "-I", "-m", "pip", *PIP, "--no-deps", "-r", str(environment.lock(name))]
        _run(pip, f"The packages in {environment.lock(name)} could not be installed. Installing them needs the internet.")


def install_system_packages(needs: Sequence[system_packages.Need], report: Callable[[str], None]) -> None:
    """Installs what the machine lacks. Raises CannotInstall when something required is still missing after that."""
    absent = system_packages.missing(needs)
    if not absent:
        return
    output: deque[str] = deque(maxlen=12)
    if (prefix := system_packages.root_prefix()) is not None:
        report(f"System libraries by apt: {_names(absent)}")
        system_packages.install(absent, prefix, lambda command: _status(command, output))
    absent = system_packages.missing(absent)
    if any(need.required for need in absent):
        apt_output = "".join(output)
        raise CannotInstall(
            f"{apt_output}Threadsheet needs {_names(absent)}. Run this once, then the same command again:\n"
            f"  {system_packages.local_command(absent)}"
        )
    if absent:
        command = system_packages.local_command(absent)
        report(f"Missing for now: {_names(absent)}. Handouts show boxes there until this is run:\n  {command}")


def _names(needs: Sequence[system_packages.Need]) -> str:
    return ", ".join(need.name for need in needs)


def _opening_line(environment: Environment, name: str) -> str:
    if environment.works() and environment.stamp("").exists():
        return "What Threadsheet needs has changed: bringing its environment up to date."
    about = "about a minute" if name == "run" else "a few minutes"
    return f"First run: making Threadsheet's environment in {environment.folder}. This takes {about}."


@contextlib.contextmanager
def _locked(root: Path, report: Callable[[str], None]) -> Iterator[None]:
    """Allows one installer for each checkout. The lock is on the requirements folder; the kernel frees it when we end."""
    folder = os.open(root / "requirements", os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("Another run is making the environment; waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _base_python() -> str:
    """The interpreter by its full name (python3.11): when the system moves to the next Python, the link breaks visibly."""
    named = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    return str(named) if named.exists() else sys.executable


def _compile(environment: Environment) -> None:
    """Bytecode on all cores (pip uses one); on one where the system lets no processes share memory. Never a reason to stop."""
    command = [str(environment.python), "-I", "-m", "compileall", "-q", str(environment.folder / "lib"), "-j"]
    for processes in ("0", "1"):
        if not subprocess.run([*command, processes], capture_output=True, check=False).returncode:
            return


def _run(command: list[str], sentence: str) -> None:
    output: deque[str] = deque(maxlen=12)
    if _status(command, output):
        raise CannotInstall("".join(output) + sentence)


def _status(command: list[str], output: deque[str]) -> int:
    """Run `command`, its last lines kept in `output`. Returns its exit status."""
    environment = os.environ | {"PIP_USER": "0"}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            output.append(line)
            _show(line.rstrip())
    _show("")
    return process.returncode


def _show(line: str) -> None:
    """On a terminal, the last line of a long command in place of the one before."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 4
        print(f"\r\x1b[K{'  ' + line[:width] if line else ''}", end="", file=sys.stderr, flush=True)


def _report(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> int:
    root = Path(__file__).resolve().parent.parent
    try:
        if arguments == ["system"]:  # the image installs the system's part in a layer of its own
            install_system_packages(system_packages.TO_RUN, _report)
        else:
            install(root, arguments[0], _report)
    except CannotInstall as reason:
        _report(str(reason))
        return 1
    except OSError as error:
        _report(f"The environment in {root} could not be made: {error}.")
        return 1
    except KeyboardInterrupt:
        _report("Stopped. The next run starts over.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
