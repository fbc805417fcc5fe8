"""What the machine must have beside Python packages, and the command that installs it.

Only the standard library: `commands/install.py` uses this before the environment exists, `doctor` after.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

MANAGERS = ("apt-get", "dnf", "brew")
APT = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120")  # seconds to wait for another apt that is at work


@dataclass(frozen=True)
class Need:
    """One library or program. `packages` has the package of each of MANAGERS that installs it, "" where there is none."""

    name: str
    is_installed: Callable[[], bool]
    packages: tuple[str, str, str]
    required: bool = True


def library(name: str) -> ctypes.CDLL | None:
    """The shared library as the loader finds it, under its Linux or macOS name."""
    for file in (f"lib{name}.so.0", f"lib{name}.so.1", f"lib{name}.0.dylib", f"lib{name}.dylib"):
        try:
            return ctypes.CDLL(file)
        except OSError:
            continue
    return None


def font_for(language: str) -> str | None:
    """The family of an installed font that covers `language` (a fontconfig language), or None."""
    fontconfig = library("fontconfig")
    if fontconfig is None:
        return None
    for name in ("FcNameParse", "FcObjectSetCreate", "FcFontList"):
        getattr(fontconfig, name).restype = ctypes.c_void_p
    pattern = ctypes.c_void_p(fontconfig.FcNameParse(f":lang={language}".encode()))
    objects = ctypes.c_void_p(fontconfig.FcObjectSetCreate())
    fontconfig.FcObjectSetAdd(objects, b"family")
    fonts = ctypes.cast(fontconfig.FcFontList(None, pattern, objects), ctypes.POINTER(_FontSet))
    family = ctypes.c_char_p()
    if fonts and fonts.contents.count:
        fontconfig.FcPatternGetString(ctypes.c_void_p(fonts.contents.fonts[0]), b"family", 0, ctypes.byref(family))
    return family.value.decode(errors="replace") if family.value else None


class _FontSet(ctypes.Structure):
    """fontconfig's FcFontSet; lists stay allocated, this runs a few times a process."""

    _fields_ = (("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p)))


def _library(name: str) -> Callable[[], bool]:
    return lambda: library(name) is not None


def _fonts(*languages: str) -> Callable[[], bool]:
    """Runs in a process of its own: fontconfig reads its folders once, and would not see fonts installed since."""
    program = f"from commands.system_packages import font_for; raise SystemExit(not all(map(font_for, {languages!r})))"
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return lambda: not subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode


def _module(name: str) -> Callable[[], bool]:
    return lambda: importlib.util.find_spec(name) is not None


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def venv() -> Need:
    """Debian leaves `ensurepip` out of its Python; the package is named for the interpreter that runs."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    return Need("Python's venv", _module("ensurepip"), (package, "python3", "python3"))


TO_RUN = (
    Need("Pango", _library("pango-1.0"), ("libpango-1.0-0", "pango", "pango")),
    Need("Pango for FreeType", _library("pangoft2-1.0"), ("libpangoft2-1.0-0", "pango", "pango")),
    Need("HarfBuzz subset", _library("harfbuzz-subset"), ("libharfbuzz-subset0", "harfbuzz", "pango")),
    Need("fonts for Latin, Greek, Cyrillic", _fonts("en", "el", "ru"), ("fonts-dejavu-core", "dejavu-sans-fonts", ""), False),
    Need("fonts for most scripts", _fonts("ar", "he", "hi", "th"), ("fonts-noto-core", "google-noto-sans-fonts", ""), False),
    Need("fonts for CJK", _fonts("ja", "ko", "zh-cn"), ("fonts-noto-cjk", "google-noto-sans-cjk-fonts", ""), False),
    Need("emoji", _fonts("und-zsye"), ("fonts-noto-color-emoji", "google-noto-color-emoji-fonts", ""), False),
)
TO_TEST = (
    Need("Chromium", _program("chromium", "chromium-browser"), ("chromium", "chromium", "chromium")),
    Need("Poppler", _program("pdftotext"), ("poppler-utils", "poppler-utils", "poppler")),
    Need("Node", _program("node"), ("nodejs", "nodejs", "node")),
    Need("libatomic", _library("atomic"), ("libatomic1", "libatomic", "")),  # Playwright's driver is linked to it
    Need("OpenSSL", _program("openssl"), ("openssl", "openssl", "openssl")),
    # 80 MB to fetch and 300 MB on disk, for the slow tests of the extension only; they are skipped without it.
    Need("Firefox", _program("firefox-esr", "firefox"), ("firefox-esr", "firefox", "firefox"), False),
)


def missing(needs: Iterable[Need]) -> tuple[Need, ...]:
    return tuple(need for need in needs if not need.is_installed())


def packages(needs: Iterable[Need], manager: str) -> tuple[str, ...]:
    """What to install for `needs`, each package once, in the order of the table."""
    column = MANAGERS.index(manager)
    return tuple(dict.fromkeys(need.packages[column] for need in needs if need.packages[column]))


def manager() -> str | None:
    return next((name for name in MANAGERS if shutil.which(name)), None)


def command(needs: Iterable[Need], manager: str | None, *, root: bool, sudo: bool) -> str:
    """The command that installs `needs`; a sentence where no known package manager has them."""
    needs = tuple(needs)
    names = packages(needs, manager) if manager else ()
    if not manager or not names:
        return "Install by your system's own means: " + ", ".join(need.name for need in needs)
    if manager == "brew":
        return f"brew install {' '.join(names)}"
    install = f"{manager} install -y {' '.join(names)}"
    if manager == "apt-get":
        install = f"apt-get update && {install}"
    if root:
        return install
    return f"sudo sh -c '{install}'" if sudo else f"su -c '{install}'"


def local_command(needs: Iterable[Need]) -> str:
    """`command` for this machine and this user."""
    return command(needs, manager(), root=os.geteuid() == 0, sudo=shutil.which("sudo") is not None)


def root_prefix() -> tuple[str, ...] | None:
    """The words before apt-get that run it as root without a question: none for root, sudo's, or None where it may not."""
    if manager() != "apt-get":
        return None
    if os.geteuid() == 0:
        return ()
    sudo = ("sudo", "-n")
    if shutil.which("sudo") and not subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode:
        return sudo
    return None


def install(needs: Iterable[Need], prefix: tuple[str, ...], run: Callable[[list[str]], int]) -> bool:
    """Installs `needs` with apt. When that fails, it finishes what a stopped apt left, fetches the lists, and tries once more.

    `run` returns a command's exit status.
    """
    get = _noninteractive(prefix, *APT, "install", "-y", "--no-install-recommends", *packages(needs, "apt-get"))
    if not run(get):
        return True
    run(_noninteractive(prefix, "dpkg", "--configure", "-a"))
    return not run(_noninteractive(prefix, *APT, "update")) and not run(get)


def _noninteractive(prefix: tuple[str, ...], *command: str) -> list[str]:
    """As root, and without questions."""
    return [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *command]
