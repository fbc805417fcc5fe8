"""Asks the server where an author lives for a thread, note by note, as one server asks another."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from domain.errors import Gone, LoginRequired
from workers.fetch import Fetcher, Response
from workers.sources.fediverse.activitypub_conversation import Notes
from workers.sources.fediverse.activitypub_note import is_public, one, ref
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.source import NotThisSite

ACCEPT: Final = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
MEDIA_TYPES: Final = frozenset({"application/activity+json", "application/ld+json", "application/json"})
REFUSED: Final = {400, 401, 403, 404, 406, 410}
OF_A_THREAD: Final = frozenset({"Note", "Question"})  # articles and films are better read off their own pages
MOST: Final = 150  # answers for one thread: each note is one
GONE: Final = "This post is no longer there: it was deleted, or it is not public."


class Asking:
    """One thread. What comes from another host than it claims to is not believed."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._notes = Notes()
        self.answers: list[Response] = []

    def thread(self, url: str) -> list[Response]:
        """The answers that hold it. Raises NotHere when there is no note, Gone, LoginRequired."""
        first = self._climb(self._asked_for(url))
        author = self._notes.author(first)
        if author:
            self._ask(author)
        waiting = [first]
        for id_ in waiting:
            for answer in self._below(id_):
                if self._is_own(answer, author) and answer not in waiting:
                    waiting.append(answer)
        return self.answers

    def _asked_for(self, url: str) -> str:
        answer = self._get(url)
        if answer.media_type not in MEDIA_TYPES:
            raise NotThisSite
        if answer.status in {401, 403}:
            raise LoginRequired
        tree = _tree(answer)
        if answer.status in {404, 410} or tree["type"].raw == "Tombstone":
            raise Gone(GONE)
        if tree["type"].raw == "Create":
            tree = tree["object"]
        if answer.status != 200 or one(tree["type"]).raw not in OF_A_THREAD or not _is_from(tree["id"].raw, answer.url):
            raise NotThisSite
        if not is_public(tree):
            raise LoginRequired
        self.answers.append(answer)
        return self._notes.add(tree) or ""

    def _climb(self, id_: str) -> str:
        """Up while the note above is by the same author, who lives on one host; one more, by somebody else, is kept."""
        while above := ref(self._notes.notes[id_]["inReplyTo"]):
            if not _is_from(above, id_) or self._ask(above) is None:
                break
            if self._notes.author(above) != self._notes.author(id_):
                break
            id_ = above
        return id_

    def _below(self, id_: str) -> list[str]:
        """Ids of what answers a note, page by page."""
        found, onward, _ = self._notes.below(id_)
        while onward and _is_from(onward, id_) and len(self.answers) < MOST:
            self._ask(onward)
            if onward not in self._notes.pages:
                break
            found, onward, _ = self._notes.below(id_)
        return found

    def _is_own(self, id_: str, author: str | None) -> bool:
        if author is None or not _is_from(id_, author):
            return False
        if id_ not in self._notes.notes:
            self._ask(id_)
        return id_ in self._notes.notes and self._notes.author(id_) == author

    def _ask(self, url: str) -> JsonTree | None:
        """One more object, or None when it cannot be had; that is told by its absence."""
        if len(self.answers) >= MOST:
            return None
        answer = self._get(url)
        tree = _tree(answer) if answer.status == 200 and answer.media_type in MEDIA_TYPES else JsonTree()
        if not _is_from(tree["id"].raw, answer.url):
            return None
        self.answers.append(answer)
        self._notes.add(tree, public_only=True)
        return tree if url in self._notes.notes or url in self._notes.actors or url in self._notes.pages else None

    def _get(self, url: str) -> Response:
        return self._fetcher.get(url, accept=ACCEPT, accept_statuses=REFUSED)


def _tree(answer: Response) -> JsonTree:
    return JsonTree.parse(answer.body.decode("utf-8", "replace"))


def _is_from(id_: str, url: str) -> bool:
    return urlsplit(id_).netloc.lower() == urlsplit(url).netloc.lower()
