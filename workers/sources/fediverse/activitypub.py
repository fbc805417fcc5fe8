"""The Source for ActivityPub: fetches from servers without Mastodon's API; reads saved notes and outboxes of exports."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.errors import PageChanged
from domain.messages import message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture, Hints, MediaType, Via
from domain.shapes.choice import ThreadChoice
from domain.shapes.reading import Reading, Site
from workers.fetch import Fetcher
from workers.sources.fediverse.activitypub_conversation import Notes, collect_notes
from workers.sources.fediverse.activitypub_fetch import ThreadFetcher
from workers.sources.fediverse.activitypub_note import object_id
from workers.sources.hints import apply_hints, requested_post
from workers.sources.parsing.answers import envelope_format, is_json, read_answers
from workers.sources.parsing.conversation_reading import read_conversation, read_thread_of_list, threads_in_list
from workers.sources.parsing.envelope import pack_answers
from workers.sources.parsing.json_tree import JsonTree

FORMAT: Final = "activitypub"
NAMESPACE: Final = b"https://www.w3.org/ns/activitystreams"


class ActivityPub:
    """Notes of the fediverse, one by one or in the outbox of an export."""

    name = "activitypub"
    site = Site.MASTODON
    example = "https://misskey.io/notes/9f3xk2j7qp"
    public_view = message("public_view.activitypub")

    def takes(self, address: Address) -> bool:
        return address.site is Site.MASTODON and address.kind is Kind.POST and not address.archived

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises NotThisSite when there is no note at this address, Gone, LoginRequired."""
        return pack_answers(FORMAT, ThreadFetcher(fetcher).fetch_thread(address.fetch_url), address.url, now)

    def claims(self, capture: Capture) -> bool:
        if not is_json(capture):
            return False
        form = envelope_format(capture)
        return form == FORMAT if form else NAMESPACE in capture.body

    def read(self, capture: Capture) -> Reading:
        """The thread of a single note; of an outbox its longest thread. Raises NotAThread, PageChanged."""
        is_list = capture.via is not Via.FETCH and b"rderedItems" in capture.body
        trees = (answer.tree for answer in read_answers(capture))
        notes, focus = collect_notes(trees, public_only=is_list or capture.via is Via.FETCH)
        if not notes.notes:
            raise PageChanged("ActivityPub", "type, id, content")
        conversation = notes.build_conversation()
        if focus is None:
            hidden = (message("not_public.in_file", count=len(notes.hidden)),) if notes.hidden else ()
            requested = requested_post(capture)
            return apply_hints(read_thread_of_list(conversation, self.site, hidden, requested=requested), capture)
        post_id = notes.post_id(focus)
        leaves = conversation.leaves(conversation.chain_start(post_id))
        all_requested = all(leaf in conversation.requested for leaf in leaves)
        return apply_hints(read_conversation(conversation, post_id, self.site, is_list=not all_requested), capture)

    def threads_in(self, capture: Capture) -> tuple[ThreadChoice, ...]:
        """The threads of an outbox."""
        notes, focus = collect_notes((answer.tree for answer in read_answers(capture)), public_only=True)
        return threads_in_list(notes.build_conversation()) if focus is None else ()

    def excerpts(self, capture: Capture, threads: Sequence[ThreadChoice]) -> Iterator[Capture]:
        """The account, and of an outbox the notes of each thread, with those that are not public and answer one of them."""
        trees = [answer.tree for answer in read_answers(capture)]
        notes, _ = collect_notes(iter(trees), public_only=True)
        conversation = notes.build_conversation()
        for thread in threads:
            own = set(conversation.descendants(conversation.chain_start(thread.id)))
            answers = [{"url": None, "status": None, "body": _excerpt(tree, notes, own)} for tree in trees]
            body = json.dumps({"format": FORMAT, "answers": answers}, ensure_ascii=False).encode("utf-8", "surrogatepass")
            yield replace(capture, body=body, media_type=MediaType.JSON, url=thread.url, hints=Hints())


def _excerpt(tree: JsonTree, notes: Notes, own: Collection[str]) -> object:
    """An outbox with nothing but the notes of a thread; any other object as it is."""
    if not tree["orderedItems"].is_list or not isinstance(tree.value, dict):
        return tree.value
    return {**tree.value, "orderedItems": [item.value for item in tree["orderedItems"] if _belongs(item, notes, own)]}


def _belongs(item: JsonTree, notes: Notes, own: Collection[str]) -> bool:
    note = item["object"] if item["object"].is_object else item
    id_, parent = note["id"].id, object_id(note["inReplyTo"])
    if id_ in notes.hidden:
        return parent is not None and notes.post_id(parent) in own
    return id_ is not None and notes.post_id(id_) in own
