"""What an imported file holds, as the readers of this package return it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.choice import ThreadChoice
from domain.shapes.imports import ImportedLink, ImportFormat

LONGEST_LABEL: Final = 100
MOST_LABELS: Final = 20


@dataclass(frozen=True, slots=True)
class LinkList:
    """Addresses with their titles and labels."""

    format: ImportFormat
    links: tuple[ImportedLink, ...]


@dataclass(frozen=True, slots=True)
class FileContents:
    """Addresses; `captures` of files that are a thread each, with their names; `refused` files, with the reasons.

    `posts` of an account with the `threads` among them. `folder` is where a ZIP file has what `./threadsheet export` wrote.
    """

    format: ImportFormat
    links: tuple[ImportedLink, ...] = ()
    captures: tuple[tuple[str, Capture], ...] = ()
    refused: tuple[tuple[str, Message], ...] = ()
    posts: Capture | None = None
    threads: tuple[ThreadChoice, ...] = ()
    folder: str | None = None


def clean_labels(names: Iterable[str]) -> tuple[str, ...]:
    """The labels that a thread can have: with single spaces, each once, those that are too long left out."""
    spaced = dict.fromkeys(" ".join(name.split()) for name in names)
    return tuple(name for name in spaced if 0 < len(name) <= LONGEST_LABEL)[:MOST_LABELS]
