"""The bot on Mastodon and servers with its API: mentions among its notifications, the statuses above one, and an answer.

Learned from https://docs.joinmastodon.org/methods/notifications/ and /statuses/: a list's `Link` header leads on, an
`Idempotency-Key` makes the server send a status once within an hour. After that the answer is looked for below the mention.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from domain.bot_login import BotLogin
from domain.errors import BotFailed, FetchFailed, NotAThread
from domain.messages import message
from domain.shapes.mention import Mention, NewMention, Sought
from domain.shapes.reading import Site
from workers.bot.site import FAULTY, MAX_BYTES, MAX_PAGES, REFUSES_BOTS, Answer, Mentions, Sent, Session, refusal
from workers.fetch import Fetcher, Response
from workers.sources.fediverse.mastodon_post import parse_author
from workers.sources.fediverse.post_text import read_post_html
from workers.sources.parsing.json_tree import JsonTree

PAGE: Final = 40
PUBLIC: Final = frozenset({"public", "unlisted"})
MISSING: Final = frozenset({404, 410})


class MastodonClient:
    """Asks the server of the bot's account, with its token."""

    def __init__(self, login: BotLogin, session: Session, fetcher: Fetcher) -> None:
        self.host = login.handle.rpartition("@")[2]
        self._base = f"{fetcher.scheme_of(self.host)}://{self.host}/api/v1"
        self._login, self._fetcher, self.session = login, fetcher, session
        if not session.account:
            status, tree = self.get("accounts/verify_credentials")
            if status != 200 or tree["id"].id is None:
                raise BotFailed("login", handle=login.handle)
            self.session = Session(tree["id"].id)

    def get(self, path: str) -> tuple[int, JsonTree]:
        """The status and body of an answer. Raises BotFailed, FetchFailed."""
        return self._parse(self._fetcher.ask(f"{self._base}/{path}", self._headers(), MAX_BYTES))

    def post(self, path: str, body: dict[str, object], key: str) -> tuple[int, JsonTree]:
        headers = {**self._headers(), "Idempotency-Key": key}
        return self._parse(self._fetcher.post(f"{self._base}/{path}", json.dumps(body).encode(), headers, MAX_BYTES))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._login.secret.get_secret_value()}"}

    def _parse(self, response: Response) -> tuple[int, JsonTree]:
        if response.status == 401:
            raise BotFailed("login", handle=self._login.handle)
        try:
            return response.status, JsonTree.parse(response.body.decode("utf-8", "replace"))
        except NotAThread as error:
            raise FetchFailed("not_mastodon", host=self.host) from error


def list_mentions(login: BotLogin, session: Session, fetcher: Fetcher, since: datetime) -> tuple[Mentions, Session]:
    client, listed = MastodonClient(login, session, fetcher), []
    query = [("types[]", "mention"), ("limit", str(PAGE))]
    for _ in range(MAX_PAGES):
        status, page = client.get(f"notifications?{urlencode(query)}")
        _check(status, page)
        for item in page:
            when = item["created_at"].timestamp
            if when and when >= since and (mention := _mention(item, when, client)):
                listed.append(mention)
        last = page[-1]
        when, id_ = last["created_at"].timestamp, last["id"].id
        if id_ is None or (when and when < since):
            break
        query = [*query[:2], ("max_id", id_)]
    return Mentions(client.session.account, tuple(listed)), client.session


def _mention(item: JsonTree, when: datetime, client: MastodonClient) -> NewMention | None:
    status, account = item["status"], item["status"]["account"]
    id_, handle = status["id"].id, parse_author(account, client.host).handle
    own = account["id"].id == client.session.account
    if item["type"].raw != "mention" or id_ is None or handle is None or own:
        return None
    return NewMention(
        site=Site.MASTODON,
        address=status["uri"].id or status["url"].id or f"{client.host} {id_}",
        post=id_,
        url=status["url"].url or status["uri"].url,
        asker=handle.lower(),
        handle=account["acct"].stripped or handle,
        text=read_post_html(status["content"].raw)[0],
        asked_at=when,
        language=status["language"].stripped,
        visibility=status["visibility"].raw,
        is_bot=account["bot"].is_true,
        to_bot=status["in_reply_to_account_id"].id == client.session.account,
    )


def find_thread(login: BotLogin, session: Session, fetcher: Fetcher, mention: Mention) -> tuple[Sought, Session]:
    client = MastodonClient(login, session, fetcher)
    status, request = client.get(_path(mention))
    if status in MISSING:
        return Sought(reason=message("bot.deleted_mention"), ignore=True), client.session
    _check(status, request)
    status, context = client.get(f"{_path(mention)}/context")
    above = list(reversed(list(context["ancestors"]))) if status == 200 else []
    return _sought(request, above, client), client.session


def _sought(request: JsonTree, above: list[JsonTree], client: MastodonClient) -> Sought:
    if any(status["account"]["id"].id == client.session.account for status in above):
        return Sought(reason=message("bot.own_chain"), ignore=True)
    parent_id, first = request["in_reply_to_id"].id, above[-1] if above else request
    conversation = first["uri"].id or first["url"].id or ""
    if parent_id is None:
        quoted = request["quote"]["quoted_status"] if request["quote"]["state"].present else request["quote"]
        if not quoted["id"].present:
            return Sought(conversation=conversation, reason=message("bot.no_thread"))
        return _target(quoted, quoted["uri"].id or "", client)
    parent = above[0] if above else JsonTree()
    if parent["id"].id != parent_id:  # deleted, or of an account that does not let the bot see it
        return Sought(conversation=conversation, reason=message("bot.withheld"))
    author = parent["account"]["id"].id
    is_author = first["account"]["id"].id == author or parent["in_reply_to_account_id"].id == author
    starts = first["in_reply_to_id"].id is None
    # Under somebody else's single comment people mean the thread that it comments on.
    return _target(parent if is_author or not starts else first, conversation, client)


def _target(status: JsonTree, conversation: str, client: MastodonClient) -> Sought:
    author, url = parse_author(status["account"], client.host).handle, status["url"].url or status["uri"].url
    if status["visibility"].raw not in PUBLIC:
        return Sought(conversation=conversation, author=(author or "").lower(), reason=message("bot.private"))
    if url is None or author is None:
        return Sought(conversation=conversation, reason=message("bot.no_thread"))
    profile = read_post_html(status["account"]["note"].raw)[0]
    fields = " ".join(read_post_html(field["value"].raw)[0] for field in status["account"]["fields"])
    if REFUSES_BOTS.search(f"{profile} {fields}"):
        return Sought(conversation=conversation, author=author.lower(), reason=message("bot.opted_out"))
    return Sought(url, conversation, author.lower(), author)


def send_answer(login: BotLogin, session: Session, fetcher: Fetcher, mention: Mention, answer: Answer) -> tuple[Sent, Session]:
    client = MastodonClient(login, session, fetcher)
    status, context = client.get(f"{_path(mention)}/context")
    if status in MISSING:
        return Sent(obstacle=message("bot.deleted_mention")), client.session
    _check(status, context)
    for reply in context["descendants"]:
        if reply["account"]["id"].id == client.session.account and reply["in_reply_to_id"].id == mention.post:
            return Sent(reply["url"].id or reply["uri"].id or reply["id"].id or ""), client.session
    body: dict[str, object] = {
        "status": f"@{mention.handle} {answer.text}",
        "in_reply_to_id": mention.post,
        # As the mention, and never where more people see it; public ones leave the timelines of others alone.
        "visibility": "unlisted" if mention.visibility in PUBLIC else "direct",
        "language": answer.language,
    }
    status, sent = client.post("statuses", body, mention.id)
    if status in MISSING:
        return Sent(obstacle=message("bot.deleted_mention")), client.session
    if status in FAULTY:
        return Sent(obstacle=refusal(status, sent["error"].text)), client.session
    _check(status, sent)
    return Sent(sent["url"].id or sent["uri"].id or sent["id"].id or ""), client.session


def _path(mention: Mention) -> str:
    return f"statuses/{quote(mention.post, safe='')}"


def _check(status: int, tree: JsonTree) -> None:
    """Raises BotFailed for what is no answer, such as a token without the right for it."""
    if status != 200:
        raise BotFailed("refused", status=status, why=tree["error"].text[:200])
