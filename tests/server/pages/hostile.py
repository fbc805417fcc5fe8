"""An archive that has words of harm wherever words of strangers or people stand."""

from __future__ import annotations

from datetime import timedelta

from archive import captures, follows, handouts, mentions, opt_outs, people, routines, shares, submissions, tokens
from archive.archive import Archive
from archive.codebooks import stored
from archive.codings import answers, settling
from archive.codings import records as codings
from archive.imports import contents, links, records
from archive.library import batches, collections
from archive.tags import decisions
from archive.threads import curation, editing, threads, wastebasket
from domain.editions import Edition
from domain.edits import EditRequest
from domain.edits.requests import SplitRequest
from domain.messages import message
from domain.shapes.batch import BatchChange
from domain.shapes.capture import Capture, Hints, MediaType, Via
from domain.shapes.choice import ThreadChoice
from domain.shapes.codebook import Origin
from domain.shapes.coding import CodingRequest
from domain.shapes.decision import Answer, TagAction, TagRequest
from domain.shapes.edit import Facts
from domain.shapes.failure import Failure
from domain.shapes.follow import AuthorThreads, FoundThread
from domain.shapes.handout import Format
from domain.shapes.imports import Import, ImportedLink, ImportFormat, ImportOptions
from domain.shapes.mention import Command, NewMention
from domain.shapes.person import Role
from domain.shapes.reading import Site
from domain.shapes.routine import RoutineKind
from domain.shapes.submission import OWNER
from domain.shapes.token import Scope
from tests import factories
from tests.hostile import ADDRESSES, HANDLE, hostile_codebook, hostile_thread


class HostileArchive:
    """Fills an archive; `arguments` are the values of the routes' arguments that lead to what it has."""

    def __init__(self, archive: Archive, vectors: tuple[str, ...]) -> None:
        self._archive = archive
        self.codebook = stored.store(archive, hostile_codebook(" ".join(vectors)[:400]), Origin.WEB)
        self.threads = [self._store(bad, number) for number, bad in enumerate(dict.fromkeys((*vectors, HANDLE)))]
        self.shares = [
            shares.create(archive, id_, by=vectors[0], seconds=None, redact=False, editions=list(Edition), tags=True).id
            for id_ in self.threads
        ]
        self.submission = self._fail(vectors[0])
        self.batch = batches.request(archive, self.threads[:1], BatchChange((vectors[0][:40],), (), None, False), vectors[0]).id
        self.token = tokens.create(archive, vectors[0], [Scope.SAVE]).token.id
        self.import_ = self._import(vectors).id
        self.follow = self._follow(vectors)
        self._mention(vectors)
        self.handout = self._join(vectors[0])
        self.coding = self._code(vectors[0])
        deleted = self._store(vectors[0] + "deleted", 0)
        wastebasket.put(archive, deleted, vectors[0])

    def _store(self, bad: str, number: int) -> str:
        archive, thread = self._archive, hostile_thread(bad, number)
        capture = Capture(bad.encode(), Via.PAGE, MediaType.HTML, factories.NOON, bad, bad, Hints(bad, bad))
        id_ = threads.store(archive, thread.version, [captures.store(archive, capture)], self.codebook.ref).thread_id
        decisions.decide(archive, id_, 1, 1, [TagRequest(TagAction.REJECT, "product-fed", "silos")], self.codebook, bad)
        decisions.decide(archive, id_, 1, 2, [TagRequest(TagAction.ACCEPT, "product-fed", "silos")], self.codebook, bad)
        editing.edit(archive, id_, EditRequest(set=Facts(title=f"{bad[:190]} again")), bad)
        editing.edit(archive, id_, EditRequest(split=SplitRequest(1, len(bad) // 2)), bad)
        curation.change(archive, id_, bad, new_labels=[bad[:40]], favourite=True, note=bad)
        curation.write_point_note(archive, id_, 1, bad, bad)
        curation.change_redaction(archive, id_, [bad[:60]], [bad[60:120] or "x"])
        collections.save(archive, bad[:60], f"label:x{number}", bad)
        return id_

    def _fail(self, bad: str) -> str:
        archive = self._archive
        receipt = submissions.receive(archive, url=f"https://example.org/{bad}", labels=(bad[:40],), codebook=bad)
        claimed = submissions.claim(archive, receipt.submission.id)
        assert claimed
        submissions.fail(
            archive, claimed, Failure(message("not_completed.refused", host=bad, why=message("fetch_failed")), True)
        )
        return receipt.submission.id

    def _import(self, vectors: tuple[str, ...]) -> Import:
        """Files whose rows are addresses, refused files and threads to choose from."""
        archive, bad = self._archive, vectors[0]
        pairs = list(zip(ADDRESSES, vectors, strict=False))
        listed = [ImportedLink(address, words, (words[:40],)) for address, words in pairs]
        options = ImportOptions("hostile", (bad[:40],))
        requested = records.request_links(archive, listed, bad, options, name=bad)
        claimed = records.claim(archive, requested.id)
        assert claimed
        links.settle_some(archive, claimed)
        chosen = [
            ThreadChoice(words, address, words, words, 2, None) for address, words in zip(ADDRESSES, vectors, strict=False)
        ]
        refused = [(words, message("refused", host=words, why=words)) for words in vectors]
        contents.record(archive, claimed, ImportFormat.POSTS, None, chosen, (), (), refused)
        failed = records.request_links(archive, [ImportedLink(f"https://example.org/{bad}")], bad, ImportOptions(), name=bad)
        claimed = records.claim(archive, failed.id)
        assert claimed
        records.fail(archive, claimed, Failure(message("not_completed.refused", host=bad, why=message("fetch_failed")), True))
        return requested

    def _follow(self, vectors: tuple[str, ...]) -> str:
        """A followed account whose site lies about its name and its threads, and one that cannot be asked."""
        archive, bad = self._archive, vectors[0]
        for site, handle in (
            (Site.BLUESKY, HANDLE),
            (Site.MASTODON, f"{HANDLE}@e.example"),
            (Site.WEB, f"https://e.example/{bad}"),
        ):
            follow = follows.add(archive, site, handle, every=timedelta(hours=1), keep=False, by=bad)
            (id_, *_) = routines.request_due(archive)
            claimed = routines.claim(archive, id_)
            assert claimed
            assert claimed.kind is RoutineKind.FOLLOW
            found = tuple(FoundThread(words, address, words, words) for address, words in zip(ADDRESSES, vectors, strict=False))
            follows.record_look(archive, claimed, follow, AuthorThreads(bad, bad, found), notify=True)
            follows.record_failure(
                archive, follow, message("not_completed.refused", host=bad, why=bad), closed=True, notify=True
            )
        return follow.id

    def _mention(self, vectors: tuple[str, ...]) -> None:
        """Mentions of the bot by accounts with names of harm, and whom it leaves alone."""
        archive, bad = self._archive, vectors[0]
        mentions.plan(archive, {Site.BLUESKY: bad})
        (id_,) = routines.request_due(archive)
        claimed = routines.claim(archive, id_)
        assert claimed
        pairs = list(zip(ADDRESSES, vectors, strict=False))
        heard = [
            (NewMention(Site.BLUESKY, address, words, address, words, words, words, factories.NOON), Command.UNROLL, None)
            for address, words in pairs
        ]
        mentions.note(archive, claimed, Site.BLUESKY, bad, heard)
        for mention, (address, words) in zip(mentions.list_waiting(archive, Site.BLUESKY, 99), pairs, strict=False):
            mentions.begin_answer(archive, claimed, mention, message("bot_failed.refused", status=400, why=words))
            mentions.finish_answer(archive, claimed, mention, address)
        mentions.record_failure(archive, Site.BLUESKY, message("bot_failed.login", handle=bad))
        opt_outs.add(archive, Site.BLUESKY, bad, bad, bad)

    def _code(self, bad: str) -> str:
        """A coding that is compared, with a difference that is settled and one that is not."""
        archive, edition, names = self._archive, self.codebook, [OWNER]
        names.append(people.invite(archive, bad[:60], Role.EDITOR, bad).person.name)
        request = CodingRequest(bad[:100], tuple(names), tuple(self.threads[:2]), blind=False, sample=2)
        coding = codings.begin(archive, request, edition.ref, bad)
        for number in (1, 2):
            silos = TagRequest(TagAction.ADD, "product-fed", "silos", ((0, 2),))
            answers.put(archive, coding.id, number, names[1], [silos], bad, edition)
        for name in names:
            answers.finish(archive, coding.id, name, rest=True)
        settling.settle(archive, coding.id, 1, ("product-fed", "silos"), Answer.YES, edition, bad, bad)
        return coding.id

    def _join(self, bad: str) -> str:
        joined = [threads.load(self._archive, id_) for id_ in self.threads[:3]]
        key = handouts.joint_key(joined, bad[:200], Edition.READING, Format.HTML, "renderer")
        return handouts.request(self._archive, key).id
