"""Collects ActivityPub objects: notes, their authors, and the collections of replies below them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from workers.sources.fediverse.activitypub_note import first_of, is_note, is_public, object_id, page_url, parse_note
from workers.sources.fediverse.post_id import build_post_id
from workers.sources.parsing.conversation import Conversation
from workers.sources.parsing.json_tree import JsonTree

OTHERS_ONLY: Final = "only_other_accounts=true"  # Mastodon puts an author's own replies on the first page
COLLECTIONS: Final = frozenset({"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"})


@dataclass(slots=True)
class Replies:
    """Replies to one note: their ids as far as they are listed, the next page to fetch, and whether that is all of them.

    `complete` is about replies by the note's own author.
    """

    ids: list[str]
    next_page: str | None
    complete: bool


@dataclass(slots=True)
class Notes:
    """Objects by id. `pages` are collections and their pages; `hidden` are notes left out because they are not public."""

    notes: dict[str, JsonTree] = field(default_factory=dict)
    actors: dict[str, JsonTree] = field(default_factory=dict)
    pages: dict[str, JsonTree] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def add(self, tree: JsonTree, *, public_only: bool = False) -> str | None:
        """Adds a note, an actor, an activity that created a note, or a collection. Returns the id if it is a note."""
        if tree["type"].raw == "Create":
            return self.add(tree["object"], public_only=public_only)
        id_ = tree["id"].id
        if first_of(tree["type"]).raw in COLLECTIONS:
            self.pages[id_ or ""] = tree
            for item in items_of(tree):
                self.add(item, public_only=public_only)
            return None
        if tree["preferredUsername"].present and id_:
            self.actors[id_] = tree
            return None
        if not is_note(tree) or id_ is None:
            return None
        if public_only and not is_public(tree):
            self.hidden.add(id_)
            return None
        self.notes.setdefault(id_, tree)
        for reply in items_of(tree["replies"]["first"]):
            if is_note(reply):
                self.add(reply, public_only=public_only)
        return id_

    def author(self, id_: str) -> str | None:
        return object_id(self.notes[id_]["attributedTo"])

    def is_self_reply(self, id_: str) -> bool:
        """Whether a note replies to its own author. Where the parent is not here, its id has to begin with the author's."""
        parent, author = object_id(self.notes[id_]["inReplyTo"]), self.author(id_)
        if parent is None or author is None:
            return False
        return self.author(parent) == author if parent in self.notes else parent.startswith(f"{author}/")

    def replies(self, id_: str) -> Replies:
        """The replies to a note, over all pages that are here."""
        page = self.notes[id_]["replies"]
        ids: list[str] = []
        visited: set[str] = set()
        while page.present:
            if page["first"].is_object:
                page = page["first"]
            ids.extend(reply_id for item in items_of(page) if (reply_id := object_id(item)))
            next_page = page.url or object_id(page["next"]) or object_id(page["first"])
            if next_page is None or OTHERS_ONLY in next_page or next_page in visited:
                return Replies(ids, None, complete=True)
            if next_page not in self.pages:
                return Replies(ids, next_page, complete=False)
            visited.add(next_page)
            page = self.pages[next_page]
        return Replies(ids, None, complete=False)

    def post_id(self, id_: str) -> str:
        """The Post id of a note, also of one that is only referred to."""
        page = page_url(self.notes[id_]["url"]) if id_ in self.notes else None
        return build_post_id(page, id_) or id_

    def build_conversation(self) -> Conversation:
        """All notes by Post id."""
        conversation = Conversation()
        for id_, note in self.notes.items():
            parent = object_id(note["inReplyTo"])
            post = replace(parse_note(note, self.actors), reply_to=self.post_id(parent) if parent else None)
            conversation.add_post(post, is_self_reply=self.is_self_reply(id_), reply_count=None)
            replies = self.replies(id_)
            if replies.complete:
                conversation.requested.add(self.post_id(id_))
            if any(reply not in self.notes and reply.startswith(f"{self.author(id_)}/") for reply in replies.ids):
                conversation.has_more.add(self.post_id(id_))
        return conversation


def items_of(page: JsonTree) -> list[JsonTree]:
    items = page["orderedItems"] if page["orderedItems"].present else page["items"]
    return list(items) if items.is_list else [items] if items.present else []


def collect_notes(trees: Iterator[JsonTree], *, public_only: bool) -> tuple[Notes, str | None]:
    """All objects, and the id of the first note."""
    notes, focus = Notes(), None
    for tree in trees:
        id_ = notes.add(tree, public_only=public_only)
        focus = focus or id_
    return notes, focus
