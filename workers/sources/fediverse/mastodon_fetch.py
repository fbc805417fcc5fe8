"""Asks one server for a whole thread by Mastodon's API, as somebody who is not logged in: a status, and what is round it."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

from domain.errors import Gone, LoginRequired
from workers.fetch import Fetcher, Response
from workers.sources.fediverse.mastodon_conversation import Statuses
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.source import NotThisSite

MOST: Final = 80  # answers for one thread
JSON: Final = "application/json"
CLOSED: Final = frozenset({401, 403})  # the server shows nothing of its API to strangers, or nothing at all
GONE: Final = "This post is no longer there: it was deleted, or it is not public."


class Asking:
    """One thread, answer by answer. `base` is the server's address."""

    def __init__(self, base: str, fetcher: Fetcher) -> None:
        self._base, self._fetcher = base, fetcher
        self.statuses = Statuses(urlsplit(base).netloc, public_only=True)
        self.answers: list[Response] = []

    def status(self, id_: str) -> JsonTree:
        """The status that was asked for. Raises NotHere, Gone, LoginRequired."""
        answer, tree = self._get(f"statuses/{quote(id_, safe='')}", also={400, 401, 403, 404, 410, 422})
        if answer.status in CLOSED:
            raise NotThisSite
        if answer.status != 200:
            raise Gone(GONE)
        if self.statuses.add(tree) is None:
            raise NotThisSite
        if not self.statuses.is_public(tree["id"].id or ""):
            raise LoginRequired
        return tree

    def thread(self, id_: str) -> list[Response]:
        """The answers that hold the thread which the status is part of."""
        self._context(id_)
        first = self._climb(id_)
        if first not in self.statuses.asked:
            self._context(first)
        while more := self._unseen(first):
            self._context(more)
        return self.answers

    def _climb(self, id_: str) -> str:
        """Up to the first post; the server shows forty above one at once."""
        while len(self.answers) < MOST:
            talk, ids = self.statuses.talk(), self._ids()
            first = ids[talk.first(self.statuses.uri(id_))]
            above = self.statuses.parent(first)
            if self.statuses.uri(first) not in talk.own or above is None or above in self.statuses.statuses:
                return first
            answer, tree = self._get(f"statuses/{quote(above, safe='')}", also={400, 401, 403, 404, 410, 422})
            if answer.status != 200 or self.statuses.add(tree) is None:
                return first
            self._context(above)
        return id_

    def _unseen(self, first: str) -> str | None:
        if len(self.answers) >= MOST:
            return None
        talk, ids = self.statuses.talk(), self._ids()
        tips = (uri for uri in talk.tips(self.statuses.uri(first)) if uri not in talk.asked and talk.unseen(uri))
        return next((ids[uri] for uri in tips), None)

    def _ids(self) -> dict[str, str]:
        return {self.statuses.uri(id_): id_ for id_ in self.statuses.statuses}

    def _context(self, id_: str) -> None:
        answer, tree = self._get(f"statuses/{quote(id_, safe='')}/context", also={400, 401, 403, 404, 410, 422})
        self.statuses.add_context(tree if answer.status == 200 else JsonTree(), id_)

    def _get(self, path: str, also: set[int]) -> tuple[Response, JsonTree]:
        answer = self._fetcher.get(f"{self._base}/api/v1/{path}", accept=JSON, accept_statuses=also)
        if answer.media_type != JSON:
            raise NotThisSite
        if answer.status == 200:
            self.answers.append(answer)
        return answer, JsonTree.parse(answer.body.decode("utf-8", "replace"))
