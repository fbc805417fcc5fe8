"""`./threadsheet migrate`: brings the tables up to date and ends, so that what starts after it finds them so."""

from __future__ import annotations

import click

from archive.migrations import HEAD
from commands.archive_check import cannot_open
from domain.settings import Settings


def migrate(settings: Settings) -> int:
    """Returns 1 when the archive cannot be opened."""
    if fault := cannot_open(settings):
        click.echo(fault, err=True)
        return 1
    click.echo(f"The tables are of revision {HEAD}.", err=True)
    return 0
