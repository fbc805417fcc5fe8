"""Where codebooks stand: the built-in ones beside this file, and a folder of the user's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

from archive.codebooks.reading import codebook_from
from archive.errors import Invalid
from archive.shapes.theme import Codebook

BUILT_IN: Final = "product-culture"
HERE: Final = Path(__file__).parent
LARGEST_BYTES: Final = 4 * 2**20
Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times faster, where libyaml is there


def load(folder: Path | None = None) -> Mapping[str, Codebook]:
    """Every codebook by its id: the built-in ones, then those of `folder`. Raises Invalid, naming the file at fault."""
    shelf: dict[str, Codebook] = {}
    for path in _files(folder):
        codebook = read(path)
        if codebook.id in shelf:
            raise Invalid(f"{path.name}: there is another codebook called {codebook.id}. Give this one its own id.")
        shelf[codebook.id] = codebook
    return MappingProxyType(shelf)


def read(path: Path) -> Codebook:
    """The codebook in one file. Raises Invalid with a sentence for each faulty place (`fields`)."""
    try:
        return codebook_from(_parsed(path))
    except Invalid as fault:
        told = "; ".join(f"{place}: {sentence}" for place, sentence in fault.fields.items()) or fault.message
        raise Invalid(f"{path.name} is not a codebook: {told}", fault.fields) from fault


def _files(folder: Path | None) -> Iterator[Path]:
    for shelf in (HERE, folder):
        if shelf is not None:
            if not shelf.is_dir():
                raise Invalid(f"The folder of codebooks {shelf} is not there.")
            yield from sorted(path for path in shelf.iterdir() if path.suffix in {".yaml", ".yml"})


def _parsed(path: Path) -> Any:  # whatever YAML holds; codebook_from looks at all of it
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise Invalid(f"It is larger than {LARGEST_BYTES // 2**20} MB.")
        return yaml.load(path.read_text("utf-8"), Loader=Loader)  # noqa: S506 - both are the safe loader
    except OSError as error:
        raise Invalid(f"It cannot be read ({error.strerror}).") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise Invalid(f"It is not YAML in UTF-8 ({' '.join(str(error).split())}).") from error
