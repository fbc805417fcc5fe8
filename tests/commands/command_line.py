"""Runs a command in a process of its own, forked from one that has loaded the code already: loading takes two seconds."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.paths import ROOT

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["commands.__main__", "commands.handout", "workers.handouts", "workers.pipeline"])


def run_command(
    arguments: list[str], folder: Path, settings: Mapping[str, str], seconds: float = 100
) -> subprocess.CompletedProcess[str]:
    """What `./threadsheet ARGUMENTS` answers in `folder`, with these variables beside those of the tests."""
    with tempfile.TemporaryDirectory() as answers:
        out, err = Path(answers, "out"), Path(answers, "err")
        variables = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
        process = _context.Process(target=_run, args=(arguments, folder, variables, out, err))
        process.start()
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(arguments, seconds)
        return subprocess.CompletedProcess(arguments, process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def _run(arguments: list[str], folder: Path, variables: dict[str, str], out: Path, err: Path) -> None:
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    for path, stream in ((out, 1), (err, 2)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, stream)
        os.close(file)
    from commands.__main__ import main

    sys.argv = ["threadsheet", *arguments]
    main(prog_name="threadsheet")
