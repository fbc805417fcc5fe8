"""Records what ends the work of a job on its record: a failure, or that the record is given back to be done later."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, Protocol, TypeVar

from rq.timeouts import JobTimeoutException

from archive.archive import Archive
from archive.disturbances import is_disturbance
from archive.leases import Claimed, LeaseLost
from domain.errors import Crashed, Disturbed, LimitExceeded, PageChanged, ThreadsheetError
from domain.shapes.failure import Failure

log: Final = logging.getLogger(__name__)
RELEASE_SECONDS: Final = 60.0
"""How long a job tries to give its record back while the database does not answer."""
RELEASE_PAUSE: Final = 1.0

T = TypeVar("T", bound=Claimed, contravariant=True)


class Records(Protocol[T]):
    """What `submissions`, `handouts`, `retaggings` and `batches` of the archive have in common."""

    def renew(self, archive: Archive, claimed: T) -> None: ...

    def fail(self, archive: Archive, claimed: T, failure: Failure) -> None: ...

    def release(self, archive: Archive, claimed: T, *, counted: bool = False) -> None: ...


class Interrupted(BaseException):
    """The worker has to stop. Raised in the middle of a job by a signal; no handler of ordinary errors may swallow it."""


@contextmanager
def recording(records: Records[T], archive: Archive, claimed: T) -> Iterator[None]:
    """Records what ends the work on a record: a failure of the work, or that it is given back to be tried later.

    Only what ends this process, or more than this record, is raised again.
    """
    try:
        yield
    except LeaseLost:
        log.info("%s is no longer ours", claimed.id)
    except Interrupted:
        _give_back(records, archive, claimed, counted=False)
        log.info("%s was released, because this worker has to stop", claimed.id)
        raise
    except Exception as error:
        if isinstance(error, Disturbed) or is_disturbance(error):
            log.warning("%s is given back and tried later: %s", claimed.id, error, exc_info=error)
            counted = isinstance(error, Disturbed) and error.counted
            _give_back(records, archive, claimed, counted=counted)
            raise Disturbed(counted=counted) from error
        _record_failure(records, archive, claimed, _failure_of(error, claimed.id))


def _failure_of(error: Exception, id_: str) -> ThreadsheetError:
    """Logs an error of the work as what it is, and returns what is stored of it."""
    if isinstance(error, PageChanged):
        log.warning("%s: pages of %s have changed, nothing was found at %s", id_, error.site, error.hook, exc_info=error)
    elif isinstance(error, ThreadsheetError):
        log.info("%s: %s", id_, error, exc_info=error)
    elif isinstance(error, JobTimeoutException):
        log.warning("%s ran out of time", id_, exc_info=error)
        return LimitExceeded("time")
    else:
        log.error("%s failed with an unexpected error", id_, exc_info=error)
        return Crashed("unexpected_error", error=type(error).__name__)
    return error


def _record_failure(records: Records[T], archive: Archive, claimed: T, error: ThreadsheetError) -> None:
    try:
        records.fail(archive, claimed, Failure(error.reason, error.retryable))
    except LeaseLost:
        log.info("the record of this failure is no longer ours")


def _give_back(records: Records[T], archive: Archive, claimed: T, *, counted: bool) -> None:
    """Releases the record, as soon as the database answers."""
    deadline = time.monotonic() + RELEASE_SECONDS
    while True:
        try:
            with suppress(LeaseLost):
                records.release(archive, claimed, counted=counted)
            return
        except Exception as error:
            if not is_disturbance(error) or time.monotonic() > deadline:
                raise
        time.sleep(RELEASE_PAUSE)
