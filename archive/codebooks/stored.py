"""Codebooks as the archive keeps them: each at each of its versions, so that a version names one content for ever."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, func, insert, select

from archive.archive import Archive
from archive.tables import codebooks
from domain.digest import digest
from domain.shapes.theme import Codebook, CodebookRef, Origin


@dataclass(frozen=True, slots=True)
class Kept:
    """Which codebook a row holds, without its content."""

    ref: CodebookRef
    origin: Origin
    digest: str


def digest_of(codebook: Codebook) -> str:
    """What tells one content from another, whatever version it says it is."""
    content = asdict(replace(codebook, version=0))
    return digest(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())


def every(archive: Archive) -> tuple[Kept, ...]:
    """All that is kept, by id and version."""
    which = select(codebooks.c.id, codebooks.c.version, codebooks.c.origin, codebooks.c.digest)
    with archive.database.read() as connection:
        rows = connection.execute(which.order_by(codebooks.c.id, codebooks.c.version)).all()
    return tuple(Kept(CodebookRef(row.id, row.version), row.origin, row.digest) for row in rows)


def load(archive: Archive, ref: CodebookRef) -> Codebook | None:
    """The codebook as it was at that version; None when it was never kept."""
    same = (codebooks.c.id == ref.id, codebooks.c.version == ref.version)
    with archive.database.read() as connection:
        found: Codebook | None = connection.execute(select(codebooks.c.content).where(*same)).scalar_one_or_none()
    return found


def keep(archive: Archive, codebook: Codebook, origin: Origin) -> Codebook:
    """The codebook with the version that its content has here.

    From a file: the content's own version, should it have been here before, because machines with different files must not
    outbid each other. Through the web: what was sent last is what holds. Changed content gets a version above all before it.
    """
    content = digest_of(codebook)
    with archive.database.write(alone=True) as connection:
        known = _version_of(connection, codebook.id, content, last_only=origin is Origin.WEB)
        if known is not None:
            return replace(codebook, version=known)
        highest = connection.execute(select(func.max(codebooks.c.version)).where(codebooks.c.id == codebook.id)).scalar() or 0
        made = replace(codebook, version=max(codebook.version, highest + 1))
        row = {"id": made.id, "version": made.version, "origin": origin, "digest": content, "content": made}
        connection.execute(insert(codebooks).values(**row, stored_at=archive.clock()))
        return made


def _version_of(connection: Connection, id_: str, content: str, *, last_only: bool) -> int | None:
    which = select(codebooks.c.version, codebooks.c.digest).where(codebooks.c.id == id_).order_by(codebooks.c.version.desc())
    rows = connection.execute(which.limit(1) if last_only else which).all()
    return next((row.version for row in rows if row.digest == content), None)
