"""Objects of ActivityPub put together: notes, who wrote them, and the collections of answers under them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from workers.sources.fediverse.activitypub_note import is_note, is_public, one, page_of, post_of, ref
from workers.sources.fediverse.post_id import identity
from workers.sources.parsing.conversation import Conversation
from workers.sources.parsing.json_tree import JsonTree

OTHERS_ONLY: Final = "only_other_accounts=true"  # Mastodon keeps an author's own answers on the first page
COLLECTIONS: Final = frozenset({"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"})


@dataclass(slots=True)
class Notes:
    """All by id. `pages` are collections and pages of them; with `public_only` what is not public is left out."""

    notes: dict[str, JsonTree] = field(default_factory=dict)
    actors: dict[str, JsonTree] = field(default_factory=dict)
    pages: dict[str, JsonTree] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def add(self, tree: JsonTree, *, public_only: bool = False) -> str | None:
        """An object, or the activity that made one, or a collection of both. The id of the note, if it is one."""
        if tree["type"].raw == "Create":
            return self.add(tree["object"], public_only=public_only)
        id_ = tree["id"].id
        if one(tree["type"]).raw in COLLECTIONS:
            self.pages[id_ or ""] = tree
            for each in items_of(tree):
                self.add(each, public_only=public_only)
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
        for each in items_of(tree["replies"]["first"]):
            if is_note(each):
                self.add(each, public_only=public_only)
        return id_

    def author(self, id_: str) -> str | None:
        return ref(self.notes[id_]["attributedTo"])

    def answers_own(self, id_: str) -> bool:
        """Whether a note answers its own author: known of notes that are here, else read off the other one's id."""
        above, author = ref(self.notes[id_]["inReplyTo"]), self.author(id_)
        if above is None or author is None:
            return False
        return self.author(above) == author if above in self.notes else above.startswith(f"{author}/")

    def below(self, id_: str) -> tuple[list[str], str | None, bool]:
        """Ids of answers to a note as far as they are told, the page to ask for next, and whether all of the author's are."""
        page = self.notes[id_]["replies"]
        found: list[str] = []
        seen: set[str] = set()
        while page.present:
            if page["first"].is_object:
                page = page["first"]
            found.extend(each for item in items_of(page) if (each := ref(item)))
            onward = page.url or ref(page["next"]) or ref(page["first"])
            if onward is None or OTHERS_ONLY in onward or onward in seen:
                return found, None, True
            if onward not in self.pages:
                return found, onward, False
            seen.add(onward)
            page = self.pages[onward]
        return found, None, False

    def name(self, id_: str) -> str:
        """The identity of a note that is here, or of one that is only named."""
        page = page_of(self.notes[id_]["url"]) if id_ in self.notes else None
        return identity(page, id_) or id_

    def talk(self) -> Conversation:
        """All of it by identities."""
        talk = Conversation()
        for id_, note in self.notes.items():
            above = ref(note["inReplyTo"])
            post = replace(post_of(note, self.actors), reply_to=self.name(above) if above else None)
            talk.take(post, own=self.answers_own(id_), said=None)
            below, _, whole = self.below(id_)
            if whole:
                talk.asked.add(self.name(id_))
            if any(each not in self.notes and each.startswith(f"{self.author(id_)}/") for each in below):
                talk.more.add(self.name(id_))
        return talk


def items_of(page: JsonTree) -> list[JsonTree]:
    listed = page["orderedItems"] if page["orderedItems"].present else page["items"]
    return list(listed) if listed.is_list else [listed] if listed.present else []


def notes_in(trees: Iterator[JsonTree], *, public_only: bool) -> tuple[Notes, str | None]:
    """All of them, and the id of the first note."""
    notes, focus = Notes(), None
    for tree in trees:
        found = notes.add(tree, public_only=public_only)
        focus = focus or found
    return notes, focus
