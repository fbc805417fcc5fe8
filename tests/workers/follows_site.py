"""Look-alikes of the lists of Bluesky and Mastodon: an author's posts, a page at a time, as their documentation says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.site import Page, Request, Response, json_response
from tests.workers.sources.bluesky.bluesky_site import Network

Json = dict[str, Any]


@dataclass
class Feeds(Network):
    """A look-alike of Bluesky with `getAuthorFeed`; accounts in `closed` are not there any more."""

    closed: set[str] = field(default_factory=set)
    page: int = 100

    def pages(self) -> dict[str, Page]:
        return {**super().pages(), "/xrpc/app.bsky.feed.getAuthorFeed": self._feed}

    def _feed(self, request: Request) -> Response:
        actor, start = request.query["actor"], int(request.query.get("cursor", "0"))
        if actor in self.closed:
            return json_response({"error": "InvalidRequest", "message": "Profile not found"}, 400)
        own = [view for uri, view in reversed(self.posts.items()) if view["author"]["did"] == actor and uri not in self.deleted]
        more = {"cursor": str(start + self.page)} if len(own) > start + self.page else {}
        return json_response({"feed": [{"post": view} for view in own[start : start + self.page]], **more})


@dataclass
class MastodonServer:
    """Statuses by id. `limit` is the most that a page has."""

    host: str = ""
    statuses: dict[int, Json] = field(default_factory=dict)
    gone: bool = False
    limit: int = 40

    def say(self, text: str, under: int | None = None, **more: Any) -> int:
        id_ = 110_000_000 + len(self.statuses)
        url = f"http://{self.host}/@ida/{id_}"
        self.statuses[id_] = {
            "id": str(id_),
            "url": url,
            "uri": url,
            "created_at": f"2026-11-01T12:{len(self.statuses) % 60:02}:00.000Z",
            "content": f"<p>{text}</p>",
            "visibility": "public",
            "in_reply_to_id": str(under) if under else None,
            "in_reply_to_account_id": "7" if under else None,
            "account": self._account(),
            "media_attachments": [],
            "emojis": [],
            "mentions": [],
            "tags": [],
            "replies_count": 0,
            **more,
        }
        return id_

    def pages(self) -> dict[str, Page]:
        return {"*": self._answer}

    def _account(self) -> Json:
        url = f"http://{self.host}/@ida"
        return {"id": "7", "acct": "ida", "username": "ida", "display_name": "Ida", "url": url, "uri": url, "emojis": []}

    def _answer(self, request: Request) -> Response:
        path = request.path
        if path == "/api/v1/accounts/lookup":
            missing = self.gone or request.query["acct"] != "ida"
            return json_response({"error": "Record not found"}, 404) if missing else json_response(self._account())
        if path == "/api/v1/accounts/7/statuses":
            before = int(request.query.get("max_id", 10**12))
            listed = [status for id_, status in reversed(self.statuses.items()) if id_ < before]
            return json_response(listed[: self.limit])
        id_ = int(path.split("/")[4]) if path.startswith("/api/v1/statuses/") else 0
        if id_ not in self.statuses:
            return json_response({"error": "Record not found"}, 404)
        return json_response(self._context(id_) if path.endswith("/context") else self.statuses[id_])

    def _context(self, id_: int) -> Json:
        above, below, status = [], [], self.statuses[id_]
        while status["in_reply_to_id"]:
            status = self.statuses[int(status["in_reply_to_id"])]
            above.insert(0, status)
        chain = {str(id_)}
        for status in self.statuses.values():
            if status["in_reply_to_id"] in chain:
                chain.add(status["id"])
                below.append(status)
        return {"ancestors": above, "descendants": below}
