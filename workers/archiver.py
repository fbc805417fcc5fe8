"""Adds a capture to its thread in the archive: parse, match, merge, edit, tag, store. Called by the jobs and by `reread`.

Any number of workers may do this with captures of one thread at once. When another worker stored first, the Version is derived
again from all captures, so that the last one stored includes everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from archive import captures
from archive.archive import Archive
from archive.library import vectors
from archive.tags import retaggings
from archive.threads import threads
from archive.threads.matching import ThreadMatch
from archive.threads.threads import Base, BaseChanged, Stored
from domain.edits import apply_edits
from domain.errors import Invalid, NotFound, ThreadsheetError
from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.codebook import Codebook
from domain.shapes.thread import Cause, Version
from domain.version_digest import version_digest
from workers.completion import CODES, NOTHING_ASKED, Completion, address_to_ask, another_thread, ask_site
from workers.pipeline import Pipeline
from workers.sandbox import no_heartbeat
from workers.unrolling.merge import NOTHING_IN_COMMON


@dataclass(frozen=True, slots=True)
class Reread:
    """A thread before and after it was derived again; `unread` names the captures that cannot be parsed any more, and why."""

    before: Version
    after: Version
    unread: tuple[tuple[str, Message], ...]

    @property
    def changed(self) -> bool:
        return version_digest(self.before) != version_digest(self.after)


@dataclass(frozen=True, slots=True)
class Archiver:
    """Adds to and derives again the threads of one archive. `before_tagging` is called each time before a thread is tagged."""

    archive: Archive
    pipeline: Pipeline
    heartbeat: Callable[[], None] = no_heartbeat
    before_tagging: Callable[[], None] = no_heartbeat

    def add(self, capture_id: str, codebook: Codebook, refreshed_thread: str | None = None) -> Stored:
        """Stores the thread of a capture; `refreshed_thread` is the id of the thread that was fetched again, if it was."""
        return self.add_completed(capture_id, codebook, refreshed_thread)[0]

    def add_completed(
        self, capture_id: str, codebook: Codebook, refreshed_thread: str | None = None
    ) -> tuple[Stored, Completion]:
        """The same, with what the site's public API has of the thread, and what became of asking it."""
        version, asked, capture_ids = self._read(capture_id)
        match = threads.find_match(self.archive, version, capture_ids, refreshed_thread)
        while True:
            merged = _with_reason(self._merge(version, match, capture_ids), asked.reason)
            edited = apply_edits(merged, [edit.operation for edit in match.edits])
            self.before_tagging()
            tagged = self.pipeline.tag_at_once(edited, codebook, self.heartbeat)
            base = Base(match, merged if match.edits else None, refreshed_id=refreshed_thread)
            try:
                stored = threads.store(self.archive, tagged, match.captures, codebook.ref, base)
            except BaseChanged:
                match = threads.find_match(self.archive, merged, match.captures, refreshed_thread)
            else:
                self._embed(stored.thread_id, stored.number, tagged)
                with suppress(NotFound):  # deleted, or joined to an older thread by another worker, who will do this
                    self._judge_later(stored.thread_id, codebook, tagged)
                    self.retag(stored.thread_id, except_codebook=codebook.id)
                return stored, asked

    def _read(self, capture_id: str) -> tuple[Version, Completion, list[str]]:
        """A capture as a Version, completed by the site's API where that can be asked, and the ids of the captures used."""
        capture = captures.load(self.archive, capture_id)
        version, failure = self._unroll(capture)
        address = address_to_ask(capture, version) if self.pipeline.completes else None
        asked = NOTHING_ASKED
        if address:
            asked = ask_site(address, self.pipeline.fetch_from_api, self.archive.clock(), self.heartbeat)
        if address and asked.capture:
            merged = self.pipeline.merge([capture, asked.capture], self.heartbeat).version
            if NOTHING_IN_COMMON not in merged.completeness.reasons:
                return merged, asked, [capture_id, captures.store(self.archive, asked.capture)]
            asked = another_thread(address)
        if version is None:
            assert failure is not None
            raise failure
        return version, asked, [capture_id]

    def _unroll(self, capture: Capture) -> tuple[Version | None, ThreadsheetError | None]:
        """The Version of one capture, or why it cannot be read."""
        try:
            return self.pipeline.unroll([capture], self.heartbeat), None
        except ThreadsheetError as error:
            return None, error

    def _merge(self, version: Version, match: ThreadMatch, capture_ids: Sequence[str]) -> Version:
        """The Version of all captures of the matching threads; `version` itself when there is no other capture."""
        return version if {*match.captures} == {*capture_ids} else self.pipeline.merge(self.load(match), self.heartbeat).version

    def load(self, match: ThreadMatch) -> list[Capture]:
        return [captures.load(self.archive, id_) for id_ in match.captures]

    def reread(self, thread_id: str, *, check: bool) -> Reread:
        """Derives a thread again from all its captures. With `check` it stores nothing and only returns what would change.

        Raises NotFound, and what the last capture raised when none can be read.
        """
        match = threads.match_of(self.archive, thread_id)
        before = threads.load(self.archive, thread_id)
        while True:
            merged = self.pipeline.merge(self.load(match), self.heartbeat)
            read = _with_reason(merged.version, _reason_of_completion(before.version, merged.version))
            edited = apply_edits(read, [edit.operation for edit in match.edits])
            unread = tuple((match.captures[index], reason) for index, reason in merged.unread)
            if check:
                return Reread(before.version, edited, unread)
            codebook = self._codebook(before.codebook.id) or self.pipeline.codebook(None)
            tagged = self.pipeline.tag_at_once(edited, codebook, self.heartbeat)
            base = Base(match, read if match.edits else None, Cause.REREAD)
            try:
                stored = threads.store(self.archive, tagged, match.captures, codebook.ref, base)
            except BaseChanged:
                match = threads.find_match(self.archive, read, match.captures)
            else:
                self._embed(stored.thread_id, stored.number, tagged)
                self._judge_later(stored.thread_id, codebook, tagged)
                self.retag(stored.thread_id, except_codebook=codebook.id)
                return Reread(before.version, edited, unread)

    def retag(self, thread_id: str, except_codebook: str | None = None) -> None:
        """Tags a thread's latest Version again with every codebook that it is tagged with, except one."""
        for ref in [tagging.codebook for tagging in threads.list_taggings(self.archive, thread_id)]:
            if ref.id != except_codebook and (codebook := self._codebook(ref.id)):
                thread = threads.load(self.archive, thread_id, codebook=ref.id)
                tagged = self.pipeline.tag_at_once(thread.version, codebook, self.heartbeat)
                threads.replace_model_tags(self.archive, replace(thread, version=tagged, codebook=codebook.ref))
                self._judge_later(thread_id, codebook, tagged)

    def _judge_later(self, thread_id: str, codebook: Codebook, tagged: Version) -> None:
        """Has the language model judge, where it has not answered yet: by a job of its own, so that nobody waits for it."""
        if tagged.judge.is_preliminary:
            retaggings.request(self.archive, thread_id, codebook.id)

    def embed(self, thread_id: str) -> None:
        """Stores the vectors of a thread's latest Version, by which similar points are found."""
        thread = threads.load(self.archive, thread_id)
        assert thread.number is not None
        self._embed(thread_id, thread.number, thread.version)

    def _embed(self, thread_id: str, number: int, version: Version) -> None:
        vectors.put(self.archive, thread_id, number, self.pipeline.tagger.encoder, self.pipeline.vectors(version))

    def _codebook(self, id_: str) -> Codebook | None:
        """None for one that was removed since; its tags stay as they are."""
        try:
            return self.pipeline.codebook(id_)
        except Invalid:
            return None


def _with_reason(version: Version, reason: Message | None) -> Version:
    if reason is None:
        return version
    verdict = version.completeness
    return replace(version, completeness=replace(verdict, reasons=tuple(dict.fromkeys((*verdict.reasons, reason)))))


def _reason_of_completion(before: Version, after: Version) -> Message | None:
    """What a Version says about asking an API, which no capture shows; None where the later one has an answer of the API."""
    if any(reason.code in CODES for reason in after.completeness.reasons):
        return None
    return next((reason for reason in before.completeness.reasons if reason.code in CODES), None)
