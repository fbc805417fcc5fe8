"""`./threadsheet blobs move`: captures, pictures and handouts into a bucket, or from it into a folder."""

from __future__ import annotations

from contextlib import closing
from typing import Final

import click

from archive.archive import open_archive, open_blobs
from archive.blobs import Blobs, StoreUnavailable
from archive.transfer.blob_move import move_blobs
from commands.progress import progress_bar
from domain.bucket import Bucket, parse_bucket
from domain.settings import Settings

DISK: Final = "disk"


def move(settings: Settings, target: str, *, delete: bool) -> int:
    """Copies everything to `target`, an address of a bucket or `disk`; prints what is lost. Returns the exit status."""
    try:
        bucket = _bucket(target)
    except ValueError as error:
        click.echo(f"This is no address of a bucket: {error}.", err=True)
        return 2
    if bucket == settings.blobs_url:
        click.echo("The blobs are there already: THREADSHEET_BLOBS_URL says so.", err=True)
        return 2
    try:
        return _move(settings, bucket, delete)
    except StoreUnavailable as error:
        click.echo(f"{error.strerror}. Start it again: what is copied stays.", err=True)
        return 1


def _bucket(target: str) -> Bucket | None:
    if target == DISK:
        return None
    bucket = parse_bucket(target)
    assert isinstance(bucket, Bucket)
    return bucket


def _move(settings: Settings, bucket: Bucket | None, delete: bool) -> int:
    store: Blobs = open_blobs(bucket, settings.data)
    store.check()
    with closing(open_archive(settings)) as archive, progress_bar("Moving") as progress:
        moved = move_blobs(archive, store, progress, delete=delete)
    for sha256, fault in moved.faults:
        click.echo(f"{sha256}  {fault}")
    click.echo(
        f"{moved.copied:,} copied, {moved.present:,} were there, {moved.deleted:,} deleted, {len(moved.faults):,} faults.",
        err=True,
    )
    return int(bool(moved.faults))
