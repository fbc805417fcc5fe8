"""The readers of foreign bytes, each as a function that may raise nothing but our own errors, and inputs to begin with."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from domain.characters import legal_text
from domain.codebooks.external_formats import from_qdc
from domain.errors import ThreadsheetError
from domain.search.parsing import parse_query
from domain.shapes.capture import Capture, MediaType, Via
from tests.archive.readings import NOON
from tests.paths import ROOT
from workers import unrolling
from workers.imports.file_reader import read_file
from workers.sources.registry import source_for

Reader = Callable[[bytes], object]
MOST_SEED_BYTES: Final = 60_000


def capture_reader(via: Via, media_type: MediaType, url: str | None = None) -> Reader:
    """Reads a capture as a worker does, and unrolls it."""
    empty = Capture(b"", via, media_type, NOON, url)

    def read(body: bytes) -> object:
        capture = replace(empty, body=body)
        return unrolling.unroll([source_for(capture).read(capture)])

    return read


def imported(body: bytes) -> object:
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        return read_file(Path(file.name), "file", NOON, 1 << 20)


READERS: Final[dict[str, Reader]] = {
    "paste": capture_reader(Via.PASTE, MediaType.TEXT),
    "page": capture_reader(Via.PAGE, MediaType.HTML, "https://example.org/page"),
    "x-page": capture_reader(Via.PAGE, MediaType.HTML, "https://x.com/mira/status/1"),
    "thread-reader": capture_reader(Via.PAGE, MediaType.HTML, "https://threadreaderapp.com/thread/1.html"),
    "mastodon-page": capture_reader(Via.PAGE, MediaType.HTML, "https://mastodon.social/@mira/1"),
    "linkedin": capture_reader(Via.PAGE, MediaType.HTML, "https://www.linkedin.com/posts/mira_a-1"),
    "threads": capture_reader(Via.PAGE, MediaType.HTML, "https://www.threads.net/@mira/post/a"),
    "json": capture_reader(Via.FETCH, MediaType.JSON, "https://example.social/@mira/1"),
    "bluesky": capture_reader(Via.FETCH, MediaType.JSON, "https://bsky.app/profile/mira.example/post/3k"),
    "posts": capture_reader(Via.POSTS, MediaType.JSON, "https://x.com/mira/status/1"),
    "import": imported,
    "qdc": from_qdc,
    "query": lambda body: parse_query(legal_text(body.decode("utf-8", "replace"))),
}


def try_once(reader: Reader, body: bytes) -> None:
    """Raises whatever is not one of our own errors."""
    try:
        reader(body)
    except ThreadsheetError:
        return


def seeds() -> Iterator[bytes]:
    """Small files of the tests, in the formats that sites and tools have."""
    yield b'author:mira "a phrase" -not (x OR y) after:2024-05-01 points:>20'
    yield b'<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="1" name="a"/></Codes></CodeBook>'
    yield b'{"site":"x","items":[{"id":"1","text":"1/2 a","author":{"handle":"mira"}},{"id":"2","text":"2/2 b"}]}'
    yield b"url,title,tags\nhttps://x.com/mira/status/1,One,a|b\n"
    yield b'<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF="https://x.com/m/status/1" TAGS="a">One</A></DL>'
    for path in sorted((ROOT / "tests" / "pages").rglob("*")):
        if path.suffix in {".html", ".txt", ".md"} and path.stat().st_size <= MOST_SEED_BYTES:
            yield path.read_bytes()
