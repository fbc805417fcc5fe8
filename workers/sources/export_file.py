"""Opens the export of an account: a ZIP file (X, Threads, Mastodon) or tar.gz (Mastodon). For `handout` and imports.

Only the few members that hold posts are unpacked. Their decoded bytes are counted while they are read, so that a small file
which unpacks to endless data is refused.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from domain.errors import LimitExceeded, NotAThread
from domain.shapes.capture import Capture, MediaType, Via

X_PARTS: Final = re.compile(r"(?:.*/)?data/(?:tweets?|tweets?-part\d+|note-tweet|community-tweet|account)\.js")
OUTBOX, ACTOR = re.compile(r"(?:.*/)?outbox\.json"), re.compile(r"(?:.*/)?actor\.json")
THREADS_POSTS: Final = re.compile(r"(?:.*/)?threads_and_replies\.json")
THREADS_PROFILE: Final = re.compile(r"(?:.*/)?personal_information\.json")
WANTED: Final = (X_PARTS, OUTBOX, ACTOR, THREADS_POSTS, THREADS_PROFILE)
PROFILE_KEY: Final = "profile_user"
MAX_MEMBERS: Final = 500_000  # an archive of X has a member for each picture
MAX_UNPACKED: Final = 256 * 2**20  # bytes of all members together
MAX_EXPORT: Final = 8 * 2**30  # bytes of an export of this program
SAFE_NAME: Final = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,150}/){0,4}[A-Za-z0-9_-][A-Za-z0-9._-]{0,150}")
CHUNK: Final = 2**20
DAMAGED: Final = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)
FILE_AND_FOLDER: Final = (FileExistsError, IsADirectoryError, NotADirectoryError)
"""Errors of a name that is a file's and also a folder's."""


def open_export(path: Path, now: datetime) -> Capture:
    """The posts in an account's export, in the form in which a source reads them. Raises NotAThread, LimitExceeded, OSError."""
    return account_capture(read_members(path, lambda name: any(pattern.fullmatch(name) for pattern in WANTED)), now)


def account_capture(members: Mapping[str, bytes], now: datetime) -> Capture:
    """The posts in members of an account's export. Raises NotAThread."""
    body, media_type = _body(members)
    return Capture(body, Via.IMPORT, media_type, now)


def read_members(path: Path, is_wanted: Callable[[str], bool]) -> Mapping[str, bytes]:
    """The members of a ZIP or tar.gz file whose names are wanted. Raises NotAThread, LimitExceeded, OSError."""
    unpacked = _Unpacked(is_wanted)
    try:
        if zipfile.is_zipfile(path):
            _read_zip(path, unpacked)
        else:
            _read_tar(path, unpacked)
    except DAMAGED as error:
        raise NotAThread("export_damaged") from error
    return unpacked.members


def unpack(path: Path, folder: str, target: Path) -> None:
    """Writes the files of a ZIP file's folder below `target`. Raises NotAThread, LimitExceeded.

    Only names that stay below it are written, and links are files like others; the bytes are counted as they are decoded.
    """
    left = MAX_EXPORT
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                name = info.filename.removeprefix(folder)
                if info.is_dir() or not info.filename.startswith(folder) or not SAFE_NAME.fullmatch(name):
                    continue
                file = target / name
                file.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as stream, file.open("wb") as out:
                    while chunk := stream.read(CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise LimitExceeded("unpacked", megabytes=MAX_EXPORT // 2**20)
                        out.write(chunk)
    except (*DAMAGED, *FILE_AND_FOLDER) as error:
        raise NotAThread("export_damaged") from error


def _body(members: Mapping[str, bytes]) -> tuple[bytes, MediaType]:
    if parts := [body for name, body in sorted(members.items()) if X_PARTS.fullmatch(name)]:
        return b"\n".join(parts), MediaType.TEXT
    for name, body in members.items():
        if OUTBOX.fullmatch(name):
            return _activitypub(_member(members, ACTOR), body), MediaType.JSON
        if THREADS_POSTS.fullmatch(name):
            return _threads(_member(members, THREADS_PROFILE), body), MediaType.JSON
    raise NotAThread("export_unknown")


def _member(members: Mapping[str, bytes], pattern: re.Pattern[str]) -> bytes:
    """The first member with such a name; nothing where there is none."""
    return next((body for name, body in members.items() if pattern.fullmatch(name)), b"")


def _activitypub(actor: bytes, outbox: bytes) -> bytes:
    """The account and its outbox as two answers in one envelope."""
    bodies = [text for text in (actor.decode("utf-8", "replace"), outbox.decode("utf-8", "replace")) if text]
    answers = [{"url": None, "status": None, "body": body} for body in bodies]
    return json.dumps({"format": "activitypub", "answers": answers}, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _threads(profile: bytes, posts: bytes) -> bytes:
    """The posts with the member's profile in one object; the posts alone where one of the two is damaged."""
    try:
        owner, exported = json.loads(profile), json.loads(posts)
        joined = {PROFILE_KEY: owner[PROFILE_KEY], **exported}
    except (ValueError, KeyError, TypeError, RecursionError):
        return posts
    return json.dumps(joined).encode()


class _Unpacked:
    """The members that were read, and how many bytes they may still have."""

    def __init__(self, is_wanted: Callable[[str], bool]) -> None:
        self.members: dict[str, bytes] = {}
        self._wanted = is_wanted
        self._left = MAX_UNPACKED

    def add(self, name: str, open_member: Callable[[], IO[bytes] | None]) -> None:
        """Reads a member when it is wanted. Raises LimitExceeded."""
        if not self._wanted(name):
            return
        stream = open_member()
        if stream is None:
            return
        content = io.BytesIO()
        with stream:
            while chunk := stream.read(CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise LimitExceeded("unpacked", megabytes=MAX_UNPACKED // 2**20)
                content.write(chunk)
        self.members[name] = content.getvalue()


def _read_zip(path: Path, unpacked: _Unpacked) -> None:
    with zipfile.ZipFile(path) as archive:
        if len(archive.infolist()) > MAX_MEMBERS:
            raise LimitExceeded("unpacked", megabytes=MAX_UNPACKED // 2**20)
        for info in archive.infolist():
            unpacked.add(info.filename, lambda info=info: archive.open(info))  # type: ignore[misc]


def _read_tar(path: Path, unpacked: _Unpacked) -> None:
    """Reads the archive once, from front to back; what is skipped is decoded, too, and counts as well."""
    with tarfile.open(path, "r|gz") as archive:
        skipped = 0
        for number, info in enumerate(archive):
            skipped += info.size
            if number > MAX_MEMBERS or skipped > 64 * MAX_UNPACKED:
                raise LimitExceeded("unpacked", megabytes=MAX_UNPACKED // 2**20)
            if info.isfile():
                unpacked.add(info.name, lambda info=info: archive.extractfile(info))  # type: ignore[misc]
