"""Several files as one zip whose bytes depend on nothing but what is in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

File = tuple[str, bytes]
PACKED_ALREADY = (".jpg", ".png", ".woff2")
FIRST = "mimetype"
"""The file of an EPUB that says what it is, by standing first and unpacked."""


def packed(files: Iterable[File], when: datetime) -> bytes:
    """The zip; every file is of the same moment."""
    out = BytesIO()
    moment = when.astimezone(UTC).timetuple()[:6] if when.tzinfo else when.timetuple()[:6]
    with ZipFile(out, "w") as archive:
        for name, body in files:
            entry = ZipInfo(name, moment)
            entry.external_attr = 0o644 << 16
            stored = name == FIRST or name.endswith(PACKED_ALREADY)
            archive.writestr(entry, body, ZIP_STORED if stored else ZIP_DEFLATED)
    return out.getvalue()


def repacked(body: bytes, when: datetime) -> bytes:
    """Another's zip with the same files, of one moment."""
    with ZipFile(BytesIO(body)) as archive:
        return packed(((name, archive.read(name)) for name in archive.namelist()), when)
