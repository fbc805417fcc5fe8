"""What every view needs, made once at the entry point and found again inside a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app

from archive.archive import Archive
from archive.codebooks import Collection
from domain.settings import Settings
from server.queue import Queue

NAME: Final = "threadsheet"


@dataclass(frozen=True, slots=True)
class House:
    """The settings, the archive, the queue to the workers, and the codebooks by id."""

    settings: Settings
    archive: Archive
    queue: Queue
    codebooks: Collection


def move_in(app: Flask, house: House) -> None:
    app.extensions[NAME] = house


def house() -> House:
    """The House of the app that answers this request."""
    found = current_app.extensions[NAME]
    assert isinstance(found, House)
    return found
