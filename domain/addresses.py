"""Addresses that people give: whose they are and which post they mean. Pure; asked by the server before anything is kept.

recognise("https://mobile.twitter.com/sam/status/20/photo/1?s=20").url == "https://x.com/sam/status/20"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from domain.errors import UnsupportedSite
from domain.shapes.address import Address, Kind
from domain.shapes.reading import Site
from domain.url_normalisation import LONGEST as LONGEST
from domain.url_normalisation import NormalisedUrl, normalise_url

# X: every host that shows its posts under X's own paths, and the paths, with whatever may follow (/photo/1, /likes, /en).
X_HOSTS: Final = re.compile(
    r"(?:(?:www|mobile|m)\.)?(?:x|twitter)\.com"
    r"|(?:\w{1,8}\.)?(?:fxtwitter|vxtwitter|fixupx|fixvx|twittpr)\.com"
    r"|(?:www\.)?xcancel\.com|nitter\.[a-z0-9.-]+"
)
X_POST: Final = re.compile(
    r"/(?:!/)?(?:(?:i(?:/web)?|@?(?P<handle>[A-Za-z0-9_]{1,50}))/)?(?:status(?:es)?|article)/(?P<id>[0-9]{1,20})(?:/.*)?"
)
X_EMBED_HOST: Final = "platform.twitter.com"
X_EMBED: Final = re.compile(r"/embed/.*[?&]id=(?P<id>[0-9]{1,20})(?:&.*)?")
NO_ONE: Final = frozenset({"i", "web", "statuses"})  # stand where a handle would

BLUESKY_HOSTS: Final = re.compile(
    r"(?:(?:www|staging|main)\.)?bsky\.app|(?:r\.)?(?:fxbsky|bskx|vxbsky|bskyx|xbsky)\.app|deer\.social|blacksky\.community"
)
DID: Final = r"did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.%:-]{1,250})"
AUTHORITY: Final = rf"(?P<who>{DID}|(?:[A-Za-z0-9-]{{1,63}}\.)+[A-Za-z][A-Za-z0-9-]{{0,62}})"
RKEY: Final = r"(?P<rkey>[A-Za-z0-9._~:-]{1,512})"
BLUESKY_POST: Final = re.compile(rf"/profile/@?{AUTHORITY}/post/{RKEY}(?:/.*)?")
AT_POST: Final = re.compile(rf"at://{AUTHORITY}/app\.bsky\.feed\.post/{RKEY}/?", re.I)

THREADS_HOSTS: Final = re.compile(r"(?:www\.)?threads\.(?:net|com)")
THREADS_POST: Final = re.compile(r"/(?:@(?P<handle>[A-Za-z0-9._]{1,50})/post|t)/(?P<code>[A-Za-z0-9_-]{5,40})(?:/.*)?")

# Services that show threads of X unrolled; the number is that of the thread's first post, or of any other.
UNROLLERS: Final = (
    (re.compile(r"(?:www\.)?threadreaderapp\.com"), re.compile(r"/(?:thread|scrolly)/(?P<id>[0-9]{1,20})(?:\.html)?/?")),
    (re.compile(r"(?:www\.)?twitter-thread\.com"), re.compile(r"/t/(?P<id>[0-9]{1,20})/?")),
    (re.compile(r"(?:www\.)?twtext\.com"), re.compile(r"/article/(?P<id>[0-9]{1,20})/?")),
    (re.compile(r"(?:www\.)?unrollnow\.com"), re.compile(r"/status/(?P<id>[0-9]{1,20})/?")),
)

# ActivityPub: no list of hosts could be whole, so the paths tell. The most common server first.
FEDIVERSE_POSTS: Final = tuple(
    re.compile(path, re.ASCII)
    for path in (
        # Mastodon as people see it
        r"/(?:(?:web|deck)/)?@(?P<user>[\w.-]{1,64})(?:@(?P<home>[\w.-]{3,253}(?::[0-9]{1,5})?))?/(?P<id>[0-9]{6,20})(?:/embed)?/?",
        r"/(?:ap/)?users/(?P<user>[\w.-]{1,64})/statuses/(?P<id>[A-Za-z0-9]{6,30})(?:/(?:activity|embed))?/?",  # its own ids
        r"/web/statuses/(?P<id>[0-9]{6,20})/?",  # Mastodon's older pages
        r"/@(?P<user>[\w.-]{1,64})/(?:statuses|posts)/(?P<id>[A-Za-z0-9]{6,30})/?",  # GoToSocial, Truth Social
        r"/notice/(?P<id>[A-Za-z0-9]{1,30})/?",  # Pleroma, Akkoma, GNU social
        r"/notes/(?P<id>[a-z0-9]{10,32})/?",  # Misskey and its kin
        r"/objects/(?P<id>[0-9a-f]{8}-[0-9a-f-]{27})/?",  # Pleroma's ids, Friendica
        r"/p/(?P<user>[\w.-]{1,64})/(?P<id>[0-9]{10,20})/?",  # Pixelfed
    )
)
# Well-known servers of which other pages can be told to be no thread.
FEDIVERSE_HOSTS: Final = re.compile(
    r"mastodon\.(?:social|online|world|art|green)|mas\.to|mstdn\.social|fosstodon\.org|hachyderm\.io|infosec\.exchange"
    r"|techhub\.social|chaos\.social|social\.coop|indieweb\.social|mathstodon\.xyz|ruby\.social|phpc\.social"
)
ELK: Final = ("elk.zone", re.compile(r"/(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?P<path>/@.+)"))

WAYBACK_HOSTS: Final = frozenset({"web.archive.org", "wayback.archive.org"})
WAYBACK: Final = re.compile(
    r"https?://[^/]+/web/(?:(?P<when>[0-9]{1,14})(?:[a-z]{2}_)?/)?(?P<inner>(?:https?:/|www\.|\w+\.).+)", re.I
)


def recognise(url: str) -> Address:
    """Whose address it is, and in its one spelling. Raises UnsupportedSite with a sentence, Invalid when it is too long."""
    return _at(url.strip()) or _recognised(normalise_url(url))


def validate_thread_url(url: str) -> str:
    """The address as it was given, without the space round it. Raises as `recognise` does."""
    recognise(url)
    return url.strip()


def validate_url(url: str) -> str:
    """The same for an address that only stands beside something: any page's will do. Raises UnsupportedSite, Invalid."""
    if _at_scheme(url.strip()):
        return validate_thread_url(url)
    return normalise_url(url).original


def _recognised(address: NormalisedUrl) -> Address:
    if address.host in WAYBACK_HOSTS:
        return _saved(address)
    for site in SITES:
        if found := site(address):
            return found
    return Address(Site.WEB, Kind.PAGE, address.url, address.host)


def _at_scheme(url: str) -> bool:
    return url[:5].lower() == "at://"


def _at(url: str) -> Address | None:
    if not _at_scheme(url):
        return None
    if found := AT_POST.fullmatch(url):
        return _bluesky_post(found)
    raise UnsupportedSite("no_thread", site=Site.BLUESKY.value)


def _x(address: NormalisedUrl) -> Address | None:
    if address.host == X_EMBED_HOST:
        found = X_EMBED.fullmatch(address.path_and_query)
    elif X_HOSTS.fullmatch(address.host):
        found = X_POST.fullmatch(address.path) or X_POST.fullmatch(f"/{address.fragment}")
    else:
        return None
    if not found:
        raise UnsupportedSite("no_thread", site=Site.X.value)
    handle = found.groupdict().get("handle")
    if handle and handle.lower() in NO_ONE:
        handle = None
    return Address(
        Site.X, Kind.POST, f"https://x.com/{handle or 'i'}/status/{found['id']}", "x.com", post_id=found["id"], handle=handle
    )


def _bluesky(address: NormalisedUrl) -> Address | None:
    if not BLUESKY_HOSTS.fullmatch(address.host):
        return None
    if found := BLUESKY_POST.fullmatch(address.path):
        return _bluesky_post(found)
    raise UnsupportedSite("no_thread", site=Site.BLUESKY.value)


def _bluesky_post(found: re.Match[str]) -> Address:
    who, rkey = found["who"], found["rkey"]
    handle = None if who.startswith("did:") else who.lower()
    return Address(
        Site.BLUESKY,
        Kind.POST,
        f"https://bsky.app/profile/{handle or who}/post/{rkey}",
        "bsky.app",
        post_id=f"at://{handle or who}/app.bsky.feed.post/{rkey}",
        handle=handle,
    )


def _threads(address: NormalisedUrl) -> Address | None:
    if not THREADS_HOSTS.fullmatch(address.host):
        return None
    found = THREADS_POST.fullmatch(address.path)
    if not found:
        raise UnsupportedSite("no_thread", site=Site.THREADS.value)
    handle, code = found["handle"], found["code"]
    path = f"@{handle}/post/{code}" if handle else f"t/{code}"
    return Address(Site.THREADS, Kind.POST, f"https://www.threads.com/{path}", "www.threads.com", post_id=code, handle=handle)


def _unrolled(address: NormalisedUrl) -> Address | None:
    for hosts, path in UNROLLERS:
        if hosts.fullmatch(address.host):
            found = path.fullmatch(address.path)
            if not found:
                raise UnsupportedSite("no_thread", site=address.host)
            host = address.host.removeprefix("www.")
            return Address(Site.X, Kind.UNROLLED, f"https://{host}{found[0].rstrip('/')}", host, post_id=found["id"])
    return None


def _fediverse(address: NormalisedUrl) -> Address | None:
    elk, through = ELK
    if address.host == elk and (inner := through.fullmatch(address.path)):
        return _fediverse(replace(address, scheme="https", host=inner["host"], path=inner["path"]))
    for form in FEDIVERSE_POSTS:
        if found := form.fullmatch(address.path):
            names = found.groupdict()
            user, home = names.get("user"), names.get("home") or address.host
            url = f"{address.scheme}://{address.host}{found[0].rstrip('/').removesuffix('/embed').removesuffix('/activity')}"
            handle = f"{user}@{home}" if user else None
            return Address(Site.MASTODON, Kind.POST, url, address.host, post_id=found["id"], handle=handle)
    if FEDIVERSE_HOSTS.fullmatch(address.host):
        raise UnsupportedSite("no_thread", site=Site.MASTODON.value)
    return None


def _saved(address: NormalisedUrl) -> Address:
    """A copy at the Wayback Machine: the address in it says whose it is. `id_` asks for the page as it was."""
    found = WAYBACK.fullmatch(address.original)
    if not found:
        raise UnsupportedSite("no_saved_page")
    inner = re.sub(r"(?i)^(https?):/+", r"\1://", found["inner"])
    inner = inner if "://" in inner[:8] else f"http://{inner}"
    saved = recognise(inner)
    archived = saved.archived or f"https://web.archive.org/web/{found['when'] or '2'}id_/{inner}"
    return replace(saved, archived=archived)


SITES: Final[tuple[Callable[[NormalisedUrl], Address | None], ...]] = (_x, _bluesky, _threads, _unrolled, _fediverse)
