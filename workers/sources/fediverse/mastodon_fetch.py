"""Fetches a thread from one server by Mastodon's API, without a login: statuses and their contexts."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

from domain.errors import Gone, LoginRequired
from workers.fetch import Fetcher, Response
from workers.sources.fediverse.mastodon_conversation import Statuses
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.source import NotThisSite

MAX_RESPONSES: Final = 80  # for one thread
JSON: Final = "application/json"
API_CLOSED: Final = frozenset({401, 403})  # the server shows nothing of its API without a login, or nothing at all
EXPECTED_ERRORS: Final = {400, 401, 403, 404, 410, 422}


class ThreadFetcher:
    """Fetches one thread, request by request. `base` is the server's address."""

    def __init__(self, base: str, fetcher: Fetcher) -> None:
        self._base, self._fetcher = base, fetcher
        self.statuses = Statuses(urlsplit(base).netloc, public_only=True)
        self.responses: list[Response] = []

    def fetch_status(self, id_: str) -> JsonTree:
        """The requested status. Raises NotThisSite, Gone, LoginRequired."""
        response, tree = self._get(f"statuses/{quote(id_, safe='')}")
        if response.status in API_CLOSED:
            raise NotThisSite
        if response.status != 200:
            raise Gone("deleted_or_private")
        if self.statuses.add(tree) is None:
            raise NotThisSite
        if not self.statuses.is_public(tree["id"].id or ""):
            raise LoginRequired
        return tree

    def fetch_thread(self, id_: str) -> list[Response]:
        """The responses that hold the thread of that status, which `fetch_status` has fetched."""
        self._fetch_context(id_)
        start = self._find_start(id_)
        if start not in self.statuses.requested:
            self._fetch_context(start)
        while status_id := self._next_with_unseen_replies(start):
            self._fetch_context(status_id)
        return self.responses

    def _find_start(self, id_: str) -> str:
        """The first status of the author's chain; a context has at most forty statuses above its own."""
        while len(self.responses) < MAX_RESPONSES:
            conversation, ids = self.statuses.build_conversation(), self._ids()
            start = ids[conversation.chain_start(self.statuses.post_id(id_))]
            parent = self.statuses.parent(start)
            is_self_reply = self.statuses.post_id(start) in conversation.self_replies
            if not is_self_reply or parent is None or parent in self.statuses.statuses:
                return start
            response, tree = self._get(f"statuses/{quote(parent, safe='')}")
            if response.status != 200 or self.statuses.add(tree) is None:
                return start
            self._fetch_context(parent)
        return id_

    def _next_with_unseen_replies(self, start: str) -> str | None:
        if len(self.responses) >= MAX_RESPONSES:
            return None
        conversation, ids = self.statuses.build_conversation(), self._ids()
        leaves = (leaf for leaf in conversation.leaves(self.statuses.post_id(start)) if leaf not in conversation.requested)
        return next((ids[leaf] for leaf in leaves if conversation.has_unseen_replies(leaf)), None)

    def _ids(self) -> dict[str, str]:
        """The server's ids by Post id."""
        return {self.statuses.post_id(id_): id_ for id_ in self.statuses.statuses}

    def _fetch_context(self, id_: str) -> None:
        response, tree = self._get(f"statuses/{quote(id_, safe='')}/context")
        self.statuses.add_context(tree if response.status == 200 else JsonTree(), id_)

    def _get(self, path: str) -> tuple[Response, JsonTree]:
        response = self._fetcher.get(f"{self._base}/api/v1/{path}", accept=JSON, accept_statuses=EXPECTED_ERRORS)
        if response.media_type != JSON:
            raise NotThisSite
        if response.status == 200:
            self.responses.append(response)
        return response, JsonTree.parse(response.body.decode("utf-8", "replace"))
