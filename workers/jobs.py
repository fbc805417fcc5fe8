"""What a worker does with an id: claim the record, do the work, write down what became of it. Called by RQ only.

Thin, repeatable, and a wire contract: the dotted names stand in Redis while jobs are queued.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Final

from rq.timeouts import JobTimeoutException

from archive import codebooks, handouts, media, submissions
from archive.archive import Archive, open_archive
from archive.codebooks import Collection
from archive.leases import LeaseLost
from archive.tags import retaggings, theme_points
from archive.tags.judgements import Judgements
from archive.threads import threads
from domain.code_hash import REVISION
from domain.errors import Crashed, LimitExceeded, NotFound, PageChanged, ThreadsheetError, error_of
from domain.settings import Settings
from domain.shapes.failure import Failure
from domain.shapes.handout import Edition, Format, Handout, HandoutKey, HandoutState
from domain.shapes.options import options_from_query
from domain.shapes.retagging import Retagging
from domain.shapes.submission import State, Submission
from workers import downloads
from workers.archiving import Archiving
from workers.pipeline import Pipeline
from workers.render_process import Press

log: Final = logging.getLogger(__name__)
RENEW_SECONDS: Final = 15.0
LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every job needs, loaded once in the parent of all workers."""

    settings: Settings
    pipeline: Pipeline

    def tools(self, archive: Archive) -> Pipeline:
        """The pipeline with the codebooks that are there now, and the answers that a language model gave before."""
        model = self.pipeline.model and replace(self.pipeline.model, answers=Judgements(archive))
        return replace(self.pipeline, codebooks=Collection(archive, self.settings.codebooks), model=model)


_workshop: Final[list[Workshop]] = []


def prepare(settings: Settings) -> None:
    """Load the tools before the workers are forked. RQ hands a job nothing but its id, so they wait here."""
    _workshop[:] = [Workshop(settings, Pipeline.prepare(settings))]


def press() -> Press:
    """What handouts are made with: kept by the worker, used by its jobs."""
    (workshop,) = _workshop
    return workshop.pipeline.press


def run_submission(id_: str) -> None:
    """Archive what was submitted, up to its default handout and that of the edition that was asked for."""
    (workshop,) = _workshop
    with closing(open_archive(workshop.settings)) as archive:
        if claimed := submissions.claim(archive, id_):
            with _recorded(lambda failure: submissions.fail(archive, claimed, failure), id_):
                _archive_submission(archive, workshop.tools(archive), claimed)


def render_handout(id_: str) -> None:
    """Make one handout that was asked for."""
    (workshop,) = _workshop
    with closing(open_archive(workshop.settings)) as archive:
        if claimed := handouts.claim(archive, id_):
            _make_handout(archive, workshop.tools(archive), claimed)


def tag_thread(id_: str) -> None:
    """Tag a thread with a codebook, or again, up to its default handout."""
    (workshop,) = _workshop
    with closing(open_archive(workshop.settings)) as archive:
        if claimed := retaggings.claim(archive, id_):
            with _recorded(lambda failure: retaggings.fail(archive, claimed, failure), id_):
                _retag(archive, workshop.tools(archive), claimed)


def abandon(id_: str) -> None:
    """The process that was at this record died: nobody has to wait until its lease runs out."""
    (workshop,) = _workshop
    with closing(open_archive(workshop.settings)) as archive:
        submissions.expire(archive, id_)
        handouts.expire(archive, id_)
        retaggings.expire(archive, id_)


def _archive_submission(archive: Archive, pipeline: Pipeline, claimed: Submission) -> None:
    alive = _Heartbeat(lambda: submissions.renew(archive, claimed))
    codebook = pipeline.codebook(claimed.codebook)
    archiving = Archiving(archive, pipeline, alive, lambda: submissions.step(archive, claimed, State.TAGGING))
    if claimed.capture_id or claimed.url:
        capture_id = downloads.capture(archive, pipeline, claimed, alive)
        submissions.step(archive, claimed, State.UNROLLING)
        thread_id = archiving.add(capture_id, codebook, again=claimed.thread_id).thread_id
    else:
        assert claimed.thread_id is not None
        thread_id = claimed.thread_id
        archiving.tag_again(thread_id)
    submissions.step(archive, claimed, State.RENDERING, thread_id=thread_id)
    submissions.finish(archive, claimed, _hand_out(archive, pipeline, claimed, thread_id, alive))


def _hand_out(archive: Archive, pipeline: Pipeline, claimed: Submission, thread_id: str, alive: Callable[[], None]) -> str:
    """Make the thread's PDFs, and return its id: another one when it was joined to an older thread meanwhile."""
    try:
        downloads.pictures(archive, pipeline, claimed, thread_id, alive)
        thread = threads.load(archive, thread_id)
        for edition in dict.fromkeys((Edition.ANNOTATED, claimed.edition)):
            key = handouts.key_for(thread, edition, Format.PDF, REVISION)
            _await_handout(archive, pipeline, handouts.ask(archive, key, again=True), alive)
    except NotFound:
        elsewhere = threads.moved(archive, thread_id)
        if elsewhere is None:
            raise
        return _hand_out(archive, pipeline, claimed, elsewhere, alive)
    return thread_id


def _retag(archive: Archive, pipeline: Pipeline, claimed: Retagging) -> None:
    alive = _Heartbeat(lambda: retaggings.renew(archive, claimed))
    codebook = pipeline.codebook(claimed.codebook_id)
    while True:
        thread = threads.load(archive, claimed.thread_id)
        assert thread.number is not None
        version = pipeline.tag(thread.version, codebook, alive)
        if retaggings.finish(archive, claimed, thread.number, version, codebook.ref):
            break
    tagged = threads.load(archive, claimed.thread_id, codebook=codebook.id)
    asked = handouts.ask(archive, handouts.key_for(tagged, Edition.ANNOTATED, Format.PDF, REVISION))
    if made := handouts.claim(archive, asked.id):
        _make_handout(archive, pipeline, made)


def _await_handout(archive: Archive, pipeline: Pipeline, handout: Handout, alive: Callable[[], None]) -> None:
    """Make the handout, or wait for whoever is making it: a submission that is done has its PDF. Raises Failed."""
    while handout.state is not HandoutState.DONE:
        if claimed := handouts.claim(archive, handout.id):
            _make_handout(archive, pipeline, claimed, alive)
        else:
            alive()
            time.sleep(LOOK_SECONDS)
        handout = handouts.get(archive, handout.id)
        if handout.failure:
            raise error_of(handout.failure.reason)


def _make_handout(archive: Archive, pipeline: Pipeline, claimed: Handout, alive: Callable[[], None] | None = None) -> None:
    heartbeat = _Heartbeat(lambda: handouts.renew(archive, claimed), alive)
    with _recorded(lambda failure: handouts.fail(archive, claimed, failure), claimed.id):
        handouts.finish(archive, claimed, _rendered(archive, pipeline, claimed.key, heartbeat))


def _rendered(archive: Archive, pipeline: Pipeline, key: HandoutKey, alive: Callable[[], None]) -> bytes:
    """A handout's file, or a theme sheet's, as the archive is now."""
    options, now = options_from_query(key.options), archive.clock()
    if key.theme is not None:
        family, theme = key.theme.split("/")
        gathered = theme_points.find(archive, family, theme, key.codebook.id)
        found = tuple(theme_points.load(archive, family, theme, key.codebook.id, gathered))
        return pipeline.theme_sheet(
            found, codebooks.at(pipeline.codebooks, key.codebook), key.theme, options, gathered.more, now, alive
        )
    assert key.thread_id is not None
    thread = threads.load(archive, key.thread_id, key.version, key.codebook.id)
    pictures = media.pictures(archive, media.addresses(thread.version)) if options.pictures else {}
    return pipeline.handout(thread, key.edition, key.format, now, alive, options, pictures)


class _Heartbeat:
    """Renews a lease when it is due; called often by whatever takes long, so that no thread is needed for it."""

    def __init__(self, renew: Callable[[], None], also: Callable[[], None] | None = None) -> None:
        self._renew, self._also = renew, also
        self._due = time.monotonic() + RENEW_SECONDS

    def __call__(self) -> None:
        if time.monotonic() >= self._due:
            self._renew()
            self._due = time.monotonic() + RENEW_SECONDS
        if self._also:
            self._also()


@contextmanager
def _recorded(fail: Callable[[Failure], None], id_: str) -> Iterator[None]:
    """The rim where everything is caught: what went wrong becomes part of the record."""
    try:
        yield
    except LeaseLost:
        log.info("%s is no longer ours", id_)
    except PageChanged as error:
        log.warning("%s: pages of %s have changed, nothing was found at %s", id_, error.site, error.hook, exc_info=error)
        _tell(fail, error)
    except ThreadsheetError as error:
        log.info("%s: %s", id_, error, exc_info=error)
        _tell(fail, error)
    except JobTimeoutException as error:
        log.warning("%s ran out of time", id_, exc_info=error)
        _tell(fail, LimitExceeded("This took longer than this Threadsheet allows."))
    except Exception as error:
        log.exception("%s failed in a way nobody foresaw", id_)
        _tell(fail, Crashed(f"Work on this stopped unexpectedly ({type(error).__name__}). It was kept."))


def _tell(fail: Callable[[Failure], None], error: ThreadsheetError) -> None:
    try:
        fail(Failure(error.reason, error.retryable))
    except LeaseLost:
        log.info("nobody waits for this failure any more")
