"""Receives what is to be imported, from the API and the pages: stores it and lets a worker read it."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, Final

from werkzeug.datastructures import FileStorage

from archive.archive import Archive
from archive.idempotency import Key
from archive.imports import records, uploads
from archive.threads.curation import label_names
from domain.digest import text_digest
from domain.errors import Empty, NotFound
from domain.ids import is_id
from domain.import_kinds import PEEK, holds_many, is_container
from domain.shapes.imports import Import, ImportedLink, ImportOptions
from server.access.auth import Scope, current_caller
from server.context import AppContext

IN_MEMORY: Final = 8 << 20
LONGEST_NAME: Final = 200


def options_of(context: AppContext, codebook: str | None, labels: Iterable[str], *, threads_only: bool) -> ImportOptions:
    """Raises Invalid for an unknown codebook and for labels that are too long."""
    if codebook:
        context.codebook(codebook)
    return ImportOptions(codebook or None, label_names(labels), threads_only)


def import_addresses(
    context: AppContext, addresses: Sequence[str], options: ImportOptions, key: str | None = None, name: str | None = None
) -> Import:
    """Has all of the addresses saved. Raises Empty, IdempotencyMismatch."""
    listed = [ImportedLink(address.strip()) for address in addresses if address.strip()]
    if not listed:
        raise Empty("import")
    caller = current_caller()
    limited = not caller.may(Scope.WRITE)
    body_digest = text_digest("\n".join(addresses))
    idempotency = Key(caller.name, key, body_digest) if key else None
    requested = records.request_links(
        context.archive, listed, caller.name, options, limited=limited, name=name, key=idempotency
    )
    context.queue.import_(requested.id)
    return requested


def import_files(
    context: AppContext, files: Sequence[FileStorage], options: ImportOptions, key: str | None = None
) -> tuple[Import, ...]:
    """Has files imported: each ZIP file by itself, all others together. Raises Empty, TooLarge, IdempotencyMismatch."""
    try:
        return tuple(_import_files(context, files, options, key))
    finally:
        for file in files:
            file.close()


def _import_files(context: AppContext, files: Sequence[FileStorage], options: ImportOptions, key: str | None) -> list[Import]:
    containers = [file for file in files if is_container(_beginning(file))]
    others = [file for file in files if file not in containers]
    imported = [_import_file(context, file.stream, file.filename, options, key) for file in containers]
    if len(others) > 1:
        with _packed(others) as packed:
            imported.append(_import_file(context, packed, None, options, key))
    elif others:
        imported.append(_import_file(context, others[0].stream, others[0].filename, options, key))
    return imported


def own_import(archive: Archive, id_: str) -> Import:
    """The import, if the caller may see it. Raises NotFound otherwise, so that nobody learns which ids exist."""
    if is_id(id_):
        imported, caller = records.get(archive, id_), current_caller()
        if caller.may(Scope.READ) or imported.caller == caller.name:
            return imported
    raise NotFound("import")


def _import_file(context: AppContext, stream: IO[bytes], name: str | None, options: ImportOptions, key: str | None) -> Import:
    archive, caller = context.archive, current_caller()
    id_ = records.begin(archive, caller.name, options, limited=not caller.may(Scope.WRITE))
    try:
        sha256 = uploads.store(archive, id_, stream, context.settings.import_max_mb)
    except BaseException:
        records.remove(archive, id_)
        raise
    idempotency = Key(caller.name, key, sha256) if key else None
    imported = records.complete(archive, id_, (name or "")[-LONGEST_NAME:] or None, sha256, idempotency)
    context.queue.import_(imported.id)
    return imported


def is_import_file(file: FileStorage) -> bool:
    """Whether a file is one to import, by its beginning: a ZIP file, an archive of X, bookmarks."""
    return holds_many(_beginning(file))


def _beginning(file: FileStorage) -> bytes:
    beginning = file.stream.read(PEEK)
    file.stream.seek(0)
    return beginning


def _packed(files: Sequence[FileStorage]) -> IO[bytes]:
    """The files in one ZIP file without compression, each with its name behind its number."""
    packed = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for number, file in enumerate(files, 1):
            name = (file.filename or "").replace("\\", "/").rpartition("/")[2].lstrip(".") or "file.txt"
            with archive.open(zipfile.ZipInfo(f"{number}/{name}", (1980, 1, 1, 0, 0, 0)), "w") as member:
                file.stream.seek(0)
                while chunk := file.stream.read(1 << 20):
                    member.write(chunk)
    packed.seek(0)
    return packed
