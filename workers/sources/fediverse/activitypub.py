"""ActivityPub itself: the way in where a server does not speak Mastodon's API; and saved notes and outboxes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.errors import PageChanged
from domain.messages import Message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture, Via
from domain.shapes.reading import Reading, Site
from workers.fetch import Fetcher
from workers.sources.fediverse.activitypub_conversation import notes_in
from workers.sources.fediverse.activitypub_fetch import Asking
from workers.sources.hints import apply_hints
from workers.sources.parsing.answers import envelope_format, is_json, read_answers
from workers.sources.parsing.conversation_reading import read_conversation, read_longest_thread
from workers.sources.parsing.envelope import pack_answers

FORMAT: Final = "activitypub"
SIGN: Final = b"https://www.w3.org/ns/activitystreams"
HIDDEN: Final = "{} posts in this file are not public and were left out."


class ActivityPub:
    """Notes of the fediverse, one by one or in the outbox of an export."""

    name = "activitypub"
    site = Site.MASTODON
    example = "https://misskey.io/notes/9f3xk2j7qp"
    shows = "The whole thread, where the server tells what answers what; else the post that was asked for and what is above it."

    def takes(self, address: Address) -> bool:
        return address.site is Site.MASTODON and address.kind is Kind.POST and not address.archived

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises NotHere when there is no note under this address, Gone, LoginRequired."""
        return pack_answers(FORMAT, Asking(fetcher).thread(address.fetch_url), address.url, now)

    def claims(self, capture: Capture) -> bool:
        if not is_json(capture):
            return False
        found = envelope_format(capture)
        return found == FORMAT if found else SIGN in capture.body

    def read(self, capture: Capture) -> Reading:
        """A note leads to its thread; of an outbox the longest thread is taken. Raises NotAThread, PageChanged."""
        listed = capture.via is not Via.FETCH and b"rderedItems" in capture.body
        trees = (answer.tree for answer in read_answers(capture))
        notes, focus = notes_in(trees, public_only=listed or capture.via is Via.FETCH)
        if not notes.notes:
            raise PageChanged("ActivityPub", "type, id, content")
        talk = notes.talk()
        if focus is None:
            found = read_longest_thread(talk, self.site, tuple(_left_out(notes.hidden)))
        else:
            name = notes.name(focus)
            told = all(id_ in talk.asked for id_ in talk.tips(talk.first(name)))
            found = read_conversation(talk, name, self.site, listed=not told)
        return apply_hints(found, capture)


def _left_out(hidden: set[str]) -> list[Message]:
    return [Message("not_public", HIDDEN.format(len(hidden)))] if hidden else []
