"""A look-alike of Bluesky's AppView: posts that we make, answered as `getPostThread` answers, cut where it cuts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.site import Page, Request, Response, json_response

Json = dict[str, Any]
IDA, OLE = "did:plc:idaidaidaidaidaidaidaida", "did:plc:oleoleoleoleoleoleoleole"
HANDLES = {IDA: "ida.example", OLE: "ole.example"}


def uri(did: str, rkey: str) -> str:
    return f"at://{did}/app.bsky.feed.post/{rkey}"


@dataclass
class Network:
    """`deepest` and `highest` are what the server allows, whatever is asked for."""

    posts: dict[str, Json] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    deepest: int = 1000
    highest: int = 1000

    def say(self, did: str, rkey: str, text: str, under: str | None = None, **record: Any) -> str:
        post = uri(did, rkey)
        root = self._root(under) if under else None
        reply = {"reply": {"parent": {"uri": under}, "root": {"uri": root}}} if under else {}
        embed = {"embed": record.pop("view")} if "view" in record else {}
        self.posts[post] = {
            "uri": post,
            "author": {
                "did": did,
                "handle": HANDLES.get(did, f"{did[8:12]}.example"),
                "displayName": did[8:11].title(),
                "labels": [],
            },
            "record": {
                "$type": "app.bsky.feed.post",
                "text": text,
                "createdAt": f"2026-11-01T12:{len(self.posts) // 60 % 60:02}:{len(self.posts) % 60:02}.000Z",
                **reply,
                **record,
            },
            **embed,
        }
        return post

    def thread(self, count: int, did: str = IDA) -> list[str]:
        posts: list[str] = []
        for number in range(1, count + 1):
            posts.append(self.say(did, f"3k{number}", f"Point {number} of them.", posts[-1] if posts else None))
        return posts

    def _root(self, post: str) -> str:
        reply = self.posts[post]["record"].get("reply")
        return str(reply["root"]["uri"]) if reply else post

    def pages(self) -> dict[str, Page]:
        return {"/xrpc/app.bsky.feed.getPostThread": self._thread, "/xrpc/com.atproto.identity.resolveHandle": self._handle}

    def _handle(self, request: Request) -> Response:
        dids = [did for did, handle in HANDLES.items() if handle == request.query["handle"]]
        return json_response({"did": dids[0]}) if dids else json_response({"error": "InvalidRequest"}, 400)

    def _thread(self, request: Request) -> Response:
        uri = request.query["uri"]
        if uri not in self.posts or uri in self.deleted:
            return json_response({"error": "NotFound", "message": f"Post not found: {uri}"}, 400)
        node = self.view(uri, min(int(request.query["depth"]), self.deepest))
        below = node
        for _ in range(min(int(request.query["parentHeight"]), self.highest)):
            above = self.posts[below["post"]["uri"]]["record"].get("reply", {}).get("parent", {}).get("uri")
            if above is None:
                break
            if above in self.deleted:
                below["parent"] = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": above, "notFound": True}
                break
            below["parent"] = below = self.view(above, 0)
        return json_response({"thread": node})

    def view(self, post: str, depth: int) -> Json:
        answers = [
            reply
            for reply, view in self.posts.items()
            if view["record"].get("reply", {}).get("parent", {}).get("uri") == post and reply not in self.deleted
        ]
        node = {"$type": "app.bsky.feed.defs#threadViewPost", "post": {**self.posts[post], "replyCount": len(answers)}}
        if depth:
            node["replies"] = [self.view(answer, depth - 1) for answer in answers]
        return node
