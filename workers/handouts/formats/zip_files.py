"""Writes zip files whose bytes depend only on their content and a given time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

File = tuple[str, bytes]
COMPRESSED = (".jpg", ".png", ".woff2")
FIRST = "mimetype"
"""The file that tells an EPUB's type: it has to be first and uncompressed."""


def zip_files(files: Iterable[File], when: datetime) -> bytes:
    """A zip of some files, all with the same time."""
    out = BytesIO()
    moment = when.astimezone(UTC).timetuple()[:6] if when.tzinfo else when.timetuple()[:6]
    with ZipFile(out, "w") as archive:
        for name, body in files:
            entry = ZipInfo(name, moment)
            entry.external_attr = 0o644 << 16
            stored = name == FIRST or name.endswith(COMPRESSED)
            archive.writestr(entry, body, ZIP_STORED if stored else ZIP_DEFLATED)
    return out.getvalue()


def repack_zip(body: bytes, when: datetime) -> bytes:
    """A zip made elsewhere, with the same files, all with the same time."""
    with ZipFile(BytesIO(body)) as archive:
        return zip_files(((name, archive.read(name)) for name in archive.namelist()), when)
