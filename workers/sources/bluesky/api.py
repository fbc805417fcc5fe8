"""The Source for Bluesky: fetches threads from its public API and reads saved answers of that API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from domain.messages import message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture
from domain.shapes.choice import ThreadChoice
from domain.shapes.reading import Reading, Site
from workers.fetch import Fetcher
from workers.sources.bluesky.conversation import add_thread
from workers.sources.bluesky.fetch import ThreadFetcher, missing_post_error
from workers.sources.bluesky.lists import collect_list, read_list
from workers.sources.hints import apply_hints, requested_post
from workers.sources.parsing.answers import envelope_format, is_json, read_answers
from workers.sources.parsing.conversation import Conversation
from workers.sources.parsing.conversation_reading import read_conversation, threads_in_list
from workers.sources.parsing.envelope import pack_answers

FORMAT: Final = "bluesky"
LEXICON_PREFIX: Final = b'"app.bsky.'  # every answer and every record names its lexicon
API: Final = "https://public.api.bsky.app"


@dataclass(frozen=True)
class Bluesky:
    """Answers of Bluesky's API: threads, feeds, searches, records.

    `api` is the address of an AppView (setting `BLUESKY_API`).
    """

    api: str = API

    name = "bluesky"
    site = Site.BLUESKY
    example = "https://bsky.app/profile/sam.bsky.social/post/3k7qmjev5lr2s"
    public_view = message("public_view.bluesky")

    def takes(self, address: Address) -> bool:
        return address.site is Site.BLUESKY and address.kind is Kind.POST and not address.archived

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises Gone, LoginRequired, and what the Fetcher raises."""
        thread = ThreadFetcher(self.api.rstrip("/"), self.allow_own_appview(fetcher)).fetch_thread(address)
        return pack_answers(FORMAT, thread, address.url, now)

    def allow_own_appview(self, fetcher: Fetcher) -> Fetcher:
        """Lets the Fetcher reach an AppView that the settings name with plain http, which may be on a private network."""
        parts = urlsplit(self.api)
        return fetcher.with_private_host(parts.hostname or "", parts.port or 80) if parts.scheme == "http" else fetcher

    def claims(self, capture: Capture) -> bool:
        if not is_json(capture):
            return False
        form = envelope_format(capture)
        return form == FORMAT if form else LEXICON_PREFIX in capture.body

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread for a list without a thread, Gone, LoginRequired, PageChanged."""
        trees = [answer.tree for answer in read_answers(capture)]
        threads = [tree["thread"] for tree in trees if tree["thread"].present]
        if not threads:
            return apply_hints(read_list(trees, requested_post(capture)), capture)
        conversation = Conversation()
        focus = next((uri for uri in [add_thread(conversation, thread) for thread in threads] if uri), None)
        if focus is None:
            raise missing_post_error(threads[0])
        return apply_hints(read_conversation(conversation, focus, self.site), capture)

    def threads_in(self, capture: Capture) -> tuple[ThreadChoice, ...]:
        """The threads of a list, which is an answer without a thread of its own."""
        trees = [answer.tree for answer in read_answers(capture)]
        is_list = not any(tree["thread"].present for tree in trees)
        return threads_in_list(collect_list(trees)[0]) if is_list else ()
