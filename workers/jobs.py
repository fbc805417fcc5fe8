"""The jobs that RQ calls with the id of a record: claim it, do its work, and record the result or the failure.

A job may run twice and must then end the same. The dotted names of the jobs stand in Redis while they are queued.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from rq.timeouts import JobTimeoutException

from archive import codebooks, handouts, media, refreshes, submissions, work
from archive.archive import Archive, open_archive
from archive.disturbances import is_disturbance
from archive.leases import Claimed, LeaseLost
from archive.library import batches
from archive.tags import retaggings, theme_points
from archive.threads import threads
from domain.code_hash import RENDERER
from domain.editions import Edition
from domain.errors import Crashed, Disturbed, LimitExceeded, NotFound, PageChanged, ThreadsheetError, error_of
from domain.jobs import CHANGE_THREADS, RENDER_HANDOUT, RUN_SUBMISSION, TAG_THREAD
from domain.retry_policy import LEASE_RENEWAL_SECONDS
from domain.settings import Settings
from domain.shapes.failure import Failure
from domain.shapes.handout import Format, Handout, HandoutKey, HandoutState
from domain.shapes.options import options_from_query
from domain.shapes.retagging import Retagging
from domain.shapes.submission import State, Submission
from workers import downloads
from workers.archiver import Archiver
from workers.batch_changes import change_batch
from workers.pipeline import Pipeline
from workers.render_process import RenderProcess
from workers.sandbox import no_heartbeat

log: Final = logging.getLogger(__name__)
POLL_SECONDS: Final = 0.05
RELEASE_SECONDS: Final = 60.0
"""How long a job tries to give its record back while the database does not answer."""
RELEASE_PAUSE: Final = 1.0

Heartbeat = Callable[[], None]
T = TypeVar("T", bound=Claimed, contravariant=True)


class Records(Protocol[T]):
    """What `submissions`, `handouts`, `retaggings` and `batches` of the archive have in common."""

    def renew(self, archive: Archive, claimed: T) -> None: ...

    def fail(self, archive: Archive, claimed: T, failure: Failure) -> None: ...

    def release(self, archive: Archive, claimed: T, *, counted: bool = False) -> None: ...


class Interrupted(BaseException):
    """The worker has to stop. Raised in the middle of a job by a signal; no handler of ordinary errors may swallow it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every job needs, loaded once in the parent of all workers."""

    settings: Settings
    pipeline: Pipeline


_contexts: Final[list[Context]] = []
"""Empty or one. RQ hands a job nothing but its id, so what was loaded before the fork waits here."""


def prepare(settings: Settings) -> None:
    """Loads what jobs need. Called before the workers are forked."""
    _contexts[:] = [Context(settings, Pipeline.prepare(settings))]


def render_process() -> RenderProcess:
    """The process that renders handouts: kept by the worker, used by its jobs."""
    (context,) = _contexts
    return context.pipeline.render_process


def interrupt(*_: object) -> None:
    """A signal handler that ends the job this process is working on and releases its records."""
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    raise Interrupted


def run_submission(id_: str) -> None:
    """Archives what was submitted and renders its default handout and the requested edition."""
    with _open() as (archive, pipeline):
        if claimed := submissions.claim(archive, id_):
            with _recording(submissions, archive, claimed):
                _archive_submission(archive, pipeline, claimed)


def render_handout(id_: str) -> None:
    """Renders one requested handout."""
    with _open() as (archive, pipeline):
        if claimed := handouts.claim(archive, id_):
            _render_claimed(archive, pipeline, claimed)


def tag_thread(id_: str) -> None:
    """Tags a thread with a codebook, for the first time or again, and renders its default handout."""
    with _open() as (archive, pipeline):
        if claimed := retaggings.claim(archive, id_):
            with _recording(retaggings, archive, claimed):
                _retag(archive, pipeline, claimed)


def change_threads(id_: str) -> None:
    """Changes the threads of a batch. What it requests is tagged by jobs that the reconciler enqueues."""
    with _open() as (archive, _):
        if claimed := batches.claim(archive, id_):
            with _recording(batches, archive, claimed):
                change_batch(archive, claimed)


def run_waiting(name: str, id_: str) -> None:
    """Does the work that comes next, which need not be that of the job that was taken from the queue."""
    with _open() as (archive, _):
        name, id_ = work.next_work(archive) or (name, id_)
    RUN[name](id_)


RUN: Final = {
    RUN_SUBMISSION: run_submission,
    RENDER_HANDOUT: render_handout,
    TAG_THREAD: tag_thread,
    CHANGE_THREADS: change_threads,
}


def end_crashed(holder: str) -> None:
    """Ends the claims of a job's process that its own work has ended. `holder` is the beginning of its identity."""
    with _open() as (archive, _):
        work.end_crashed(archive, holder)


@contextmanager
def _open() -> Iterator[tuple[Archive, Pipeline]]:
    """The archive, open for one job, and the pipeline with its codebooks. A job that is tried later ends here."""
    (context,) = _contexts
    with suppress(Interrupted, Disturbed), closing(open_archive(context.settings)) as archive:
        yield archive, context.pipeline.with_archive(archive, context.settings)


def _archive_submission(archive: Archive, pipeline: Pipeline, claimed: Submission) -> None:
    heartbeat = _LeaseRenewal(lambda: submissions.renew(archive, claimed))
    codebook = pipeline.codebook(claimed.codebook)
    archiver = Archiver(archive, pipeline, heartbeat, lambda: submissions.step(archive, claimed, State.TAGGING))
    if claimed.capture_id or claimed.url:
        capture_id = downloads.fetch_capture(archive, pipeline, claimed, heartbeat)
        submissions.step(archive, claimed, State.UNROLLING)
        stored, asked = archiver.add_completed(capture_id, codebook, claimed.thread_id)
        thread_id = stored.thread_id
        if claimed.snapshot_id:
            threads.store_snapshot(archive, thread_id, claimed.snapshot_id)
        if asked.later:
            refreshes.fetch_later(archive, thread_id, asked.later, claimed.caller)
    else:
        assert claimed.thread_id is not None
        thread_id = claimed.thread_id
        archiver.retag(thread_id)
    submissions.step(archive, claimed, State.RENDERING, thread_id=thread_id)
    submissions.finish(archive, claimed, _render_pdfs(archive, pipeline, claimed, thread_id, heartbeat))


def _render_pdfs(archive: Archive, pipeline: Pipeline, claimed: Submission, thread_id: str, heartbeat: Heartbeat) -> str:
    """Renders the thread's PDFs. Returns the thread's id, which is another one when it was joined to an older thread."""
    try:
        downloads.fetch_pictures(archive, pipeline, claimed, thread_id, heartbeat)
        thread = threads.load(archive, thread_id)
        for edition in dict.fromkeys((Edition.ANNOTATED, claimed.edition)):
            key = handouts.key_for(thread, edition, Format.PDF, RENDERER)
            _await_handout(archive, pipeline, handouts.request(archive, key, again=True), heartbeat)
    except NotFound:
        joined_to = threads.merged_into(archive, thread_id)
        if joined_to is None:
            raise
        return _render_pdfs(archive, pipeline, claimed, joined_to, heartbeat)
    return thread_id


def _retag(archive: Archive, pipeline: Pipeline, claimed: Retagging) -> None:
    heartbeat = _LeaseRenewal(lambda: retaggings.renew(archive, claimed))
    codebook = pipeline.codebook(claimed.codebook_id)
    while True:
        thread = threads.load(archive, claimed.thread_id)
        assert thread.number is not None
        version = pipeline.tag(thread.version, codebook, heartbeat)
        if retaggings.finish(archive, claimed, thread.number, version, codebook.ref):
            break
    tagged = threads.load(archive, claimed.thread_id, codebook=codebook.id)
    requested = handouts.request(archive, handouts.key_for(tagged, Edition.ANNOTATED, Format.PDF, RENDERER))
    if handout := handouts.claim(archive, requested.id):
        _render_claimed(archive, pipeline, handout)


def _await_handout(archive: Archive, pipeline: Pipeline, handout: Handout, heartbeat: Heartbeat) -> None:
    """Renders the handout, or waits for the worker that does: a submission that is done has its PDF. Raises Failed."""
    while handout.state is not HandoutState.DONE:
        if claimed := handouts.claim(archive, handout.id):
            _render_claimed(archive, pipeline, claimed, heartbeat)
        else:
            heartbeat()
            time.sleep(POLL_SECONDS)
        handout = handouts.get(archive, handout.id)
        if handout.failure:
            raise error_of(handout.failure.reason)


def _render_claimed(archive: Archive, pipeline: Pipeline, claimed: Handout, outer: Heartbeat = no_heartbeat) -> None:
    """Renders a claimed handout. `outer` renews the lease of the submission that the handout is rendered for."""
    heartbeat = _LeaseRenewal(lambda: handouts.renew(archive, claimed), outer)
    with _recording(handouts, archive, claimed):
        handouts.finish(archive, claimed, _render(archive, pipeline, claimed.key, heartbeat))


def _render(archive: Archive, pipeline: Pipeline, key: HandoutKey, heartbeat: Heartbeat) -> bytes:
    """The file of a handout or of a theme sheet, from the archive's present state."""
    options, now = options_from_query(key.options), archive.clock()
    if key.theme is not None:
        family, theme = key.theme.split("/")
        excerpts = theme_points.find_threads(archive, family, theme, key.codebook.id)
        excerpted = tuple(theme_points.load_threads(archive, family, theme, key.codebook.id, excerpts))
        codebook = codebooks.at(pipeline.codebooks, key.codebook)
        return pipeline.theme_sheet(excerpted, codebook, key.theme, options, excerpts.more, now, heartbeat)
    assert key.thread_id is not None
    thread = threads.load(archive, key.thread_id, key.version, key.codebook.id)
    pictures = media.load_pictures(archive, media.picture_urls(thread.version)) if options.pictures else {}
    return pipeline.handout(thread, key.edition, key.format, now, heartbeat, options, pictures)


class _LeaseRenewal:
    """A heartbeat that renews a lease when that is due. Long work calls it often, so that no thread is needed for it."""

    def __init__(self, renew: Callable[[], None], outer: Heartbeat = no_heartbeat) -> None:
        self._renew, self._outer = renew, outer
        self._due = time.monotonic() + LEASE_RENEWAL_SECONDS

    def __call__(self) -> None:
        if time.monotonic() >= self._due:
            self._renew()
            self._due = time.monotonic() + LEASE_RENEWAL_SECONDS
        self._outer()


@contextmanager
def _recording(records: Records[T], archive: Archive, claimed: T) -> Iterator[None]:
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
