"""A checkout small enough to be installed in a test: the real launcher and installer, a lock with one package of our own."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.paths import ROOT

LAUNCHING = (
    "threadsheet",
    "commands/__init__.py",
    "commands/environment.sh",
    "commands/install.py",
    "commands/system_packages.py",
)
SAYS_WHERE = """import json, os, sys
import spool
print(json.dumps({"cwd": os.getcwd(), "arguments": sys.argv[1:], "python": sys.executable, "spool": spool.VERSION}))
"""


@dataclass(frozen=True)
class Checkout:
    """The project's folder, and beside it the folder that pip is pointed to instead of the internet."""

    root: Path
    shelf: Path

    def lock(self, version: str, *, wrong_hash: bool = False) -> None:
        """Pin `spool`, whose wheel is put on the shelf, in every lock."""
        wheel = _wheel(self.shelf, version)
        digest = "0" * 64 if wrong_hash else hashlib.sha256(wheel.read_bytes()).hexdigest()
        for name in ("run", "optional", "dev"):
            (self.root / "requirements" / f"{name}.txt").write_text(f"spool=={version} --hash=sha256:{digest}\n")

    def environment(self, **more: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
        return clean | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.shelf), "PIP_CONFIG_FILE": os.devnull} | more

    def run(
        self, *arguments: str, program: Path | None = None, cwd: Path | None = None, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """`./threadsheet ARGUMENTS` to its end."""
        return subprocess.run(
            [program or self.root / "threadsheet", *arguments],
            cwd=cwd or self.root,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )  # fmt: skip - one call

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.root / "threadsheet"], env=self.environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )


def make(folder: Path, name: str = "main") -> Checkout:
    """A checkout in `folder`/`name` that is locked to spool 1.0 and not installed."""
    checkout = Checkout(folder / name, folder / "shelf")
    for part in ("commands", "requirements"):
        (checkout.root / part).mkdir(parents=True)
    checkout.shelf.mkdir()
    for file in LAUNCHING:
        shutil.copy(ROOT / file, checkout.root / file)
    (checkout.root / "commands" / "__main__.py").write_text(SAYS_WHERE)
    checkout.lock("1.0")
    return checkout


def _wheel(shelf: Path, version: str) -> Path:
    about = f"spool-{version}.dist-info"
    wheel = shelf / f"spool-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(zipfile.ZipInfo("spool.py"), f"VERSION = {version!r}\n")
        archive.writestr(zipfile.ZipInfo(f"{about}/METADATA"), f"Metadata-Version: 2.1\nName: spool\nVersion: {version}\n")
        archive.writestr(zipfile.ZipInfo(f"{about}/WHEEL"), "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(zipfile.ZipInfo(f"{about}/RECORD"), "")
    return wheel
