"""Hashes of the code that renders handouts and of the code that reads captures: what they made is made again after a change.

Whole packages are hashed, not lists of files, so that no file can be forgotten; `tests/domain/test_code_hash.py` compares them
with what the code imports. A number in each module, raised by hand, would be forgotten too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parent.parent

RENDERING_FOLDERS: Final = (
    "domain",
    "presentation",
    "workers/handouts",
    "templates/handout",
    "templates/messages",
    "templates/parts",
    "templates/style",
)
RENDERING_LIBRARIES: Final = (
    "cssselect2",
    "fonttools",
    "jinja2",
    "pikepdf",
    "pillow",
    "pydyf",
    "python-docx",
    "python-pptx",
    "segno",
    "weasyprint",
)
READING_FOLDERS: Final = ("domain", "workers/numbering", "workers/sources", "workers/unrolling")
"""What lies between the bytes of a capture and points. Templates are no part of it: a reworded page reads nothing again."""
READING_LIBRARIES: Final = ("beautifulsoup4", "cld3-py", "lxml", "numpy", "pyyaml")


def code_hash(folders: Iterable[str], libraries: Iterable[str], root: Path = ROOT) -> str:
    """The first 16 hex digits of a hash over all files in `folders` (relative to `root`) and the versions of `libraries`."""
    digest = sha256()
    for path in sorted(path for folder in folders for path in source_files(root / folder)):
        digest.update(f"{path.relative_to(root).as_posix()}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    for library in sorted(libraries):
        digest.update(f"{library}\0{installed_version(library)}\n".encode())
    return digest.hexdigest()[:16]


def source_files(folder: Path) -> Iterator[Path]:
    """Every file in a folder and those below it, but for compiled and hidden files and the training of models."""
    for path in folder.rglob("*"):
        in_training = "training" in path.relative_to(folder).parts
        if path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".") and not in_training:
            yield path


def installed_version(library: str) -> str:
    """The version of an installed distribution; empty where it is not installed."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


RENDERER: Final = code_hash(RENDERING_FOLDERS, RENDERING_LIBRARIES)
"""A part of every handout's key, named alike by server and workers."""
READER: Final = code_hash(READING_FOLDERS, READING_LIBRARIES)
"""Stored with every Version; after a change, those that were read before are known by it (`threadsheet reread`)."""
