"""A look-alike of a Mastodon server, as it answers somebody who is not logged in: forty above, sixty below, twenty deep."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.site import Page, Request, Response, json_response

Json = dict[str, Any]
ABOVE, BELOW, DEEP = 40, 60, 20
AS_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ACTIVITY = "application/activity+json; charset=utf-8"


@dataclass
class Server:
    """`base` is the server's address, known once it runs. Ids go up from 110000000000000001."""

    base: str = ""
    statuses: dict[str, Json] = field(default_factory=dict)
    api: bool = True
    closed: bool = False

    @property
    def host(self) -> str:
        return self.base.partition("://")[2]

    def say(self, user: str, content: str, under: str | None = None, **more: Any) -> str:
        id_ = str(110000000000000001 + len(self.statuses))
        home = more.pop("home", self.base)
        above = self.statuses.get(under or "")
        local = home == self.base
        self.statuses[id_] = {
            "id": id_,
            "created_at": f"2026-11-01T12:{len(self.statuses) // 60:02}:{len(self.statuses) % 60:02}.000Z",
            "in_reply_to_id": under,
            "in_reply_to_account_id": above["account"]["id"] if above else None,
            "spoiler_text": "",
            "visibility": "public",
            "uri": f"{home}/users/{user}/statuses/{id_}",
            "url": f"{home}/@{user}/{id_}",
            "content": f"<p>{content}</p>" if not content.startswith("<") else content,
            "account": {
                "id": f"9{sum(map(ord, user + home))}",
                "username": user,
                "acct": user if local else f"{user}@{home.partition('://')[2]}",
                "display_name": user.title(),
                "url": f"{home}/@{user}",
                "emojis": [],
            },
            "media_attachments": [],
            "emojis": [],
            "quote": None,
            "card": None,
            "poll": None,
            **more,
        }
        return id_

    def thread(self, count: int, user: str = "ida", **more: Any) -> list[str]:
        posts: list[str] = []
        for number in range(1, count + 1):
            posts.append(self.say(user, f"Point {number} of them.", posts[-1] if posts else None, **more))
        return posts

    def url(self, id_: str) -> str:
        return str(self.statuses[id_]["url"])

    def pages(self) -> dict[str, Page]:
        return {"*": self._page}

    def _page(self, request: Request) -> Response:
        parts = request.path.strip("/").split("/")
        if parts[:3] == ["api", "v1", "statuses"] and self.api:
            return self._api(parts[3:])
        if "json" in request.headers["accept"] and parts[0] == "users":
            return self._activity(parts[1:], request)
        return Response(b"<!doctype html><p>A page for people.", headers={"Content-Type": "text/html"})

    def _api(self, parts: list[str]) -> Response:
        if self.closed:
            return json_response({"error": "This API requires an authenticated user"}, 401)
        if parts[0] not in self.statuses:
            return json_response({"error": "Record not found"}, 404)
        return json_response(self.context(parts[0]) if parts[1:] else self.status(parts[0]))

    def answers(self, id_: str) -> list[str]:
        return [status_id for status_id, status in self.statuses.items() if status["in_reply_to_id"] == id_]

    def status(self, id_: str) -> Json:
        return {**self.statuses[id_], "replies_count": len(self.answers(id_))}

    def context(self, id_: str) -> Json:
        above: list[Json] = []
        up = self.statuses[id_]["in_reply_to_id"]
        while up in self.statuses and len(above) < ABOVE:
            above.insert(0, self.status(up))
            up = self.statuses[up]["in_reply_to_id"]
        below: list[Json] = []
        waiting = [(answer, 1) for answer in self.answers(id_)]
        while waiting and len(below) < BELOW:
            status_id, depth = waiting.pop(0)
            below.append(self.status(status_id))
            if depth < DEEP:
                waiting = [(more, depth + 1) for more in self.answers(status_id)] + waiting
        return {"ancestors": above, "descendants": below}

    def _activity(self, parts: list[str], request: Request) -> Response:
        if self.closed:
            return json_response({"error": "Request not signed"}, 401, ACTIVITY)
        if len(parts) == 1:
            return json_response(self.actor(parts[0]), media_type=ACTIVITY)
        id_ = parts[2]
        if id_ not in self.statuses:
            return json_response({"error": "Not found"}, 404, ACTIVITY)
        if parts[3:] == ["replies"]:
            return json_response(self.replies(id_, "page" in request.query), media_type=ACTIVITY)
        return json_response(self.note(id_), media_type=ACTIVITY)

    def actor(self, user: str) -> Json:
        return {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{self.base}/users/{user}",
            "type": "Person",
            "preferredUsername": user,
            "name": f"{user.title()} :star:",
            "url": f"{self.base}/@{user}",
            "tag": [{"type": "Emoji", "name": ":star:"}],
        }

    def note(self, id_: str) -> Json:
        status = self.statuses[id_]
        above = self.statuses.get(status["in_reply_to_id"] or "")
        return {
            "@context": ["https://www.w3.org/ns/activitystreams"],
            "id": status["uri"],
            "type": "Note",
            "summary": status["spoiler_text"] or None,
            "inReplyTo": above["uri"] if above else None,
            "published": status["created_at"],
            "url": status["url"],
            "attributedTo": f"{self.base}/users/{status['account']['username']}",
            "to": [AS_PUBLIC] if status["visibility"] == "public" else [f"{self.base}/users/ida/followers"],
            "content": status["content"],
            "replies": self.replies(id_, False),
        }

    def replies(self, id_: str, page: bool) -> Json:
        """As Mastodon tells them: an author's own first, all others behind the next page."""
        replies_id = f"{self.statuses[id_]['uri']}/replies"
        author = self.statuses[id_]["account"]["id"]
        own = [self.statuses[answer]["uri"] for answer in self.answers(id_) if self.statuses[answer]["account"]["id"] == author]
        first = {
            "id": f"{replies_id}?page=true",
            "type": "CollectionPage",
            "next": f"{replies_id}?only_other_accounts=true&page=true",
            "partOf": replies_id,
            "items": own,
        }
        return first if page else {"id": replies_id, "type": "Collection", "first": first}
