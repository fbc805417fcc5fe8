"""The jobs that RQ calls with the id of a record: claim it, do its work, and record the result or the failure.

A job may run twice and must then end the same. It returns False when it could not claim its record. The dotted names of the
jobs stand in Redis while they are queued.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from archive import codebooks, handouts, media, refreshes, routines, submissions, work
from archive.archive import Archive, open_archive
from archive.imports import records as imports
from archive.library import batches
from archive.tags import retaggings, theme_points
from archive.threads import curation, threads
from domain.code_hash import RENDERER
from domain.editions import Edition
from domain.errors import Disturbed, NotFound, error_of
from domain.jobs import CHANGE_THREADS, RENDER_HANDOUT, RUN_ROUTINE, RUN_SUBMISSION, TAG_THREAD, TAKE_IN_IMPORT
from domain.settings import Settings
from domain.shapes.handout import Format, Handout, HandoutKey, HandoutState
from domain.shapes.options import options_from_query
from domain.shapes.retagging import Retagging
from domain.shapes.submission import State, Submission
from domain.shapes.thread import Thread
from workers import downloads
from workers.archiver import Archiver
from workers.batch_changes import change_batch
from workers.import_files import take_in
from workers.lease_renewal import Heartbeat, LeaseRenewal
from workers.llm_tagger import Unanswered
from workers.outcomes import noting_gone, record_stored
from workers.pipeline import Pipeline
from workers.recording import Interrupted, recording
from workers.render_process import RenderProcess
from workers.rounds import run_round
from workers.sandbox import no_heartbeat

log: Final = logging.getLogger(__name__)
POLL_SECONDS: Final = 0.05


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


def run_submission(id_: str, opened: Archive | None = None) -> bool:
    """Archives what was submitted and renders its default handout and the requested edition."""
    with _open(opened) as (archive, pipeline):
        if claimed := submissions.claim(archive, id_):
            with recording(submissions, archive, claimed):
                _archive_submission(archive, pipeline, claimed)
        return claimed is not None


def render_handout(id_: str, opened: Archive | None = None) -> bool:
    """Renders one requested handout."""
    with _open(opened) as (archive, pipeline):
        if claimed := handouts.claim(archive, id_):
            _render_claimed(archive, pipeline, claimed)
        return claimed is not None


def tag_thread(id_: str, opened: Archive | None = None) -> bool:
    """Tags a thread with a codebook, for the first time or again, and renders its default handout."""
    with _open(opened) as (archive, pipeline):
        if claimed := retaggings.claim(archive, id_):
            with recording(retaggings, archive, claimed):
                _retag(archive, pipeline, claimed)
        return claimed is not None


def change_threads(id_: str, opened: Archive | None = None) -> bool:
    """Changes the threads of a batch. What it requests is tagged by jobs that the reconciler enqueues."""
    with _open(opened) as (archive, _):
        if claimed := batches.claim(archive, id_):
            with recording(batches, archive, claimed):
                change_batch(archive, claimed)
        return claimed is not None


def take_in_import(id_: str, opened: Archive | None = None) -> bool:
    """Reads what was sent to be imported, and adds a submission for each row. The reconciler enqueues their jobs."""
    with _open(opened) as (archive, pipeline):
        if claimed := imports.claim(archive, id_):
            with recording(imports, archive, claimed):
                (context,) = _contexts
                heartbeat = LeaseRenewal(lambda: imports.renew(archive, claimed))
                take_in(archive, context.settings, pipeline.limits, claimed, heartbeat)
        return claimed is not None


def run_routine(id_: str, opened: Archive | None = None) -> bool:
    """Does one round of work that comes again: a look at an author's threads, or sending notifications."""
    with _open(opened) as (archive, pipeline):
        if claimed := routines.claim(archive, id_):
            with recording(routines, archive, claimed):
                heartbeat = LeaseRenewal(lambda: routines.renew(archive, claimed))
                run_round(archive, pipeline, _contexts[0].settings, claimed, heartbeat)
        return claimed is not None


def run_waiting(name: str, id_: str, take_another: Callable[[], bool]) -> None:
    """Does the work that comes next, which need not be that of the job that was taken from the queue.

    Goes on while another job can be taken and work waits: with the archive open and its statements compiled, the next takes
    less time than in a new process. Where another worker was quicker to claim a record, the job is for the next one: else that
    one would have no job.
    """
    with _open() as (archive, _):
        waiting: tuple[str, str] | None = work.next_work(archive) or (name, id_)
        while waiting:
            ran = RUN[waiting[0]](waiting[1], archive)
            waiting = work.next_work(archive) if not ran or take_another() else None


RUN: Final = {
    RUN_SUBMISSION: run_submission,
    RENDER_HANDOUT: render_handout,
    TAG_THREAD: tag_thread,
    CHANGE_THREADS: change_threads,
    TAKE_IN_IMPORT: take_in_import,
    RUN_ROUTINE: run_routine,
}


def end_crashed(holder: str) -> None:
    """Ends the claims of a job's process that its own work has ended. `holder` is the beginning of its identity."""
    with _open() as (archive, _):
        work.end_crashed(archive, holder)


@contextmanager
def _open(opened: Archive | None = None) -> Iterator[tuple[Archive, Pipeline]]:
    """The archive, one that is open already or one for this job, and the pipeline with the codebooks that it has now.

    A job that is tried later ends where the archive was opened.
    """
    (context,) = _contexts
    if opened:
        yield opened, context.pipeline.with_archive(opened, context.settings)
        return
    with suppress(Interrupted, Disturbed), closing(open_archive(context.settings, durable=False)) as archive:
        yield archive, context.pipeline.with_archive(archive, context.settings)


def _archive_submission(archive: Archive, pipeline: Pipeline, claimed: Submission) -> None:
    heartbeat = LeaseRenewal(lambda: submissions.renew(archive, claimed))
    codebook = pipeline.codebook(claimed.codebook)
    archiver = Archiver(archive, pipeline, heartbeat, lambda: submissions.step(archive, claimed, State.TAGGING))
    if claimed.capture_id or claimed.url:
        settings = _contexts[0].settings
        with noting_gone(archive, settings, claimed):
            capture_id = downloads.fetch_capture(archive, pipeline, claimed, heartbeat)
        submissions.step(archive, claimed, State.UNROLLING)
        with noting_gone(archive, settings, claimed):
            stored, asked = archiver.add_completed(capture_id, codebook, claimed.thread_id)
        record_stored(archive, settings, claimed, stored)
        thread_id = stored.thread_id
        if claimed.snapshot_id:
            threads.store_snapshot(archive, thread_id, claimed.snapshot_id)
        if claimed.labels:
            curation.label(archive, thread_id, claimed.labels)
        if asked.later:
            refreshes.fetch_later(archive, thread_id, asked.later, claimed.caller)
    else:
        assert claimed.thread_id is not None
        thread_id = claimed.thread_id
        archiver.retag(thread_id)
        archiver.embed(thread_id)
    submissions.step(archive, claimed, State.RENDERING, thread_id=thread_id)
    submissions.finish(archive, claimed, _render_pdfs(archive, pipeline, claimed, thread_id, heartbeat))


def _render_pdfs(archive: Archive, pipeline: Pipeline, claimed: Submission, thread_id: str, heartbeat: Heartbeat) -> str:
    """Renders the thread's PDFs. Returns the thread's id, which is another one when it was joined to an older thread."""
    try:
        thread = downloads.fetch_pictures(archive, pipeline, claimed, thread_id, heartbeat)
        for edition in dict.fromkeys((Edition.ANNOTATED, claimed.edition)):
            key = handouts.key_for(thread, edition, Format.PDF, RENDERER)
            _await_handout(archive, pipeline, handouts.request(archive, key, again=True), heartbeat, thread)
    except NotFound:
        joined_to = threads.merged_into(archive, thread_id)
        if joined_to is None:
            raise
        return _render_pdfs(archive, pipeline, claimed, joined_to, heartbeat)
    return thread_id


def _retag(archive: Archive, pipeline: Pipeline, claimed: Retagging) -> None:
    heartbeat = LeaseRenewal(lambda: retaggings.renew(archive, claimed))
    codebook = pipeline.codebook(claimed.codebook_id)
    while True:
        thread = threads.load(archive, claimed.thread_id)
        assert thread.number is not None
        try:
            version = pipeline.tag(thread.version, codebook, heartbeat)
        except Unanswered:
            retaggings.release(archive, claimed)
            return
        if retaggings.finish(archive, claimed, thread.number, version, codebook.ref):
            break
    tagged = threads.load(archive, claimed.thread_id, codebook=codebook.id)
    requested = handouts.request(archive, handouts.key_for(tagged, Edition.ANNOTATED, Format.PDF, RENDERER))
    if handout := handouts.claim(archive, requested.id):
        _render_claimed(archive, pipeline, handout)


def _await_handout(archive: Archive, pipeline: Pipeline, handout: Handout, heartbeat: Heartbeat, thread: Thread) -> None:
    """Renders the handout of a thread, or waits for the worker that does: what is done has its PDF. Raises Failed."""
    while handout.state is not HandoutState.DONE:
        if claimed := handouts.claim(archive, handout.id):
            _render_claimed(archive, pipeline, claimed, heartbeat, thread)
        else:
            heartbeat()
            time.sleep(POLL_SECONDS)
        handout = handouts.get(archive, handout.id)
        if handout.failure:
            raise error_of(handout.failure.reason)


def _render_claimed(
    archive: Archive, pipeline: Pipeline, claimed: Handout, outer: Heartbeat = no_heartbeat, thread: Thread | None = None
) -> None:
    """Renders a claimed handout. `outer` renews the lease of its submission, whose `thread` its key was made from."""
    heartbeat = LeaseRenewal(lambda: handouts.renew(archive, claimed), outer)
    with recording(handouts, archive, claimed):
        handouts.finish(archive, claimed, _render(archive, pipeline, claimed.key, heartbeat, thread))


def _render(archive: Archive, pipeline: Pipeline, key: HandoutKey, heartbeat: Heartbeat, thread: Thread | None) -> bytes:
    """The file of a handout or of a theme sheet; of the thread, or where none is given from the archive's present state."""
    options, now = options_from_query(key.options), archive.clock()
    if key.theme is not None:
        family, theme = key.theme.split("/")
        excerpts = theme_points.find_threads(archive, family, theme, key.codebook.id)
        excerpted = tuple(theme_points.load_threads(archive, family, theme, key.codebook.id, excerpts))
        codebook = codebooks.at(pipeline.codebooks, key.codebook)
        return pipeline.theme_sheet(excerpted, codebook, key.theme, options, excerpts.more, now, heartbeat)
    if key.joint is not None:
        joined = handouts.load_joined(archive, key.joint)
        urls = [url for each in joined for url in media.picture_urls(each.version)] if options.pictures else []
        args = (joined, key.joint.title, key.edition, key.format, now, heartbeat, options)
        return pipeline.joint_handout(*args, media.load_pictures(archive, urls))
    assert key.thread_id is not None
    thread = thread or threads.load(archive, key.thread_id, key.version, key.codebook.id)
    pictures = media.load_pictures(archive, media.picture_urls(thread.version)) if options.pictures else {}
    return pipeline.handout(thread, key.edition, key.format, now, heartbeat, options, pictures)
