"""Rows of codebooks: every version of each, so that a version always names the same content."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, func, insert, select

from archive.archive import Archive
from archive.tables import codebooks
from domain.digest import digest
from domain.shapes.codebook import Codebook, CodebookRef, Origin


@dataclass(frozen=True, slots=True)
class StoredCodebook:
    """A row of a codebook without its content."""

    ref: CodebookRef
    origin: Origin
    digest: str


def digest_of(codebook: Codebook) -> str:
    """A digest of the content, whatever version it has."""
    content = asdict(replace(codebook, version=0))
    return digest(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())


def list_all(archive: Archive) -> tuple[StoredCodebook, ...]:
    """All versions of all codebooks, by id and version."""
    query = select(codebooks.c.id, codebooks.c.version, codebooks.c.origin, codebooks.c.digest)
    with archive.database.read() as connection:
        rows = connection.execute(query.order_by(codebooks.c.id, codebooks.c.version)).all()
    return tuple(StoredCodebook(CodebookRef(row.id, row.version), row.origin, row.digest) for row in rows)


def load(archive: Archive, ref: CodebookRef) -> Codebook | None:
    """The codebook as it was at that version; None when it was never stored."""
    same = (codebooks.c.id == ref.id, codebooks.c.version == ref.version)
    with archive.database.read() as connection:
        content: Codebook | None = connection.execute(select(codebooks.c.content).where(*same)).scalar_one_or_none()
    return content


def store(archive: Archive, codebook: Codebook, origin: Origin) -> Codebook:
    """Stores the codebook, and returns it with the version that its content has in the archive.

    New content gets a version above all earlier ones. Content that was stored before keeps its version: of a file always,
    because two machines with different files would each add a version at every start; of one sent through the web only if
    it is the latest.
    """
    content = digest_of(codebook)
    with archive.database.write(alone=True) as connection:
        present = _version_of(connection, codebook.id, content, last_only=origin is Origin.WEB)
        if present is not None:
            return replace(codebook, version=present)
        highest = connection.execute(select(func.max(codebooks.c.version)).where(codebooks.c.id == codebook.id)).scalar() or 0
        new = replace(codebook, version=max(codebook.version, highest + 1))
        row = {"id": new.id, "version": new.version, "origin": origin, "digest": content, "content": new}
        connection.execute(insert(codebooks).values(**row, stored_at=archive.clock()))
        return new


def _version_of(connection: Connection, id_: str, content: str, *, last_only: bool) -> int | None:
    query = select(codebooks.c.version, codebooks.c.digest).where(codebooks.c.id == id_).order_by(codebooks.c.version.desc())
    rows = connection.execute(query.limit(1) if last_only else query).all()
    return next((row.version for row in rows if row.digest == content), None)
