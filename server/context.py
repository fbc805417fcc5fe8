"""The objects that every view needs: created once at the entry point, looked up in each request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app

from archive.archive import Archive
from archive.codebooks import Collection
from domain.errors import Invalid
from domain.messages import message
from domain.settings import Settings
from domain.shapes.codebook import Codebook
from server.queue import Queue

NAME: Final = "threadsheet"


@dataclass(frozen=True, slots=True)
class AppContext:
    """The settings, the archive, the queue to the workers, and the codebooks by id."""

    settings: Settings
    archive: Archive
    queue: Queue
    codebooks: Collection

    def codebook(self, id_: str) -> Codebook:
        """The codebook of this id. Raises Invalid, naming the codebooks that there are."""
        if id_ not in self.codebooks:
            choices = message("invalid.choice", choices=tuple(sorted(self.codebooks)))
            raise Invalid("codebook", fields={"codebook": choices})
        return self.codebooks[id_]


def attach(app: Flask, context: AppContext) -> None:
    """Stores the context in the app, where `app_context` finds it."""
    app.extensions[NAME] = context


def app_context() -> AppContext:
    """Returns the context of the app that answers the current request."""
    context = current_app.extensions[NAME]
    assert isinstance(context, AppContext)
    return context
