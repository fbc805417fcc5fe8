"""Mastodon and what speaks its API: a post's address on any server leads to the thread, asked for where its author lives."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from domain.addresses import recognise
from domain.errors import LoginRequired, PageChanged, UnsupportedSite
from domain.messages import Message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture, Via
from domain.shapes.reading import Reading, Site
from workers.fetch import Fetcher
from workers.sources.fediverse.mastodon_conversation import Statuses
from workers.sources.fediverse.mastodon_fetch import Asking
from workers.sources.fediverse.mastodon_post import home_of
from workers.sources.hints import apply_hints
from workers.sources.parsing.answers import Answer, envelope_format, is_json, read_answers
from workers.sources.parsing.conversation_reading import read_conversation, read_longest_thread
from workers.sources.parsing.envelope import pack_answers
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.source import AuthorOnOtherServer

FORMAT: Final = "mastodon"
SIGN: Final = b'"in_reply_to_account_id"'  # every status has it, and nothing else does
CONTEXT: Final = re.compile(r"/api/v1/statuses/(?P<id>[^/]+)/context$")
ITS_OWN_IDS: Final = re.compile(r"/(?:objects|notes)/")  # addresses whose last part is no id of this API
NOT_PUBLIC: Final = Message("not_public", "Not all of these posts are public: think before you hand them on.")
NOT_FOR_ALL: Final = (
    "This post is not public, so Threadsheet does not keep it from an address. Its author can save and import it."
)
FOCUS_ABSENT: Final = Message("focus_absent", "The post in the middle is not in this file: it holds only what stands round it.")


class Mastodon:
    """Statuses of Mastodon's API with what stands round them, or lists of them."""

    name = "mastodon"
    site = Site.MASTODON
    example = "https://mastodon.social/@Mastodon/110446983926957470"
    shows = "The whole thread, as far as it is public; a few servers show their posts only to their own people."

    def takes(self, address: Address) -> bool:
        return _is_status(address)

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises NotHere for a server without this API, Elsewhere when the author lives on another, Gone, LoginRequired."""
        asking = Asking(f"{urlsplit(address.url).scheme}://{address.host}", fetcher)
        status = asking.status(address.post_id or "")

        def here() -> Capture:
            return pack_answers(FORMAT, asking.thread(address.post_id or ""), address.url, now)

        home = _home(status, address)
        if home:
            raise AuthorOnOtherServer(home, here)
        return here()

    def claims(self, capture: Capture) -> bool:
        if not is_json(capture):
            return False
        found = envelope_format(capture)
        return found == FORMAT if found else SIGN in capture.body

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread for a list without a thread, PageChanged."""
        answers = read_answers(capture)
        statuses = Statuses(_host(answers), public_only=capture.via is Via.FETCH)
        focus = None
        for answer in answers:
            found = _add(statuses, answer)
            focus = focus or found
        if not statuses.statuses:
            raise PageChanged("Mastodon", "id, content, account")
        return apply_hints(_told(_reading(statuses, focus, answers), statuses), capture)


def _is_status(address: Address) -> bool:
    known = address.site is Site.MASTODON and address.kind is Kind.POST and not address.archived
    return known and address.post_id is not None and not ITS_OWN_IDS.search(address.url)


def _home(status: JsonTree, address: Address) -> Address | None:
    """Where the author lives, when that is not the server that was asked."""
    if "@" not in status["account"]["acct"].raw:
        return None
    try:
        home = recognise(status["url"].url or status["uri"].url or "")
    except UnsupportedSite:
        return None
    return home if home.host != address.host and home.site is Site.MASTODON else None


def _host(answers: list[Answer]) -> str:
    """Who was asked; in a saved file, where the first account lives that has no host in its name."""
    url = next((answer.url for answer in answers if answer.url), None)
    if url:
        return urlsplit(url).netloc
    accounts = [account for answer in answers for account in answer.tree.find_all("account") if account.is_object]
    local = [account for account in accounts if "@" not in account["acct"].raw]
    return next((home for account in (*local, *accounts) if (home := home_of(account))), "")


def _add(statuses: Statuses, answer: Answer) -> str | None:
    """The id of the status that this answer is, if it is one."""
    tree = answer.tree
    if tree["descendants"].is_list:
        found = CONTEXT.search(urlsplit(answer.url or "").path)
        statuses.add_context(tree, found["id"] if found else None)
        return None
    if tree.is_list:
        for status in tree:
            if not status["reblog"].is_object:
                statuses.add(status)
        return None
    return statuses.add(tree)


def _reading(statuses: Statuses, focus: str | None, answers: list[Answer]) -> Reading:
    reasons: tuple[Message, ...] = ()
    if not focus and any(answer.tree["descendants"].is_list for answer in answers):
        focus, reasons = statuses.add_absent(), (FOCUS_ABSENT,)
    if not focus:
        return read_longest_thread(statuses.talk(), Site.MASTODON)
    if statuses.public_only and not statuses.is_public(focus):
        raise LoginRequired(NOT_FOR_ALL)
    return read_conversation(statuses.talk(), statuses.uri(focus), Site.MASTODON, reasons)


def _told(reading: Reading, statuses: Statuses) -> Reading:
    """With a word about posts that are not public, when somebody gave us such."""
    shown = {post.id for post in reading.posts}
    private = any(statuses.uri(id_) in shown and not statuses.is_public(id_) for id_ in statuses.statuses)
    return replace(reading, reasons=(*reading.reasons, NOT_PUBLIC)) if private else reading
