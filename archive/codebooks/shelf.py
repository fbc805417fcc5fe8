"""Files of codebooks: the built-in ones beside this one, and a folder of the user's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

from archive.codebooks.reading import codebook_from
from archive.errors import Invalid
from archive.fast_yaml import Loader
from archive.shapes.theme import Codebook

BUILT_IN: Final = "product-culture"
HERE: Final = Path(__file__).parent
ENDINGS: Final = frozenset({".yaml", ".yml"})
LARGEST_BYTES: Final = 4 * 2**20


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
        return codebook_from(_parsed(_bytes(path)))
    except Invalid as fault:
        told = "; ".join(f"{place}: {sentence}" for place, sentence in fault.fields.items()) or fault.message
        raise Invalid(f"{path.name} is not a codebook: {told}", fault.fields) from fault


def from_yaml(body: bytes) -> Codebook:
    """The codebook in a text that somebody sent. Raises Invalid with a sentence for each faulty place (`fields`)."""
    return codebook_from(_parsed(body))


def _files(folder: Path | None) -> Iterator[Path]:
    for shelf in (HERE, folder):
        if shelf is not None:
            if not shelf.is_dir():
                raise Invalid(f"The folder of codebooks {shelf} is not there.")
            yield from files_in(shelf)


def files_in(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that are codebooks by their name. Raises OSError when it cannot be read."""
    return tuple(sorted(path for path in folder.iterdir() if path.suffix in ENDINGS))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise Invalid(f"It cannot be read ({error.strerror}).") from error


def _parsed(body: bytes) -> Any:  # whatever YAML holds; codebook_from looks at all of it
    if len(body) > LARGEST_BYTES:
        raise Invalid(f"It is larger than {LARGEST_BYTES // 2**20} MB.")
    try:
        return _loaded(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise Invalid(f"It is not YAML in UTF-8 ({' '.join(str(error).split())}).") from error
    except RecursionError:
        raise Invalid("It is nested too deep.") from None


def _loaded(text: str) -> Any:
    """Without aliases: a text of a few lines that names itself again and again would fill the memory (YAML's bombs)."""
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent):
            raise Invalid(f"It refers back to itself (*{event.anchor}); write out what is repeated, or put it in quotes.")
    return yaml.load(text, Loader=Loader)  # noqa: S506 - both are the safe loader
