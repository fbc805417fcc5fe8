"""Opens the archive once before anything serves it, which upgrades its tables, and reports why it cannot be opened.

Called by `serve`.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection

from sqlalchemy.exc import SQLAlchemyError

from archive.archive import open_archive
from archive.blobs import StoreUnavailable
from archive.migrations import MigrationError
from domain.settings import Settings

CHECK_SECONDS = 1.0
"""What a start may take longer for looking at every page of a database: of a large one a part is looked at."""


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
            file = archive.database.url.database if archive.database.is_sqlite else None
    except MigrationError as error:
        return str(error)
    except SQLAlchemyError as error:
        cause = error.__cause__ or error
        first_line = str(cause).strip().splitlines()[0]
        # An OperationalError is of the machine: a lock, a full disk, a missing permission.
        damaged = isinstance(cause, sqlite3.DatabaseError) and not isinstance(cause, sqlite3.OperationalError)
        return _damage_sentence(first_line) if damaged else f"The database cannot be used: {first_line}."
    except StoreUnavailable as error:
        return f"The storage of THREADSHEET_BLOBS_URL cannot be used: {error.strerror}."
    except OSError as error:
        return f"The archive cannot be opened: {error.filename}: {error.strerror}."
    damage = _damage(file) if file else None
    return _damage_sentence(damage) if damage else None


def _damage(file: str) -> str | None:
    """What SQLite finds wrong in its pages within CHECK_SECONDS, in its words."""
    deadline = time.monotonic() + CHECK_SECONDS
    with closing(sqlite3.connect(file)) as connection:
        connection.set_progress_handler(lambda: int(time.monotonic() > deadline), 10_000)
        try:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError:  # interrupted, or busy
            return None
        except sqlite3.DatabaseError as error:
            return str(error)
    return None if found == "ok" else str(found).splitlines()[-1]


def _damage_sentence(what: str) -> str:
    return (
        f"The database file is damaged ({what.rstrip('.')}). Restore a backup, or save what can be read with .recover of"
        " sqlite3: docs/operations.md says how. Nothing was changed."
    )
