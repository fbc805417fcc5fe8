"""Accounts on a real Bluesky server: they log in, post, mention, answer and delete as programs of people do."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

Json = dict[str, Any]
PASSWORD = "long-enough-1"
POSTS = "app.bsky.feed.post"


@dataclass
class Account:
    """A logged-in account of a PDS."""

    pds: str
    handle: str
    did: str
    token: str
    cids: dict[str, str] = field(default_factory=dict)

    def post(self, text: str, under: str | None = None, root: str | None = None, **record: Any) -> str:
        """Writes a post; returns its address. `under` and `root` are posts of any account."""
        if under:
            refs = {"parent": self.reference(under), "root": self.reference(root or under)}
            record["reply"] = refs
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        value = {"$type": "app.bsky.feed.post", "text": text, "createdAt": now, **record}
        sent = self.call("com.atproto.repo.createRecord", {"repo": self.did, "collection": POSTS, "record": value})
        self.cids[sent["uri"]] = sent["cid"]
        return str(sent["uri"])

    def mention(self, bot: Account, words: str, under: str | None = None, root: str | None = None, **record: Any) -> str:
        """A post that names the bot, as programs mark it."""
        name = f"@{bot.handle}"
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": bot.did}
        facets = [{"index": {"byteStart": 0, "byteEnd": len(name.encode())}, "features": [feature]}]
        return self.post(f"{name} {words}", under, root, facets=facets, **record)

    def delete(self, uri: str) -> None:
        body = {"repo": self.did, "collection": POSTS, "rkey": uri.rpartition("/")[2]}
        self.call("com.atproto.repo.deleteRecord", body)

    def put(self, collection: str, key: str, record: Json) -> None:
        self.call("com.atproto.repo.putRecord", {"repo": self.did, "collection": collection, "rkey": key, "record": record})

    def create(self, collection: str, record: Json) -> None:
        self.call("com.atproto.repo.createRecord", {"repo": self.did, "collection": collection, "record": record})

    def posts(self) -> list[Json]:
        """All posts of the account, with what its server says they are."""
        found: list[Json] = []
        cursor: str | None = None
        while True:
            query = {"repo": self.did, "collection": POSTS, "limit": 100} | ({"cursor": cursor} if cursor else {})
            page = self.ask("com.atproto.repo.listRecords", query)
            found += page["records"]
            cursor = page.get("cursor")
            if not cursor:
                return found

    def reference(self, uri: str) -> Json:
        if uri not in self.cids:
            _, _, did, collection, rkey = uri.split("/")
            self.cids[uri] = self.ask("com.atproto.repo.getRecord", {"repo": did, "collection": collection, "rkey": rkey})[
                "cid"
            ]
        return {"uri": uri, "cid": self.cids[uri]}

    def ask(self, method: str, query: Json) -> Json:
        return request(f"{self.pds}/xrpc/{method}?{urlencode(query)}", None, self.token)

    def call(self, method: str, body: Json) -> Json:
        return request(f"{self.pds}/xrpc/{method}", body, self.token)


def create_account(pds: str, name: str) -> Account:
    body = {"handle": f"{name}.test", "email": f"{name}@test.com", "password": PASSWORD}
    made = request(f"{pds}/xrpc/com.atproto.server.createAccount", body)
    return Account(pds, made["handle"], made["did"], made["accessJwt"])


def request(url: str, body: Json | None = None, token: str | None = None) -> Json:
    headers = {"Content-Type": "application/json"} if body is not None else {}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    content = json.dumps(body).encode() if body is not None else None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, content, headers), timeout=60) as answer:
            return dict(json.loads(answer.read() or b"{}"))
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{url}: {error.code} {error.read()[:300]!r}") from error
