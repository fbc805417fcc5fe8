"""Fetches a whole thread from an AppView of Bluesky: up to its first post, and down past the depth at which answers are cut."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode, urlsplit

from domain.errors import FetchFailed, Gone, LoginRequired, PageChanged
from domain.shapes.address import Address
from workers.fetch import Fetcher, Response
from workers.sources.bluesky.conversation import add_thread
from workers.sources.bluesky.post import did_of
from workers.sources.parsing.conversation import Conversation
from workers.sources.parsing.json_tree import JsonTree

DEPTH: Final = 100  # answers nest two levels a post, and Python's JSON parser follows about 500 posts down
HEIGHT: Final = 300
MAX_REQUESTS: Final = 80  # for one thread: 8,000 posts
LOGIN_LABEL: Final = "!no-unauthenticated"  # the author requests that only people with an account see the posts


class ThreadFetcher:
    """Fetches one thread, request by request."""

    def __init__(self, api: str, fetcher: Fetcher) -> None:
        self._api, self._fetcher = api, fetcher
        self._conversation = Conversation()
        self._responses: list[Response] = []

    def fetch_thread(self, address: Address) -> list[Response]:
        """The responses that hold the thread, in the order they came.

        Raises Gone, LoginRequired, and what the Fetcher raises.
        """
        focus = self._fetch_post(self._uri(address))
        thread = _tree(self._responses[-1])["thread"]
        if focus is None:
            raise missing_post_error(thread) if thread.present else Gone("bluesky")
        if any(label["val"].raw == LOGIN_LABEL for label in thread["post"]["author"]["labels"]):
            raise LoginRequired("bluesky")
        start = self._find_start(focus)
        if start not in self._conversation.requested:
            self._fetch_post(start)
        while uri := self._next_with_unseen_replies(start):
            self._fetch_post(uri)
        return self._responses

    def _uri(self, address: Address) -> str:
        """The post's URI with the DID of the account in place of its handle, which can pass to another account."""
        uri = address.post_id or ""
        if address.handle is None:
            return uri
        response = self._get("com.atproto.identity.resolveHandle", handle=address.handle)
        did = _tree(response)["did"].id
        if response.status != 200 or did is None:
            raise Gone("bluesky_account", handle=address.handle)
        return uri.replace(f"at://{address.handle}/", f"at://{did}/", 1)

    def _find_start(self, uri: str) -> str:
        """The thread's first post. Fetches parents that are not there yet; above a deleted post, the root that it names."""
        while len(self._responses) < MAX_REQUESTS:
            uri = self._conversation.chain_start(uri)
            above = (self._conversation.parent(uri), self._conversation.roots.get(uri))
            own = [other for other in above if other and did_of(other) == did_of(uri)]
            unknown = [
                other for other in own if other not in self._conversation.posts and not self._conversation.is_missing(other)
            ]
            if not unknown:
                break
            self._fetch_post(unknown[0])
        return uri

    def _next_with_unseen_replies(self, start: str) -> str | None:
        if len(self._responses) >= MAX_REQUESTS:
            return None
        conversation = self._conversation
        leaves = (uri for uri in conversation.leaves(start) if uri not in conversation.requested)
        return next((uri for uri in leaves if conversation.has_unseen_replies(uri)), None)

    def _fetch_post(self, uri: str) -> str | None:
        """Fetches a post with its replies. Returns its URI as the answer has it, or None when the post is not there."""
        response = self._get("app.bsky.feed.getPostThread", uri=uri, depth=str(DEPTH), parentHeight=str(HEIGHT))
        self._responses.append(response)
        self._conversation.requested.add(uri)
        return add_thread(self._conversation, _tree(response)["thread"])

    def _get(self, method: str, **query: str) -> Response:
        url = f"{self._api}/xrpc/{method}?{urlencode(query)}"
        response = self._fetcher.get(url, accept="application/json", accept_statuses={400})
        if response.media_type != "application/json":
            raise FetchFailed("not_bluesky", host=urlsplit(self._api).hostname or "")
        return response


def missing_post_error(thread: JsonTree) -> Gone | LoginRequired | PageChanged:
    """The error for an answer without the requested post."""
    if thread["notFound"].is_true:
        return Gone("bluesky")
    if thread["blocked"].is_true:
        return LoginRequired()
    return PageChanged("Bluesky", "thread.post.uri")


def _tree(response: Response) -> JsonTree:
    return JsonTree.parse(response.body.decode("utf-8", "replace"))
