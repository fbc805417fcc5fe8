"""`./threadsheet export`, `import` and `verify`: the archive as a folder and back, and whether its bytes are as stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import click

from archive import audit
from archive.archive import Archive, open_archive
from archive.threads import threads
from archive.transfer.export import export as write_export
from archive.transfer.folder import FolderReader
from archive.transfer.importing import Importer
from archive.transfer.verify import Result, verify_archive, verify_folder
from commands.progress import progress_bar
from domain.errors import NotFound, Refused
from domain.ids import is_id
from domain.settings import Settings
from domain.shapes.audit import OPERATOR, Action
from presentation.exports.transcript import transcript
from presentation.messages import load_messages, sentence

README: Final = Path(__file__).resolve().parent.parent / "docs" / "export.md"


def export(settings: Settings, folder: Path) -> int:
    """Writes the archive into `folder`. Returns 1 when it is not empty, or when the archive has lost bytes of a capture."""
    with closing(open_archive(settings)) as archive:
        try:
            with progress_bar("Exporting") as progress:
                readme = README.read_text(encoding="utf-8")
                exported = write_export(archive, folder.absolute(), readme, lambda id_: _transcribe(archive, id_), progress)
        except Refused as error:
            return _refuse(error)
        audit.record_alone(archive, OPERATOR, Action.EXPORTED, None, folder.name)
    for path in exported.lost:
        click.echo(f"{path}  missing or changed in the archive", err=True)
    count = load_messages().shared.thread_count(exported.rows.get("threads", 0))
    click.echo(f"{count}, {exported.rows['captures']:,} captures, {exported.rows['pictures']:,} pictures in {folder}", err=True)
    return int(bool(exported.lost))


def _transcribe(archive: Archive, id_: str) -> str | None:
    """The thread's latest Version as a text; None for one in the wastebasket."""
    try:
        return transcript(threads.load(archive, id_)).text
    except NotFound:
        return None


def import_(settings: Settings, folder: Path) -> int:
    """Adds the export to the archive. Prints a line for each thread that is there under another id already."""
    with closing(open_archive(settings)) as archive:
        try:
            with progress_bar("Importing") as progress:
                imported = Importer(archive, FolderReader(folder)).run(progress)
        except Refused as error:
            return _refuse(error)
    for id_, present in imported.skipped.items():
        if id_ != present:
            click.echo(f"{id_}  left out: the archive has it as {present}")
    shared = load_messages().shared
    click.echo(f"{shared.thread_count(imported.added)} added, {len(imported.skipped):,} there already.", err=True)
    return 0


def verify(settings: Settings, target: str | None) -> int:
    """Hashes the archive, one thread (an id) or an export (a folder) again; prints each fault. Returns 1 when there is one."""
    try:
        if target is not None and Path(target).is_dir():
            return _report(verify_folder(Path(target)))
        with closing(open_archive(settings)) as archive:
            return _report(verify_archive(archive, _resolve(archive, target) if target is not None else None))
    except Refused as error:
        return _refuse(error, 2 if isinstance(error, NotFound) else 1)


def _resolve(archive: Archive, target: str) -> str:
    return (threads.merged_into(archive, target) or target) if is_id(target) else target


def _report(results: Iterator[Result]) -> int:
    checked = faults = 0
    for name, fault in results:
        checked += 1
        if fault:
            faults += 1
            click.echo(f"{name}  {fault}")
    click.echo(f"{checked:,} checked, {faults:,} faults.", err=True)
    return int(faults > 0)


def _refuse(error: Refused, status: int = 1) -> int:
    click.echo(sentence(error.reason), err=True)
    return status
