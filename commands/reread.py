"""`./threadsheet reread`: derives threads again from their captures, so that improved parsing reaches old threads.

People's decisions and edits stay. A Version that comes out the same is not added again.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from enum import StrEnum

import click

from archive.archive import Archive, open_archive
from archive.threads import thread_list, threads
from domain.code_hash import READER
from domain.errors import NotFound, ThreadsheetError
from domain.ids import is_id
from domain.settings import Settings
from domain.shapes.thread import Version
from presentation.messages import load_messages, sentence
from workers.archiver import Archiver
from workers.pipeline import Pipeline


class Outcome(StrEnum):
    """What the last line counts: whether a thread changed."""

    CHANGED = "changed"
    SAME = "the same"
    UNREADABLE = "could not be read and stayed as they are"


def reread(settings: Settings, thread_id: str | None, *, check: bool, every: bool) -> int:
    """Prints a line for each thread that changed or has captures that cannot be parsed, and a summary on standard error.

    Skips threads that this version of the code has read, unless `every` is set or one is named. With `check` it writes nothing.
    Returns the exit status: 1 when a thread could not be read at all, 2 for an id of no thread.
    """
    with closing(open_archive(settings)) as archive:
        try:
            ids = (
                (_resolve_id(archive, thread_id),)
                if thread_id
                else thread_list.list_ids(archive, not_read_by=None if every else READER)
            )
        except NotFound as error:
            click.echo(sentence(error.reason), err=True)
            return 2
        if not ids:
            click.echo("Nothing to do: this very code has read every thread (--all reads them anyway).", err=True)
            return 0
        archiver = Archiver(archive, Pipeline.prepare(settings).with_archive(archive, settings))
        outcomes = Counter(_reread_one(archiver, id_, check=check) for id_ in ids)
    summary = ", ".join(f"{outcomes[outcome]:,} {outcome}" for outcome in Outcome if outcomes[outcome])
    click.echo(
        f"{load_messages().shared.thread_count(len(ids))} read again: {summary}.{' Nothing was written.' if check else ''}",
        err=True,
    )
    return 1 if outcomes[Outcome.UNREADABLE] else 0


def _resolve_id(archive: Archive, thread_id: str) -> str:
    """The thread's id, or that of the one it was joined to. Raises NotFound."""
    current_id = (threads.merged_into(archive, thread_id) or thread_id) if is_id(thread_id) else ""
    return str(thread_list.load_summary(archive, current_id).id)


def _reread_one(archiver: Archiver, id_: str, *, check: bool) -> Outcome:
    try:
        reread = archiver.reread(id_, check=check)
    except NotFound:  # deleted meanwhile
        return Outcome.SAME
    except ThreadsheetError as error:
        click.echo(f"{id_}  cannot be read any more: {sentence(error.reason)}")
        return Outcome.UNREADABLE
    for capture_id, reason in reread.unread:
        click.echo(f"{id_}  capture {capture_id} cannot be read any more ({reason.code}): {sentence(reason)}")
    if not reread.changed:
        return Outcome.SAME
    click.echo(f"{id_}  {_change(reread.before, reread.after)}  “{reread.after.title}”")
    return Outcome.CHANGED


def _change(before: Version, after: Version) -> str:
    """Points and verdict, with what they were where that differs."""
    points = [len(version.points) for version in (before, after)]
    verdicts = [version.completeness.verdict.value for version in (before, after)]
    return f"{_arrow(*map(str, points))} points, {_arrow(*verdicts)}"


def _arrow(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"
