"""Changes many threads one after the other. Called by the job of a batch, which goes on where another worker stopped."""

from __future__ import annotations

import time
from typing import Final

from archive.archive import Archive
from archive.library import batches
from archive.tags import retaggings
from archive.threads import curation, wastebasket
from domain.errors import ThreadsheetError
from domain.shapes.batch import Batch, BatchChange, BatchFailure

RECORD_SECONDS: Final = 1.0
"""Between two notes of how far it is; they also renew the lease."""


def change_batch(archive: Archive, claimed: Batch) -> None:
    """Changes the threads that are not done yet. A thread that cannot be changed is named with the reason. Raises LeaseLost."""
    failed = list(claimed.failed)
    recorded = time.monotonic()
    for done, thread_id in enumerate(claimed.thread_ids[claimed.done :], claimed.done + 1):
        try:
            _change_thread(archive, thread_id, claimed.change, claimed.by)
        except ThreadsheetError as error:
            failed.append(BatchFailure(thread_id, error.reason))
        if done == len(claimed.thread_ids) or time.monotonic() - recorded >= RECORD_SECONDS:
            batches.record(archive, claimed, done, failed)
            recorded = time.monotonic()
    batches.finish(archive, claimed)


def _change_thread(archive: Archive, thread_id: str, change: BatchChange, by: str) -> None:
    if change.label or change.unlabel:
        curation.relabel(archive, thread_id, change.label, change.unlabel)
    if change.codebook is not None:
        retaggings.request(archive, thread_id, change.codebook)
    if change.delete:
        wastebasket.put(archive, thread_id, by)
