"""`./threadsheet reindex`: builds the library's index anew from the threads that are stored."""

from __future__ import annotations

from contextlib import closing

import click

from archive.archive import open_archive
from archive.library import index
from commands.progress import progress_bar
from domain.settings import Settings
from presentation.messages import load_messages


def reindex(settings: Settings) -> int:
    """Prints how many threads are in the index, on standard error. While it runs, lists have only those that are done."""
    with closing(open_archive(settings)) as archive, progress_bar("Indexing") as progress:
        total = 0
        for done, total in index.rebuild(archive):
            progress(done, total)
    click.echo(f"{load_messages().shared.thread_count(total)} in the index.", err=True)
    return 0
