"""Addresses inside other addresses: viewers, unrollers and mirrors of a site have the post's own address in theirs.

Only addresses of hosts that Threadsheet does not know by name come here, so most patterns are about any host.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final
from urllib.parse import parse_qsl, unquote

from domain.url_normalisation import NormalisedUrl

# Services whose whole address is about one post: its address may stand anywhere in theirs.
VIEWERS: Final = re.compile(
    r"(?:[\w-]{1,30}\.)?(?:skyview\.social|skythread\.[a-z]{2,10}|mackuba\.eu|skywriter\.blue|mastodon\.tools|mastoreader\.io"
    r"|trunks\.social|phanpy\.social|elk\.zone|pdsls\.dev|atp\.tools|twiiit\.com|farside\.link)"
)
PARAMETERS: Final = frozenset({"url", "uri"})  # of any service
WEB_ADDRESS: Final = re.compile(r"https?:/{1,2}(?P<rest>[\w.-]+\.\w+/.+)", re.IGNORECASE)
BARE_ADDRESS: Final = re.compile(
    r"(?:^|/)(?P<rest>(?:[\w-]+\.)+[a-z]{2,}/(?:@|profile/|users/|[A-Za-z0-9_]{1,50}/status/).+)", re.IGNORECASE
)
AT_ADDRESS: Final = re.compile(r"at:/{1,2}(?P<rest>[^/\s?#]+/app\.bsky\.feed\.post/[^/\s?#]+)", re.IGNORECASE)
# skywriter.blue: /pages/HANDLE/post/RKEY, /pages/HANDLE/RKEY
BLUESKY_PAGE: Final = re.compile(r"/pages/@?(?P<authority>[^/]+)/(?:post/)?(?P<rkey>[a-z0-9]{10,20})/?")
# Phanpy, on whatever host: #/mastodon.social/s/113602735590180420
PHANPY: Final = re.compile(r"/(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)/s/(?P<id>[A-Za-z0-9]{6,30})/?(?:\?.*)?")
# Mirrors of X and Bluesky keep the paths of the original, or nearly; ids of X have so many digits since 2011.
X_MIRROR: Final = re.compile(r"(?:/nitter)?/(?P<handle>[A-Za-z0-9_]{1,15})/status/(?P<id>[0-9]{15,20})(?:/.*)?")
X_POST: Final = re.compile(r"(?:/[a-z]{2})?/tweet/(?P<id>[0-9]{15,20})/?")
BLUESKY_AUTHORITY: Final = r"(?P<authority>[^/]+\.[^/]+|did:[a-z]+:[^/]+)"
BLUESKY_MIRROR: Final = re.compile(
    rf"(?:/profile|/(?:[a-z]{{1,20}}/)?user)/{BLUESKY_AUTHORITY}/post/(?P<rkey>[a-z0-9]{{10,20}})(?:/.*)?"
)
BLUESKY_EMBED: Final = re.compile(rf"/embed/{BLUESKY_AUTHORITY}/app\.bsky\.feed\.post/(?P<rkey>[a-z0-9]{{10,20}})/?")


def embedded_addresses(url: NormalisedUrl) -> Iterator[str]:
    """The addresses that `url` holds, the likeliest one first; they need not be anybody's."""
    if VIEWERS.fullmatch(url.host):
        yield from _in_viewer(url)
    if phanpy := PHANPY.fullmatch(unquote(url.fragment)):
        path = "web/statuses" if phanpy["id"].isdecimal() else "notice"
        yield f"https://{phanpy['host']}/{path}/{phanpy['id']}"
    yield from _in_query(url, PARAMETERS)
    if mirrored := X_MIRROR.fullmatch(url.path):
        yield f"https://x.com/{mirrored['handle']}/status/{mirrored['id']}"
    elif mirrored := X_POST.fullmatch(url.path):
        yield f"https://x.com/i/status/{mirrored['id']}"
    if mirrored := BLUESKY_MIRROR.fullmatch(url.path) or BLUESKY_EMBED.fullmatch(url.path):
        yield f"https://bsky.app/profile/{mirrored['authority']}/post/{mirrored['rkey']}"


def _in_viewer(url: NormalisedUrl) -> Iterator[str]:
    query = dict(parse_qsl(url.query))
    if query.get("author") and query.get("post"):
        yield f"at://{query['author'].removeprefix('@')}/app.bsky.feed.post/{query['post']}"
    if page := BLUESKY_PAGE.fullmatch(url.path):
        yield f"at://{page['authority']}/app.bsky.feed.post/{page['rkey']}"
    yield from _in_query(url, query.keys())
    for text in (url.path, unquote(url.fragment)):
        yield from _in_text(text)


def _in_query(url: NormalisedUrl, names: Container[str]) -> Iterator[str]:
    for name, value in parse_qsl(url.query):
        if name.lower() in names:
            yield from _in_text(value)


def _in_text(text: str) -> Iterator[str]:
    if match := AT_ADDRESS.search(text):
        yield f"at://{match['rest']}"
    elif match := WEB_ADDRESS.search(text) or BARE_ADDRESS.search(text):
        yield f"https://{match['rest']}"
