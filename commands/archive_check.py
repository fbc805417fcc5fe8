"""Opens the archive once before anything serves it: its tables are then up to date, and what is wrong with it is told.

Called by `serve`.
"""

from __future__ import annotations

from multiprocessing import get_context
from multiprocessing.connection import Connection

from sqlalchemy.exc import SQLAlchemyError

from archive.archive import open_archive
from archive.migrations import MigrationError
from domain.settings import Settings


def cannot_open(settings: Settings) -> str | None:
    """Why the archive cannot be opened, as a sentence; None when it can.

    A process of its own does it and ends: what upgrades tables would stay in memory for good.
    """
    context = get_context("fork")
    told, tell = context.Pipe(duplex=False)
    process = context.Process(target=_open, args=(settings, tell))
    process.start()
    tell.close()
    try:
        sentence: str | None = told.recv()
    except EOFError:
        sentence = "The archive could not be opened: the process that tried was ended."
    process.join()
    told.close()
    return sentence


def _open(settings: Settings, tell: Connection) -> None:
    tell.send(_fault(settings))


def _fault(settings: Settings) -> str | None:
    try:
        open_archive(settings).close()
    except MigrationError as error:
        return str(error)
    except SQLAlchemyError as error:
        return f"The database cannot be used: {str(error.__cause__ or error).strip().splitlines()[0]}."
    except OSError as error:
        return f"The archive cannot be opened: {error.filename}: {error.strerror}."
    return None
