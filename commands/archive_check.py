"""Opens the archive once before anything serves it, which upgrades its tables, and reports why it cannot be opened.

Called by `serve`.
"""

from __future__ import annotations

from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection

from sqlalchemy.exc import SQLAlchemyError

from archive.archive import open_archive
from archive.blobs import StoreUnavailable
from archive.migrations import MigrationError
from domain.settings import Settings


def cannot_open(settings: Settings) -> str | None:
    """Why the archive cannot be opened, as a sentence; None when it can.

    A process of its own does it and ends, because the code that upgrades tables would stay in memory.
    """
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_open, args=(settings, sender))
    process.start()
    sender.close()
    try:
        sentence: str | None = receiver.recv()
    except EOFError:
        sentence = "The archive could not be opened: the process that tried was ended."
    process.join()
    receiver.close()
    return sentence


def _open(settings: Settings, sender: Connection) -> None:
    sender.send(_fault(settings))


def _fault(settings: Settings) -> str | None:
    try:
        with closing(open_archive(settings)) as archive:
            archive.blobs.check()
    except MigrationError as error:
        return str(error)
    except SQLAlchemyError as error:
        return f"The database cannot be used: {str(error.__cause__ or error).strip().splitlines()[0]}."
    except StoreUnavailable as error:
        return f"The storage of THREADSHEET_BLOBS_URL cannot be used: {error.strerror}."
    except OSError as error:
        return f"The archive cannot be opened: {error.filename}: {error.strerror}."
    return None
