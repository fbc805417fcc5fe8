"""`./threadsheet reread`: derives every thread again from its stored captures, so that better reading reaches old threads.

What people said and edited stays; a Version that turns out the same is not added again.
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


class Fate(StrEnum):
    """What became of a thread, as the last line counts it."""

    CHANGED = "changed"
    SAME = "the same"
    UNREADABLE = "could not be read and stayed as they are"


def reread(settings: Settings, thread_id: str | None, *, check: bool, every: bool) -> int:
    """A line on standard output for each thread that changed or has captures that cannot be read, and a sum on standard error.

    Threads that this very code has read are passed over, unless `every` or one is named. With `check` nothing is written.
    Returns the exit status: 1 when a thread could not be read at all, 2 for an id of no thread.
    """
    with closing(open_archive(settings)) as archive:
        try:
            ids = (
                (_known(archive, thread_id),)
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
        fates = Counter(_one(archiver, id_, check=check) for id_ in ids)
    told = ", ".join(f"{fates[fate]:,} {fate}" for fate in Fate if fates[fate])
    click.echo(
        f"{load_messages().shared.thread_count(len(ids))} read again: {told}.{' Nothing was written.' if check else ''}",
        err=True,
    )
    return 1 if fates[Fate.UNREADABLE] else 0


def _known(archive: Archive, thread_id: str) -> str:
    """The thread's id, or that of the one it was joined to. Raises NotFound."""
    found = (threads.merged_into(archive, thread_id) or thread_id) if is_id(thread_id) else ""
    return str(thread_list.load_summary(archive, found).id)


def _one(archiver: Archiver, id_: str, *, check: bool) -> Fate:
    try:
        found = archiver.reread(id_, check=check)
    except NotFound:  # deleted meanwhile
        return Fate.SAME
    except ThreadsheetError as error:
        click.echo(f"{id_}  cannot be read any more: {sentence(error.reason)}")
        return Fate.UNREADABLE
    for capture_id, why in found.unread:
        click.echo(f"{id_}  capture {capture_id} cannot be read any more ({why.code}): {sentence(why)}")
    if not found.changed:
        return Fate.SAME
    click.echo(f"{id_}  {_change(found.before, found.after)}  “{found.after.title}”")
    return Fate.CHANGED


def _change(before: Version, after: Version) -> str:
    """Points and verdict, with what they were where that differs."""
    points = [len(each.points) for each in (before, after)]
    verdicts = [each.completeness.verdict.value for each in (before, after)]
    return f"{_arrow(*map(str, points))} points, {_arrow(*verdicts)}"


def _arrow(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"
