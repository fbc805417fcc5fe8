"""`./threadsheet extension pack`: writes the browser extension as Chrome's, Edge's and Firefox's stores take it.

The same sources give the same bytes on every machine: names in order, one date, nothing compressed, neither comments nor
spaces that mean nothing. All names are those of the sources.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
from rcssmin import cssmin
from rjsmin import jsmin

from domain.version import VERSION

FOLDER = Path(__file__).parent.parent / "extension"
DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can state
LEFT_OUT = {"package.json"}  # for node alone, which runs the tests of single modules
INDENTATION = re.compile(r"^\s+", re.MULTILINE)  # and empty lines
Manifest = dict[str, Any]
SHORTEN: dict[str, Callable[[str], str]] = {
    ".js": jsmin,
    ".css": cssmin,
    ".html": partial(INDENTATION.sub, ""),
    ".json": lambda text: _compact(json.loads(text)),
}
"""By suffix; what the others hold is taken as it is."""


def pack(folder: Path) -> int:
    """Writes both packages into `folder` and prints their paths. Returns the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, change in (("chrome.zip", for_chrome), ("firefox.xpi", for_firefox)):
        path = folder / f"threadsheet-{VERSION}-{name}"
        partial = path.with_name(f".{path.name}")
        _write(partial, change)
        partial.replace(path)
        click.echo(path)
    return 0


def files(change: Callable[[Manifest], Manifest]) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the files of a package, in order."""
    for path in sorted(FOLDER.rglob("*"), key=lambda path: path.relative_to(FOLDER).as_posix()):
        name = path.relative_to(FOLDER).as_posix()
        if path.is_dir() or path.name in LEFT_OUT:
            continue
        if name == "manifest.json":
            yield name, _compact(change(json.loads(path.read_text("utf-8")))).encode()
        elif shorten := SHORTEN.get(path.suffix):
            yield name, shorten(path.read_text("utf-8")).encode()
        else:
            yield name, path.read_bytes()


def _compact(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _write(path: Path, change: Callable[[Manifest], Manifest]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for name, content in files(change):
            entry = zipfile.ZipInfo(name, DATE)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            package.writestr(entry, content)


def for_chrome(manifest: Manifest) -> Manifest:
    """The manifest without what is Firefox's."""
    background = {name: value for name, value in manifest["background"].items() if name != "scripts"}
    return {name: value for name, value in manifest.items() if name != "browser_specific_settings"} | {"background": background}


def for_firefox(manifest: Manifest) -> Manifest:
    """The manifest without what is Chrome's."""
    background = {name: value for name, value in manifest["background"].items() if name != "service_worker"}
    return {name: value for name, value in manifest.items() if name != "minimum_chrome_version"} | {"background": background}
