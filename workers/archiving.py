"""From a capture to its thread in the archive: read, find, merge, edit, tag, store. Called by the jobs and by `reread`.

Any number of workers may do this with captures of one thread at once: a reading that was overtaken by another is made again
from all that is there, so that the last one stored has seen everything.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from archive import captures
from archive.archive import Archive
from archive.threads import threads
from archive.threads.matching import Kin
from archive.threads.threads import Laid, Overtaken, Stored
from domain.edits import apply_edits
from domain.errors import Invalid, NotFound
from domain.messages import Message
from domain.shapes.capture import Capture
from domain.shapes.theme import Codebook
from domain.shapes.thread import Cause, Version
from domain.version_digest import version_digest
from workers.pipeline import Pipeline
from workers.sandbox import unwatched


@dataclass(frozen=True, slots=True)
class Reread:
    """A thread as it was and as it reads now; `unread` are the captures, by id, that nobody can read any more, and why."""

    before: Version
    after: Version
    unread: tuple[tuple[str, Message], ...]

    @property
    def changed(self) -> bool:
        return version_digest(self.before) != version_digest(self.after)


@dataclass(frozen=True, slots=True)
class Archiving:
    """One worker's way to the archive. `tagging` is called before each time the model speaks."""

    archive: Archive
    pipeline: Pipeline
    alive: Callable[[], None] = unwatched
    tagging: Callable[[], None] = unwatched

    def add(self, capture_id: str, codebook: Codebook, again: str | None = None) -> Stored:
        """Keep what a capture says; `again` is the thread whose address was asked again, if it was."""
        read = self.pipeline.unroll([captures.load(self.archive, capture_id)], self.alive)
        kin = threads.kin(self.archive, read, [capture_id], again)
        while True:
            whole = self._merged(read, kin)
            shown = apply_edits(whole, [edit.operation for edit in kin.edits])
            self.tagging()
            tagged = self.pipeline.tag(shown, codebook, self.alive)
            laid = Laid(kin, whole if kin.edits else None, again=again)
            try:
                stored = threads.store(self.archive, tagged, kin.captures, codebook.ref, laid)
            except Overtaken:
                kin = threads.kin(self.archive, whole, kin.captures, again)
            else:
                with suppress(NotFound):  # deleted, or joined to an older thread by somebody who will do this
                    self.tag_again(stored.thread_id, but=codebook.id)
                return stored

    def _merged(self, read: Version, kin: Kin) -> Version:
        """`read` when nothing else is known of its thread."""
        return read if len(kin.captures) == 1 else self.pipeline.merge(self.load(kin), self.alive).version

    def load(self, kin: Kin) -> list[Capture]:
        return [captures.load(self.archive, id_) for id_ in kin.captures]

    def read_again(self, thread_id: str, *, check: bool) -> Reread:
        """Derive a thread anew from all that was kept of it; with `check` only to see what would change.

        Raises NotFound, and what the last capture raised when none can be read.
        """
        kin = threads.kin_of_id(self.archive, thread_id)
        before = threads.load(self.archive, thread_id)
        while True:
            merged = self.pipeline.merge(self.load(kin), self.alive)
            shown = apply_edits(merged.version, [edit.operation for edit in kin.edits])
            unread = tuple((kin.captures[index], why) for index, why in merged.unread)
            if check:
                return Reread(before.version, shown, unread)
            codebook = self._codebook(before.codebook.id) or self.pipeline.codebook(None)
            tagged = self.pipeline.tag(shown, codebook, self.alive)
            laid = Laid(kin, merged.version if kin.edits else None, Cause.REREAD)
            try:
                stored = threads.store(self.archive, tagged, kin.captures, codebook.ref, laid)
            except Overtaken:
                kin = threads.kin(self.archive, merged.version, kin.captures)
            else:
                self.tag_again(stored.thread_id, but=codebook.id)
                return Reread(before.version, shown, unread)

    def tag_again(self, thread_id: str, but: str | None = None) -> None:
        """Let the model speak anew of a thread's latest Version, in every codebook it is tagged with `but` one."""
        for ref in [tagging.codebook for tagging in threads.taggings(self.archive, thread_id)]:
            if ref.id != but and (codebook := self._codebook(ref.id)):
                thread = threads.load(self.archive, thread_id, codebook=ref.id)
                tagged = self.pipeline.tag(thread.version, codebook, self.alive)
                threads.retag(self.archive, replace(thread, version=tagged, codebook=codebook.ref))

    def _codebook(self, id_: str) -> Codebook | None:
        """None for one that was taken away since; its tags stay as they are."""
        try:
            return self.pipeline.codebook(id_)
        except Invalid:
            return None
