"""Tells the machine's troubles from faults of the work: a full disk, a database that does not answer.

Called where jobs run, where sandboxed children report errors, and where requests are answered.
"""

from __future__ import annotations

import errno
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError, TimeoutError

ERRNOS: Final = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EIO,
        errno.EROFS,
        errno.ESTALE,
        errno.ENOMEM,
        errno.EAGAIN,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOLCK,
    }
)
"""No space, a broken or read-only disk, no memory or process, no free descriptor."""


def is_disturbance(error: BaseException) -> bool:
    """Whether the machine is the reason of the error, so that the same work can succeed later."""
    if isinstance(error, OSError):
        return error.errno in ERRNOS
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError | InternalError)
    return isinstance(error, TimeoutError)
