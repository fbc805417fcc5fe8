"""`./threadsheet reindex`: builds the library's index anew from the threads that are stored."""

from __future__ import annotations

import sys
from contextlib import closing

import click

from archive.archive import open_archive
from archive.library import index
from archive.threads import thread_list
from domain.settings import Settings
from presentation.messages import load_messages


def reindex(settings: Settings) -> int:
    """Prints how many threads are in the index, on standard error. While it runs, lists have only those that are done."""
    with closing(open_archive(settings)) as archive:
        ids = thread_list.list_ids(archive)
        with click.progressbar(length=len(ids), label="Indexing", file=sys.stderr) as bar:
            done = 0
            for count in index.rebuild(archive, ids):
                bar.update(count - done)
                done = count
    click.echo(f"{load_messages().shared.thread_count(len(ids))} in the index.", err=True)
    return 0
