"""Reads codebook files: the built-in ones in `domain/codebooks`, and those in the user's folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from domain.codebooks.yaml_format import MAX_BYTES, parse_yaml
from domain.errors import Invalid
from domain.messages import message
from domain.shapes.codebook import Codebook

BUILT_IN: Final = "product-culture"
BUILT_IN_FOLDER: Final = Path(__file__).parents[2] / "domain" / "codebooks"
ENDINGS: Final = frozenset({".yaml", ".yml"})


def load(folder: Path | None = None) -> Mapping[str, Codebook]:
    """Every codebook by its id: the built-in ones, then those of `folder`. Raises Invalid, naming the file at fault."""
    loaded: dict[str, Codebook] = {}
    for path in _files(folder):
        codebook = read(path)
        if codebook.id in loaded:
            raise Invalid("codebook_twice", file=path.name, id=codebook.id)
        loaded[codebook.id] = codebook
    return MappingProxyType(loaded)


def read(path: Path) -> Codebook:
    """The codebook in one file. Raises Invalid with a message for each faulty place (`fields`)."""
    try:
        return parse_yaml(_bytes(path))
    except Invalid as fault:
        faults = tuple(message("invalid.at", place=place, why=why) for place, why in fault.fields.items())
        raise Invalid("codebook_file", fields=fault.fields, file=path.name, why=faults or fault.reason) from fault


def _files(folder: Path | None) -> Iterator[Path]:
    for source in (BUILT_IN_FOLDER, folder):
        if source is not None:
            if not source.is_dir():
                raise Invalid("codebook_folder_missing", folder=str(source))
            yield from files_in(source)


def files_in(folder: Path) -> tuple[Path, ...]:
    """The files of a folder whose names end like those of codebooks. Raises OSError when it cannot be read."""
    return tuple(sorted(path for path in folder.iterdir() if path.suffix in ENDINGS))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Invalid("unreadable_file", error=error.strerror or "") from error
