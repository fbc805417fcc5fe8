"""An author's threads on Mastodon and servers with its API.

Learned from https://docs.joinmastodon.org/methods/accounts/: `accounts/lookup` finds an account, `accounts/ID/statuses` lists
its statuses, the latest first; `exclude_replies` leaves the author's answers to themselves in.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from urllib.parse import quote, urlencode

from domain.errors import Gone, LoginRequired
from domain.shapes.follow import AuthorThreads, Follow
from workers.fetch import Fetcher
from workers.follows.grouping import ListedPost, group_posts
from workers.sources.fediverse.post_text import read_post_html
from workers.sources.parsing.json_tree import JsonTree

PAGE: Final = 40
MAX_PAGES: Final = 5
PUBLIC: Final = frozenset({"public", "unlisted"})


def list_threads(follow: Follow, names: Collection[str], fetcher: Fetcher) -> AuthorThreads:
    """Reads on until a thread that is known. Raises Gone, LoginRequired, and what the Fetcher raises."""
    user, _, host = follow.handle.rpartition("@")
    base = f"{fetcher.scheme_of(host)}://{host}/api/v1/accounts"
    account = _get(f"{base}/lookup?{urlencode({'acct': user})}", fetcher)
    id_ = account["id"].id
    if id_ is None:
        raise Gone("deleted_or_private")
    posts: list[ListedPost] = []
    query = {"exclude_replies": "true", "exclude_reblogs": "true", "limit": str(PAGE)}
    for _ in range(MAX_PAGES if names else 1):
        statuses = list(_get(f"{base}/{quote(id_, safe='')}/statuses?{urlencode(query)}", fetcher))
        page = [post for status in statuses if (post := _post(status, id_))]
        posts += page
        last = statuses[-1]["id"].id if statuses else None
        if last is None or any(post.id in names for post in page):
            break
        query["max_id"] = last
    return AuthorThreads(id_, account["display_name"].stripped, group_posts(posts))


def _post(status: JsonTree, account: str) -> ListedPost | None:
    """A public post of the author's own threads; None for reblogs, and for answers to others."""
    id_, url, above = status["id"].id, status["url"].url or status["uri"].url, status["in_reply_to_id"].id
    if id_ is None or url is None or status["reblog"].present or status["visibility"].raw not in PUBLIC:
        return None
    if above is not None and status["in_reply_to_account_id"].id != account:
        return None
    return ListedPost(id_, above, url, read_post_html(status["content"].raw)[0])


def _get(url: str, fetcher: Fetcher) -> JsonTree:
    response = fetcher.get(url, accept="application/json", accept_statuses={401, 403, 422})
    if response.status != 200 or response.media_type != "application/json":
        raise LoginRequired("mastodon_api")
    return JsonTree.parse(response.body.decode("utf-8", "replace"))
