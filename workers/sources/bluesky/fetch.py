"""Asks an AppView of Bluesky for one whole thread: up to its first post, and down below the depth at which answers are cut."""

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

DEPTH: Final = 100  # answers nest two levels a post, and Python's reader of JSON follows about 500 posts down
HEIGHT: Final = 300
MOST: Final = 80  # answers for one thread: 8,000 posts
HIDDEN_LABEL: Final = "!no-unauthenticated"  # the author asks that only people with an account see what he writes
GONE: Final = "This post is no longer on Bluesky: it was deleted, or its account is closed."
HIDDEN: Final = "The author lets only people who are logged in to Bluesky read this. The extension can see what you see."


class Asking:
    """One thread, answer by answer."""

    def __init__(self, api: str, fetcher: Fetcher) -> None:
        self._api, self._fetcher = api, fetcher
        self._talk = Conversation()
        self._answers: list[Response] = []

    def thread(self, address: Address) -> list[Response]:
        """The answers that hold it, in the order they came. Raises Gone, LoginRequired, and what the Fetcher raises."""
        focus = self._ask(self._uri(address))
        if focus is None:
            thread = _tree(self._answers[-1])["thread"]
            raise refusal(thread) if thread.present else Gone(GONE)
        if any(label["val"].raw == HIDDEN_LABEL for label in _tree(self._answers[-1])["thread"]["post"]["author"]["labels"]):
            raise LoginRequired(HIDDEN)
        first = self._climb(focus)
        if first not in self._talk.asked:
            self._ask(first)
        while more := self._unseen(first):
            self._ask(more)
        return self._answers

    def _uri(self, address: Address) -> str:
        """With the DID of the account in it: handles change hands."""
        uri = address.post_id or ""
        if address.handle is None:
            return uri
        answer = self._get("com.atproto.identity.resolveHandle", handle=address.handle)
        did = _tree(answer)["did"].id
        if answer.status != 200 or did is None:
            raise Gone(f"There is no account called {address.handle} on Bluesky any more.")
        return uri.replace(f"at://{address.handle}/", f"at://{did}/", 1)

    def _climb(self, uri: str) -> str:
        """The thread's first post. What is above and not here is asked for; past a deleted post, the root that is named."""
        while len(self._answers) < MOST:
            uri = self._talk.first(uri)
            above = (self._talk.parent(uri), self._talk.root.get(uri))
            own = [each for each in above if each and did_of(each) == did_of(uri)]
            unknown = [each for each in own if each not in self._talk.posts and not self._talk.is_gone(each)]
            if not unknown:
                break
            self._ask(unknown[0])
        return uri

    def _unseen(self, first: str) -> str | None:
        if len(self._answers) >= MOST:
            return None
        return next((uri for uri in self._talk.tips(first) if uri not in self._talk.asked and self._talk.unseen(uri)), None)

    def _ask(self, uri: str) -> str | None:
        """The post's URI as the answer has it, or None when it is not there."""
        answer = self._get("app.bsky.feed.getPostThread", uri=uri, depth=str(DEPTH), parentHeight=str(HEIGHT))
        self._answers.append(answer)
        self._talk.asked.add(uri)
        return add_thread(self._talk, _tree(answer)["thread"])

    def _get(self, method: str, **query: str) -> Response:
        answer = self._fetcher.get(
            f"{self._api}/xrpc/{method}?{urlencode(query)}", accept="application/json", accept_statuses={400}
        )
        if answer.media_type != "application/json":
            raise FetchFailed(f"{urlsplit(self._api).hostname} did not answer as Bluesky does.")
        return answer


def refusal(thread: JsonTree) -> Gone | LoginRequired | PageChanged:
    """What to say when the post that was asked for is not in the answer."""
    if thread["notFound"].is_true:
        return Gone(GONE)
    if thread["blocked"].is_true:
        return LoginRequired()
    return PageChanged("Bluesky", "thread.post.uri")


def _tree(answer: Response) -> JsonTree:
    return JsonTree.parse(answer.body.decode("utf-8", "replace"))
