"""Finds out what an imported file is, and reads it. Called in a sandboxed child: the file is a stranger's.

A ZIP file is an export of this program, of an account (X, Mastodon, Threads), or of a service; or it has files that are a
thread each. What is no list of addresses and no account's posts is one thread, read like a pasted text or a saved page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final

from domain.content_type import check_readable, is_markup
from domain.errors import LimitExceeded, NotAThread, Refused, ThreadsheetError
from domain.import_kinds import is_container
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.imports import ImportFormat
from workers.imports.bookmarks import read_bookmarks
from workers.imports.file_contents import FileContents, LinkList
from workers.imports.link_json import read_json
from workers.imports.link_table import read_table
from workers.imports.link_text import read_text
from workers.sources.export_file import WANTED, account_capture, read_members
from workers.sources.parsing.answers import is_json
from workers.sources.parsing.decoding import decode_capture
from workers.sources.pasted.text import PastedText
from workers.sources.registry import source_for, threads_in

MANIFEST: Final = re.compile(r"(?P<folder>(?:[^/]+/)?)manifest-sha256\.txt")
LISTS: Final = re.compile(r"(?!__MACOSX/)(?:.*/)?(?!\.)[^/]+\.(?:html?|csv|tsv|json|txt|md|markdown)", re.IGNORECASE)
MOST_LINKS: Final = 50_000
MOST_FILES: Final = 1000
MAX_BYTES: Final = 256 << 20


def read_file(path: Path, name: str, now: datetime, max_capture_bytes: int) -> FileContents:
    """What the file holds. Raises NotAThread, LimitExceeded."""
    with path.open("rb") as file:
        beginning = file.read(8)
    if is_container(beginning):
        contents = _read_members(path, now, max_capture_bytes)
    elif path.stat().st_size > MAX_BYTES:
        raise LimitExceeded("unpacked", megabytes=MAX_BYTES >> 20)
    else:
        contents = _read_single(path.read_bytes(), PurePosixPath(name).name, now, max_capture_bytes)
    if len(contents.links) > MOST_LINKS:
        raise LimitExceeded("import_rows", count=len(contents.links), most=MOST_LINKS)
    return contents


def _read_members(path: Path, now: datetime, max_capture_bytes: int) -> FileContents:
    for name in read_members(path, lambda name: bool(MANIFEST.fullmatch(name))):
        if match := MANIFEST.fullmatch(name):
            return FileContents(ImportFormat.ARCHIVE, folder=match["folder"])
    posts = read_members(path, lambda name: any(pattern.fullmatch(name) for pattern in WANTED))
    if posts:
        capture = account_capture(posts, now)
        return _account(capture) or FileContents(ImportFormat.FILES, captures=(("", capture),))
    members = read_members(path, lambda name: bool(LISTS.fullmatch(name)))
    if not members:
        raise NotAThread("import_unknown")
    if len(members) > MOST_FILES:
        raise LimitExceeded("import_files", count=len(members), most=MOST_FILES)
    return _combine({name: _try_single(body, name, now, max_capture_bytes) for name, body in members.items()})


def _combine(by_name: Mapping[str, FileContents]) -> FileContents:
    """The contents of several files as one. Of accounts, that with the most threads; another's file is to be imported alone."""
    several = tuple(by_name.values())
    formats = [contents.format for contents in several if contents.links] or [several[0].format]
    account = max(several, key=lambda contents: len(contents.threads))
    others = [(name, contents.posts) for name, contents in by_name.items() if contents.posts and contents is not account]
    return FileContents(
        ImportFormat.POSTS if account.threads else formats[0],
        links=tuple(link for contents in several for link in contents.links),
        captures=(*(capture for contents in several for capture in contents.captures), *others),
        refused=tuple(refusal for contents in several for refusal in contents.refused),
        posts=account.posts,
        threads=account.threads,
    )


def _try_single(body: bytes, name: str, now: datetime, max_capture_bytes: int) -> FileContents:
    """The contents of one of several files; a refusal of one that cannot be read."""
    try:
        return _read_single(body, name, now, max_capture_bytes)
    except ThreadsheetError as error:
        return FileContents(ImportFormat.FILES, refused=((name, error.reason),))


def _read_single(body: bytes, name: str, now: datetime, max_capture_bytes: int) -> FileContents:
    try:
        check_readable(body)
    except Refused as error:
        raise NotAThread("import_unreadable", why=error.reason) from error
    html = is_markup(body)
    capture = Capture(body, Via.IMPORT, MediaType.HTML if html else MediaType.TEXT, now)
    if account := None if html else _account(capture):
        return account
    listed = _links(decode_capture(capture).text, capture, html=html)
    if listed:
        return FileContents(listed.format, links=listed.links)
    if len(body) > max_capture_bytes:
        raise LimitExceeded("import_capture", megabytes=max_capture_bytes >> 20)
    return FileContents(ImportFormat.FILES, captures=((name, capture),))


def _links(text: str, capture: Capture, *, html: bool) -> LinkList | None:
    """The addresses of a list; None for a file that is something else."""
    if html:
        return read_bookmarks(text)
    if _has_own_source(capture):
        return None
    return (read_json(text) if is_json(capture) else None) or read_text(text) or read_table(text)


def _account(capture: Capture) -> FileContents | None:
    """The posts of an account or a feed; None where they are one thread, or none."""
    try:
        threads = threads_in(capture)
    except ThreadsheetError:
        return None
    return FileContents(ImportFormat.POSTS, posts=capture, threads=threads) if threads else None


def _has_own_source(capture: Capture) -> bool:
    """Whether a source knows the form of the capture, so that the addresses in it are those of its posts."""
    try:
        return not isinstance(source_for(capture), PastedText)
    except ThreadsheetError:
        return False
