"""The Source for Mastodon and servers with its API. Any server's address of a post leads to its author's server."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.addresses import recognise
from domain.errors import LoginRequired, PageChanged, UnsupportedSite
from domain.messages import Message, message
from domain.shapes.address import Address, Kind
from domain.shapes.capture import Capture, Via
from domain.shapes.choice import ThreadChoice
from domain.shapes.reading import Reading, Site
from domain.url_parts import split_url
from workers.fetch import Fetcher
from workers.sources.fediverse.mastodon_conversation import Statuses
from workers.sources.fediverse.mastodon_fetch import ThreadFetcher
from workers.sources.fediverse.mastodon_post import home_host
from workers.sources.hints import apply_hints, requested_post
from workers.sources.parsing.answers import Answer, envelope_format, is_json, read_answers
from workers.sources.parsing.conversation_reading import read_conversation, read_thread_of_list, threads_in_list
from workers.sources.parsing.envelope import pack_answers
from workers.sources.parsing.json_tree import JsonTree
from workers.sources.source import AuthorOnOtherServer

FORMAT: Final = "mastodon"
STATUS_KEY: Final = b'"in_reply_to_account_id"'  # every status has it, and nothing else does
CONTEXT_PATH: Final = re.compile(r"/api/v1/statuses/(?P<id>[^/]+)/context$")
ACTIVITYPUB_PATH: Final = re.compile(r"/(?:objects|notes)/")  # addresses whose last part is not an id of this API
NOT_ALL_PUBLIC: Final = message("not_public.private_posts")
FOCUS_ABSENT: Final = message("focus_absent")


class Mastodon:
    """Statuses of Mastodon's API with their contexts, or lists of statuses."""

    name = "mastodon"
    site = Site.MASTODON
    example = "https://mastodon.social/@Mastodon/110446983926957470"
    public_view = message("public_view.mastodon")

    def takes(self, address: Address) -> bool:
        return _is_status(address)

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Raises NotThisSite for a server without this API, AuthorOnOtherServer, Gone, LoginRequired."""
        thread_fetcher = ThreadFetcher(f"{split_url(address.url).scheme}://{address.host}", fetcher)
        status = thread_fetcher.fetch_status(address.post_id or "")

        def fetch_copy() -> Capture:
            return pack_answers(FORMAT, thread_fetcher.fetch_thread(address.post_id or ""), address.url, now)

        home = _home_address(status, address)
        if home:
            raise AuthorOnOtherServer(home, fetch_copy)
        return fetch_copy()

    def claims(self, capture: Capture) -> bool:
        if not is_json(capture):
            return False
        form = envelope_format(capture)
        return form == FORMAT if form else STATUS_KEY in capture.body

    def threads_in(self, capture: Capture) -> tuple[ThreadChoice, ...]:
        """The threads of a list of statuses."""
        answers = read_answers(capture)
        statuses, focus = _collect(answers, capture)
        is_list = not focus and not any(answer.tree["descendants"].is_list for answer in answers)
        return threads_in_list(statuses.build_conversation()) if is_list else ()

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread for a list without a thread, LoginRequired, PageChanged."""
        answers = read_answers(capture)
        statuses, focus = _collect(answers, capture)
        if not statuses.statuses:
            raise PageChanged("Mastodon", "id, content, account")
        return apply_hints(
            _with_privacy_warning(_reading(statuses, focus, answers, requested_post(capture)), statuses), capture
        )


def _is_status(address: Address) -> bool:
    is_post = address.site is Site.MASTODON and address.kind is Kind.POST and not address.archived
    return is_post and address.post_id is not None and not ACTIVITYPUB_PATH.search(address.url)


def _home_address(status: JsonTree, address: Address) -> Address | None:
    """The status's address on its author's server, when that is not the server of `address`."""
    if "@" not in status["account"]["acct"].raw:
        return None
    try:
        home = recognise(status["url"].url or status["uri"].url or "")
    except UnsupportedSite:
        return None
    return home if home.host != address.host and home.site is Site.MASTODON else None


def _host(answers: list[Answer]) -> str:
    """The server that answered; in a saved file, the host of the first account that has no host in its name."""
    url = next((answer.url for answer in answers if answer.url), None)
    if url:
        return split_url(url).netloc
    accounts = [account for answer in answers for account in answer.tree.find_all("account") if account.is_object]
    local = [account for account in accounts if "@" not in account["acct"].raw]
    return next((host for account in (*local, *accounts) if (host := home_host(account))), "")


def _add_answer(statuses: Statuses, answer: Answer) -> str | None:
    """Adds a status, a context or a list of statuses. Returns the id of a single status."""
    tree = answer.tree
    if tree["descendants"].is_list:
        match = CONTEXT_PATH.search(split_url(answer.url).path)
        statuses.add_context(tree, match["id"] if match else None)
        return None
    if tree.is_list:
        for status in tree:
            if not status["reblog"].is_object:
                statuses.add(status)
        return None
    return statuses.add(tree)


def _collect(answers: list[Answer], capture: Capture) -> tuple[Statuses, str | None]:
    """All statuses, and the id of the first that came alone."""
    statuses = Statuses(_host(answers), public_only=capture.via is Via.FETCH)
    ids = [_add_answer(statuses, answer) for answer in answers]
    return statuses, next((id_ for id_ in ids if id_), None)


def _reading(statuses: Statuses, focus: str | None, answers: list[Answer], requested: Address | None) -> Reading:
    reasons: tuple[Message, ...] = ()
    if not focus and any(answer.tree["descendants"].is_list for answer in answers):
        focus, reasons = statuses.add_absent(), (FOCUS_ABSENT,)
    if not focus:
        return read_thread_of_list(statuses.build_conversation(), Site.MASTODON, requested=requested)
    if statuses.public_only and not statuses.is_public(focus):
        raise LoginRequired("not_public")
    return read_conversation(statuses.build_conversation(), statuses.post_id(focus), Site.MASTODON, reasons)


def _with_privacy_warning(reading: Reading, statuses: Statuses) -> Reading:
    """Adds a warning when posts of the Reading are not public; only files that somebody imported can hold such posts."""
    post_ids = {post.id for post in reading.posts}
    private = any(statuses.post_id(id_) in post_ids and not statuses.is_public(id_) for id_ in statuses.statuses)
    return replace(reading, reasons=(*reading.reasons, NOT_ALL_PUBLIC)) if private else reading
