"""A look-alike of the server of the bot's account on Bluesky, and of the AppView behind it.

Sessions expire, notifications come in pages and twice, `putRecord` refuses to replace what is there, as the lexicons say.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.site import Page, Request, Response, json_response
from tests.workers.sources.bluesky.bluesky_site import Json, Network

BOT = "did:plc:botbotbotbotbotbotbotbot"
PASSWORD = "abcd-efgh-ijkl-mnop"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@dataclass
class BotServer(Network):
    """`answers` are the bot's own posts by record key; `sent` is called when one was stored, before the bot hears of it."""

    answers: dict[str, Json] = field(default_factory=dict)
    notices: list[Json] = field(default_factory=list)
    profiles: dict[str, Json] = field(default_factory=dict)
    viewers: dict[str, Json] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    logins: int = 0
    renewals: int = 0
    valid: str = ""
    password: str = PASSWORD
    page: int = 100
    sent: Callable[[], None] = lambda: None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def mention(
        self,
        did: str,
        rkey: str,
        text: str,
        under: str | None = None,
        *,
        reason: str = "mention",
        at: datetime = NOON,
        **more: Json,
    ) -> str:
        """A post that names the bot, and the notification of it."""
        labels = more.pop("labels", [])
        post = self.say(did, rkey, text, under, **more)
        author = {**self.posts[post]["author"], "labels": labels}
        seconds = timedelta(seconds=len(self.notices))
        indexed = (at + seconds).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record = self.posts[post]["record"]
        self.notices.append(
            {"uri": post, "cid": "b", "author": author, "reason": reason, "record": record, "indexedAt": indexed}
        )
        return post

    def answers_to(self, post: str) -> list[str]:
        return [record["text"] for record in self.answers.values() if record["reply"]["parent"]["uri"] == post]

    def pages(self) -> dict[str, Page]:
        methods: dict[str, Callable[[Request], Response]] = {
            "com.atproto.server.createSession": self._log_in,
            "com.atproto.server.refreshSession": self._renew,
            "app.bsky.notification.listNotifications": self._list,
            "app.bsky.actor.getProfile": self._profile,
            "com.atproto.repo.putRecord": self._put,
        }
        closed = {f"/xrpc/{name}": self._with_token(page) if "server." not in name else page for name, page in methods.items()}
        return {**super().pages(), **closed}

    def _with_token(self, page: Callable[[Request], Response]) -> Page:
        def answer(request: Request) -> Response:
            if self.status != 200:
                return Response(b"{}", self.status, {"Content-Type": "application/json", **self.headers})
            if request.headers.get("authorization") != f"Bearer {self.valid}" or not self.valid:
                return json_response({"error": "ExpiredToken", "message": "Token has expired"}, 400)
            return page(request)

        return answer

    def _log_in(self, request: Request) -> Response:
        body = json.loads(request.body)
        if body != {"identifier": "bot.example", "password": self.password}:
            return json_response({"error": "AuthenticationRequired", "message": "Invalid identifier or password"}, 401)
        self.logins += 1
        return self._session(f"access-{self.logins}-{self.renewals}")

    def _renew(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer refresh-{self.logins}":
            return json_response({"error": "ExpiredToken", "message": "Token has been revoked"}, 400)
        self.renewals += 1
        return self._session(f"access-{self.logins}-{self.renewals}")

    def _session(self, token: str) -> Response:
        self.valid = token
        return json_response({"did": BOT, "handle": "bot.example", "accessJwt": token, "refreshJwt": f"refresh-{self.logins}"})

    def _list(self, request: Request) -> Response:
        start = int(request.query.get("cursor", "0"))
        there = [item for item in reversed(self.notices) if item["uri"] not in self.deleted]
        more = {"cursor": str(start + self.page)} if len(there) > start + self.page else {}
        # The page begins one earlier, as when another notification came between two requests: each page repeats one.
        return json_response({"notifications": there[max(start - 1, 0) : start + self.page], **more})

    def _profile(self, request: Request) -> Response:
        return json_response({"did": request.query["actor"], **self.profiles.get(request.query["actor"], {})})

    def _put(self, request: Request) -> Response:
        body = json.loads(request.body)
        assert (body["repo"], body["collection"], body["swapRecord"]) == (BOT, "app.bsky.feed.post", None)
        if body["record"]["reply"]["parent"]["uri"] in self.refused:
            return json_response({"error": "InvalidRequest", "message": "Invalid record"}, 400)
        if body["rkey"] in self.answers:
            return json_response({"error": "InvalidSwap", "message": "Record was at bafy"}, 400)
        self.answers[body["rkey"]] = body["record"]
        self.sent()
        return json_response({"uri": f"at://{BOT}/app.bsky.feed.post/{body['rkey']}", "cid": "bafy"})

    def view(self, post: str, depth: int) -> Json:
        node = super().view(post, depth)
        node["post"] = {**node["post"], "viewer": self.viewers.get(post, {})}
        return node
