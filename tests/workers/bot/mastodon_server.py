"""A look-alike of the server of the bot's account on Mastodon, as its documentation says: what an account may see, and limits.

Also the public API of that server, which shows nothing that is not public.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.site import Page, Request, Response, json_response

Json = dict[str, Any]
TOKEN = "token-of-the-bot"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
SEEN_BY_ALL = ("public", "unlisted")


@dataclass
class MastodonBotServer:
    """`visible` are the ids of non-public statuses that the bot may see; `left` requests until the limit is reached.

    `sent` is called when a status was stored, before the bot hears of it. `forgets` makes it forget idempotency keys.
    """

    host: str
    statuses: dict[str, Json] = field(default_factory=dict)
    notices: list[Json] = field(default_factory=list)
    accounts: dict[str, Json] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    visible: set[str] = field(default_factory=set)
    left: int = 10**6
    reset: datetime = NOON
    page: int = 40
    token: str = TOKEN
    forgets: bool = False
    sent: Callable[[], None] = lambda: None

    def say(self, by: str, text: str, under: str | None = None, **more: Any) -> str:
        id_ = str(110_000_000 + len(self.statuses))
        url = f"http://{self.host}/@{by}/{id_}"
        account = self.statuses[under]["account"]["id"] if under else None
        self.statuses[id_] = {
            "id": id_, "url": url, "uri": f"http://{self.host}/users/{by}/statuses/{id_}",
            "created_at": (NOON + timedelta(seconds=len(self.statuses))).isoformat(), "content": f"<p>{text}</p>",
            "visibility": "public", "language": "en", "in_reply_to_id": under, "in_reply_to_account_id": account,
            "account": self.account(by), "media_attachments": [], "emojis": [], "mentions": [], "tags": [], "replies_count": 0,
            "spoiler_text": "", **more,
        }  # fmt: skip
        return id_

    def mention(self, by: str, text: str, under: str | None = None, at: datetime = NOON, **more: Any) -> str:
        """A status that names the bot, and the notification of it."""
        named = (
            f'<span class="h-card"><a href="http://{self.host}/@bot" class="u-url mention">@<span>bot</span></a></span> {text}'
        )
        id_ = self.say(by, named, under, **more)
        when = (at + timedelta(seconds=len(self.notices))).isoformat()
        self.notices.append({"id": str(len(self.notices) + 1), "type": "mention", "created_at": when, "status": id_})
        return id_

    def account(self, name: str, **more: Any) -> Json:
        url = f"http://{self.host}/@{name}"
        usual = {"id": f"1{sum(map(ord, name))}", "acct": name, "username": name, "display_name": name.title(), "url": url}
        usual |= {"uri": url, "bot": False, "note": "<p></p>", "fields": [], "emojis": []}
        return self.accounts.setdefault(name, {**usual, **more})

    def delete(self, id_: str) -> None:
        del self.statuses[id_]
        self.notices[:] = [notice for notice in self.notices if notice["status"] != id_]

    def answers_to(self, id_: str) -> list[Json]:
        return [one for one in self.statuses.values() if one["in_reply_to_id"] == id_ and one["account"]["acct"] == "bot"]

    def address(self, id_: str) -> str:
        return str(self.statuses[id_]["uri"])

    def pages(self) -> dict[str, Page]:
        return {"*": self._answer}

    def _answer(self, request: Request) -> Response:
        path = request.path.removeprefix("/api/v1/")
        by_bot = request.headers.get("authorization") == f"Bearer {self.token}"
        if not by_bot and "authorization" in request.headers:
            return json_response({"error": "The access token is invalid"}, 401)
        if by_bot:
            self.left -= 1
            if self.left < 0:
                limit = {
                    "X-RateLimit-Remaining": "0",
                    "X-RateLimit-Reset": self.reset.isoformat(),
                }
                return Response(b'{"error":"Too many requests"}', 429, {"Content-Type": "application/json", **limit})
        if path == "accounts/verify_credentials" and by_bot:
            return json_response(self.account("bot", bot=True))
        if path == "notifications" and by_bot:
            return self._list(request)
        if path == "statuses" and by_bot:
            return self._send(request)
        if path.startswith("statuses/"):
            _, id_, *rest = path.split("/")
            return self._status(id_, by_bot, context=rest == ["context"])
        return json_response({"error": "Record not found"}, 404)

    def _list(self, request: Request) -> Response:
        assert request.query["types[]"] == "mention"
        before = int(request.query.get("max_id", 10**9))
        size = min(self.page, int(request.query["limit"]))
        older = [notice for notice in reversed(self.notices) if int(notice["id"]) < before][:size]
        link = f'<http://{self.host}/api/v1/notifications?max_id={older[-1]["id"]}>; rel="next"' if older else ""
        items = [{**notice, "status": self.statuses[notice["status"]]} for notice in older]
        answer = json_response([{**item, "account": item["status"]["account"]} for item in items])
        return Response(answer.body, headers={**answer.headers, **({"Link": link} if link else {})})

    def _sees(self, status: Json, by_bot: bool) -> bool:
        return status["visibility"] in SEEN_BY_ALL or (by_bot and status["id"] in self.visible)

    def _status(self, id_: str, by_bot: bool, *, context: bool) -> Response:
        status = self.statuses.get(id_)
        if status is None or not self._sees(status, by_bot):
            return json_response({"error": "Record not found"}, 404)
        return json_response(self._context(id_, by_bot) if context else status)

    def _context(self, id_: str, by_bot: bool) -> Json:
        above: list[Json] = []
        parent = self.statuses[id_]["in_reply_to_id"]
        while parent in self.statuses and self._sees(self.statuses[parent], by_bot):
            above.insert(0, self.statuses[parent])
            parent = self.statuses[parent]["in_reply_to_id"]
        chain, below = {id_}, []
        for status in self.statuses.values():
            if status["in_reply_to_id"] in chain and self._sees(status, by_bot):
                chain.add(status["id"])
                below.append(status)
        return {"ancestors": above, "descendants": below}

    def _send(self, request: Request) -> Response:
        body, key = json.loads(request.body), request.headers["idempotency-key"]
        if key in self.keys and not self.forgets:
            return json_response(self.statuses[self.keys[key]])
        if body["in_reply_to_id"] not in self.statuses:
            return json_response({"error": "Record not found"}, 404)
        more = {"visibility": body["visibility"], "language": body["language"]}
        id_ = self.say("bot", body["status"], body["in_reply_to_id"], **more)
        self.visible.add(id_)
        self.keys[key] = id_
        self.sent()
        return json_response(self.statuses[id_])
