"""An author's threads on Bluesky, as `app.bsky.feed.getAuthorFeed` lists them.

Learned from https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed: a page has `feed`, each with a `post` and, for a
repost, a `reason`; `cursor` leads to the next page.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from urllib.parse import urlencode, urlsplit

from domain.errors import FetchFailed, Gone
from domain.shapes.follow import AuthorThreads, Follow
from workers.fetch import Fetcher
from workers.follows.grouping import ListedPost, group_posts
from workers.sources.bluesky.post import did_of
from workers.sources.parsing.json_tree import JsonTree

PAGE: Final = 100
MAX_PAGES: Final = 5


def list_threads(api: str, follow: Follow, names: Collection[str], fetcher: Fetcher) -> AuthorThreads:
    """Reads on until a thread that is known. Raises Gone, and what the Fetcher raises."""
    account = follow.account or _resolve(api, follow.handle, fetcher)
    posts: list[ListedPost] = []
    name, cursor = None, None
    for _ in range(MAX_PAGES if names else 1):
        query = {"actor": account, "filter": "posts_and_author_threads", "limit": str(PAGE)} | (
            {"cursor": cursor} if cursor else {}
        )
        answer = _get(api, f"app.bsky.feed.getAuthorFeed?{urlencode(query)}", fetcher)
        if not answer["feed"].is_list:
            raise Gone("bluesky_account", handle=follow.handle)
        page = [post for item in answer["feed"] if (post := _post(item, account))]
        name = name or next(
            (item["post"]["author"]["displayName"].stripped for item in answer["feed"] if _is_own(item, account)), None
        )
        posts += page
        cursor = answer["cursor"].id
        if cursor is None or any(post.id in names or post.root in names for post in page):
            break
    return AuthorThreads(account, name, group_posts(posts))


def _resolve(api: str, handle: str, fetcher: Fetcher) -> str:
    """The DID of a handle, which can pass to another account later."""
    if handle.startswith("did:"):
        return handle
    did = _get(api, f"com.atproto.identity.resolveHandle?{urlencode({'handle': handle})}", fetcher)["did"].id
    if did is None:
        raise Gone("bluesky_account", handle=handle)
    return did


def _post(item: JsonTree, account: str) -> ListedPost | None:
    """A post of the author's own threads; None for reposts, and for answers to others."""
    post = item["post"]
    uri = post["uri"].id
    if uri is None or not _is_own(item, account):
        return None
    parent, root = post["record"]["reply"]["parent"]["uri"].id, post["record"]["reply"]["root"]["uri"].id
    if any(other and did_of(other) != account for other in (parent, root)):
        return None
    start = root or uri
    url = f"https://bsky.app/profile/{account}/post/{start.rpartition('/')[2]}"
    return ListedPost(uri, parent, url, post["record"]["text"].text, root=start)


def _is_own(item: JsonTree, account: str) -> bool:
    return not item["reason"].present and item["post"]["author"]["did"].id == account


def _get(api: str, method: str, fetcher: Fetcher) -> JsonTree:
    response = fetcher.get(f"{api}/xrpc/{method}", accept="application/json", accept_statuses={400})
    if response.media_type != "application/json":
        raise FetchFailed("not_bluesky", host=urlsplit(api).hostname or "")
    return JsonTree.parse(response.body.decode("utf-8", "replace"))
