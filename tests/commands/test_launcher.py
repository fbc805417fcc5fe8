"""`./threadsheet` before and after its environment exists: from anywhere, interrupted, twice at once, without a Python."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.commands import checkout
from tests.commands.checkout import Checkout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """One checkout, in a folder with spaces and signs, that has had its first run."""
    copy = checkout.make(tmp_path_factory.mktemp("first"), 'my $threads\' & "more"')
    first = copy.run("--first")
    assert first.returncode == 0, first.stderr
    assert first.stderr.startswith("First run: ")
    assert json.loads(first.stdout)["arguments"] == ["--first"]
    return copy


def test_a_warm_run_says_nothing_of_its_own(installed: Checkout) -> None:
    warm = installed.run("handout", "a b", "")
    assert warm.stderr == ""
    assert json.loads(warm.stdout)["arguments"] == ["handout", "a b", ""]
    assert json.loads(warm.stdout)["python"] == str(installed.root / ".venv/bin/python")


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "settings"), [((), {"THREADSHEET_BLOBS_URL": "s3://bucket"}), (("blobs", "move"), {})])
def test_what_needs_packages_of_its_own_brings_them(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str]
) -> None:
    copy = checkout.make(tmp_path)
    assert copy.run().returncode == 0
    stamps = copy.root / ".venv" / "installed"
    assert [stamp.name for stamp in stamps.iterdir()] == ["run"]
    with_storage = copy.run(*arguments, **settings)
    assert with_storage.returncode == 0, with_storage.stderr
    assert {stamp.name for stamp in stamps.iterdir()} == {"run", "optional"}
    for present in ({"THREADSHEET_NOTIFY": "json://hook"}, {}):
        assert copy.run(**present).stderr == ""


def test_it_runs_from_any_folder_and_stays_there(installed: Checkout, tmp_path: Path) -> None:
    (tmp_path / "commands.py").write_text("raise SystemExit('the wrong commands')")
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong json')")
    answer = installed.run(cwd=tmp_path)
    assert json.loads(answer.stdout)["cwd"] == str(tmp_path)


def test_it_runs_through_symlinks_to_symlinks(installed: Checkout, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "absolute").symlink_to(installed.root / "threadsheet")
    (tmp_path / "bin" / "threadsheet").symlink_to("../absolute")
    answer = installed.run(program=tmp_path / "bin" / "threadsheet", cwd=tmp_path)
    assert json.loads(answer.stdout)["cwd"] == str(tmp_path)


@pytest.mark.slow
def test_an_interrupted_first_run_is_mended_by_the_next(tmp_path: Path) -> None:
    copy = checkout.make(tmp_path)
    process = copy.start()
    _wait_for(copy.root / ".venv" / "unfinished")
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False).stdout.split()
    process.send_signal(signal.SIGKILL)
    subprocess.run(["kill", "-9", *children], check=False)
    process.communicate()
    (copy.root / ".venv" / "half").touch()
    again = copy.run()
    assert json.loads(again.stdout)["spool"] == "1.0"
    assert not (copy.root / ".venv" / "half").exists()


@pytest.mark.slow
def test_another_lock_is_fulfilled_in_place(tmp_path: Path) -> None:
    copy = checkout.make(tmp_path)
    copy.run()
    copy.lock("2.0")
    answer = copy.run()
    assert json.loads(answer.stdout)["spool"] == "2.0"
    assert "bringing its environment up to date" in answer.stderr
    assert copy.run().stderr == ""


@pytest.mark.slow
def test_a_python_that_is_gone_is_replaced(tmp_path: Path) -> None:
    copy = checkout.make(tmp_path)
    copy.run()
    for name in ("python", "python3"):
        link = copy.root / ".venv" / "bin" / name
        link.unlink()
        link.symlink_to("/nowhere/python3.11")
    answer = copy.run()
    assert json.loads(answer.stdout)["spool"] == "1.0"


def test_a_package_with_another_hash_is_refused(tmp_path: Path) -> None:
    copy = checkout.make(tmp_path)
    copy.lock("1.0", wrong_hash=True)
    answer = copy.run()
    assert answer.returncode == 1
    assert "DO NOT MATCH THE HASHES" in answer.stderr
    assert answer.stdout == ""
    assert not (copy.root / ".venv" / "installed").exists()


@pytest.mark.slow
def test_two_first_runs_at_once_make_one_environment(tmp_path: Path) -> None:
    copy = checkout.make(tmp_path)
    both = [copy.start(), copy.start()]
    outputs = [process.communicate(timeout=100) for process in both]
    assert [json.loads(out)["spool"] for out, _ in outputs] == ["1.0", "1.0"]
    errors = sorted(stderr for _, stderr in outputs)
    assert errors[0] == "Another run is making the environment; waiting for it.\n"
    assert errors[1].startswith("First run: ")


def test_without_a_python_it_says_what_to_install(tmp_path: Path) -> None:
    copy = checkout.make(tmp_path)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("cat", "cmp"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    answer = subprocess.run(
        ["/bin/sh", copy.root / "threadsheet"], env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith("Threadsheet needs Python 3.11 or newer, and there is none here.\n")


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_real_lock_installs_and_the_real_command_answers(tmp_path: Path) -> None:
    real = tmp_path / "main"
    source = checkout.ROOT
    ignore = shutil.ignore_patterns("__pycache__")
    for part in ("archive", "commands", "domain", "presentation", "requirements", "server", "templates", "workers"):
        shutil.copytree(source / part, real / part, ignore=ignore)
    shutil.copy(source / "threadsheet", real / "threadsheet")
    command = [real / "threadsheet", "doctor"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=380, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "as locked" in answer.stdout


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.005)
