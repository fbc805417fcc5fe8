"""Fetches a thread in ActivityPub from the server on which its author has the account, note by note, as servers do it."""

from __future__ import annotations

from typing import Final

from domain.errors import Gone, LoginRequired
from domain.url_parts import split_url
from workers.fetch import Fetcher, Response
from workers.sources.fediverse.activitypub_conversation import Notes
from workers.sources.fediverse.activitypub_note import first_of, is_public, object_id
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.source import NotThisSite

ACCEPT: Final = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
MEDIA_TYPES: Final = frozenset({"application/activity+json", "application/ld+json", "application/json"})
EXPECTED_ERRORS: Final = {400, 401, 403, 404, 406, 410}
THREAD_TYPES: Final = frozenset({"Note", "Question"})  # articles and videos are better read from their pages
MAX_RESPONSES: Final = 150  # for one thread: every note is one


class ThreadFetcher:
    """Fetches one thread. An object whose id is on another host than its address is ignored."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._notes = Notes()
        self.responses: list[Response] = []

    def fetch_thread(self, url: str) -> list[Response]:
        """The responses that hold the thread. Raises NotThisSite when there is no note at `url`, Gone, LoginRequired."""
        start = self._find_start(self._fetch_focus(url))
        author = self._notes.author(start)
        if author:
            self._fetch_object(author)
        pending = [start]
        for id_ in pending:
            for reply in self._fetch_replies(id_):
                if self._is_by_author(reply, author) and reply not in pending:
                    pending.append(reply)
        return self.responses

    def _fetch_focus(self, url: str) -> str:
        response = self._get(url)
        if response.media_type not in MEDIA_TYPES:
            raise NotThisSite
        if response.status in {401, 403}:
            raise LoginRequired
        tree = _tree(response)
        if response.status in {404, 410} or tree["type"].raw == "Tombstone":
            raise Gone("deleted_or_private")
        if tree["type"].raw == "Create":
            tree = tree["object"]
        is_thread_note = first_of(tree["type"]).raw in THREAD_TYPES and _same_host(tree["id"].raw, response.url)
        if response.status != 200 or not is_thread_note:
            raise NotThisSite
        if not is_public(tree):
            raise LoginRequired
        self.responses.append(response)
        return self._notes.add(tree) or ""

    def _find_start(self, id_: str) -> str:
        """The first note of the author's chain. One parent by somebody else is fetched with it."""
        while parent := object_id(self._notes.notes[id_]["inReplyTo"]):
            if not _same_host(parent, id_) or self._fetch_object(parent) is None:
                break
            if self._notes.author(parent) != self._notes.author(id_):
                break
            id_ = parent
        return id_

    def _fetch_replies(self, id_: str) -> list[str]:
        """Ids of the replies to a note, page by page."""
        replies = self._notes.replies(id_)
        while (page := replies.next_page) and _same_host(page, id_) and len(self.responses) < MAX_RESPONSES:
            self._fetch_object(page)
            if page not in self._notes.pages:
                break
            replies = self._notes.replies(id_)
        return replies.ids

    def _is_by_author(self, id_: str, author: str | None) -> bool:
        """Whether a note is by that author; fetches it unless its host rules that out."""
        if author is None or not _same_host(id_, author):
            return False
        if id_ not in self._notes.notes:
            self._fetch_object(id_)
        return id_ in self._notes.notes and self._notes.author(id_) == author

    def _fetch_object(self, url: str) -> JsonTree | None:
        """Fetches a note, actor or page of replies. None when there is no public one, or too many responses came already."""
        if len(self.responses) >= MAX_RESPONSES:
            return None
        response = self._get(url)
        tree = _tree(response) if response.status == 200 and response.media_type in MEDIA_TYPES else JsonTree()
        if not _same_host(tree["id"].raw, response.url):
            return None
        self.responses.append(response)
        self._notes.add(tree, public_only=True)
        return tree if url in self._notes.notes or url in self._notes.actors or url in self._notes.pages else None

    def _get(self, url: str) -> Response:
        return self._fetcher.get(url, accept=ACCEPT, accept_statuses=EXPECTED_ERRORS)


def _tree(response: Response) -> JsonTree:
    return JsonTree.parse(response.body.decode("utf-8", "replace"))


def _same_host(id_: str, url: str) -> bool:
    return split_url(id_).netloc.lower() == split_url(url).netloc.lower() != ""
