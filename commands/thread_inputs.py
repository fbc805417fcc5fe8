"""Reads the threads of files, standard input and addresses, without an archive. Used by `./threadsheet handout`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archive.media import picture_urls
from domain.addresses import validate_thread_url
from domain.content_type import check_readable, is_markup
from domain.errors import Empty, Invalid, NotAThread, TooLarge
from domain.import_kinds import is_container
from domain.settings import Settings
from domain.shapes.capture import Capture, Hints, MediaType, Via
from domain.shapes.choice import ThreadChoice
from domain.shapes.picture import Picture
from domain.shapes.thread import Thread
from domain.version_digest import version_digest
from workers.pipeline import Pipeline
from workers.sources.hints import post_address


class ThreadInputs:
    """The threads of several inputs, or those `chosen` of inputs that hold several; each once, however often it is named.

    A chosen thread is named by its address or id, or by that of a post in it.
    """

    def __init__(self, pipeline: Pipeline, settings: Settings, now: datetime, chosen: Sequence[str], *, several: bool) -> None:
        self._pipeline, self._settings, self._now = pipeline, settings, now
        self._chosen, self._unread = tuple(dict.fromkeys(chosen)), set(chosen)
        self._only_choice = chosen[0] if chosen and not several else None
        self._by_digest: dict[str, Thread] = {}
        self.pictures: dict[str, Picture] = {}

    @property
    def threads(self) -> list[Thread]:
        return list(self._by_digest.values())

    def read(self, source: str) -> None:
        """Adds the threads of an input. Raises Invalid for one that holds several of which none is chosen."""
        local = _read_local(self._pipeline, self._settings, source, self._now)
        for thread in self._threads_of(local or self._pipeline.fetch(source, self._now)):
            key = version_digest(thread.version)
            if key not in self._by_digest:
                self._by_digest[key] = thread
                self.pictures |= {} if local else self._fetch_pictures(thread)

    def check_chosen(self) -> None:
        """Raises Invalid for a chosen thread that was in none of the inputs."""
        if left := [name for name in self._chosen if name in self._unread]:
            raise Invalid("thread_in_no_input", thread=left[0])

    def _threads_of(self, capture: Capture) -> list[Thread]:
        choices = self._pipeline.threads_in(capture) if self._chosen else ()
        if self._only_choice:
            self._unread.clear()
            return [self._thread(_choose(capture, choices, self._only_choice))]
        return self._chosen_threads(capture, choices) if choices else [self._thread(capture)]

    def _chosen_threads(self, capture: Capture, choices: Sequence[ThreadChoice]) -> list[Thread]:
        threads: list[Thread] = []
        for name in self._chosen:
            try:
                threads.append(self._thread(_choose(capture, choices, name)))
            except (Invalid, NotAThread):  # it may be in another input
                continue
            self._unread.discard(name)
        if not threads:
            raise Invalid("none_chosen", threads=len(choices))
        return threads

    def _thread(self, capture: Capture) -> Thread:
        return self._pipeline.thread([capture], self._pipeline.codebook(None))

    def _fetch_pictures(self, thread: Thread) -> dict[str, Picture]:
        """The pictures that can be had of a fetched thread. Those of a file are not fetched, because nobody allowed that."""
        results = self._pipeline.pictures(picture_urls(thread.version))
        return {url: result for url, result in results if isinstance(result, Picture)}


def read_capture(pipeline: Pipeline, settings: Settings, source: str, now: datetime) -> Capture:
    """The content of a file, of standard input or at an address. Raises UnsupportedSite and what fetching raises."""
    return _read_local(pipeline, settings, source, now) or pipeline.fetch(source, now)


def _choose(capture: Capture, choices: Sequence[ThreadChoice], name: str) -> Capture:
    """The Capture with the thread of that name: one of its list by address or id, else the one with that post."""
    named = post_address(name)
    url = named.url if named else name
    for choice in choices:
        own = post_address(choice.url)
        if name in (choice.id, choice.url) or (own and own.url == url):
            return replace(capture, hints=Hints(url=choice.address))
    if named is None and name.isdecimal():
        url = f"https://x.com/i/status/{name}"
    if named is None and not name.isdecimal():
        raise Invalid("no_such_thread", thread=name)
    return replace(capture, hints=Hints(url=url))


def _read_local(pipeline: Pipeline, settings: Settings, source: str, now: datetime) -> Capture | None:
    """The content of a file or of standard input; None for a URL, which is fetched. Raises UnsupportedSite."""
    if "://" in source:
        validate_thread_url(source)
        return None
    if source != "-" and is_container(_beginning(Path(source))):
        return pipeline.open_export(Path(source), now)
    return _capture(_read(source, settings.max_capture_bytes), now)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _read(source: str, limit: int) -> bytes:
    """Reads at most one byte more than allowed, so that an endless input cannot fill the memory."""
    if source == "-":
        body = sys.stdin.buffer.read(limit + 1)
    else:
        with Path(source).open("rb") as file:
            body = file.read(limit + 1)
    if len(body) > limit:
        raise TooLarge("file", file=source, megabytes=limit // 2**20)
    if not body.strip():
        raise Empty("file", file=source)
    return body


def _capture(body: bytes, now: datetime) -> Capture:
    """Raises Empty, Invalid."""
    check_readable(body)
    html = is_markup(body)
    return Capture(
        body=body,
        via=Via.PAGE if html else Via.PASTE,
        media_type=MediaType.HTML if html else MediaType.TEXT,
        captured_at=now,
    )
