"""Recognises the site and the post of an address. Pure; the server calls it before it stores anything.

recognise("https://mobile.twitter.com/sam/status/20/photo/1?s=20").url == "https://x.com/sam/status/20"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from domain.embedded_addresses import embedded_addresses
from domain.errors import Invalid, UnsupportedSite
from domain.shapes.address import Address, Kind
from domain.shapes.reading import Site
from domain.url_normalisation import LONGEST as LONGEST
from domain.url_normalisation import NormalisedUrl, normalise_url

# X: all hosts that show its posts under X's own paths, and the paths, with anything behind them (/photo/1, /likes, /en).
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
NOT_A_HANDLE: Final = frozenset({"i", "web", "statuses"})  # path segments that stand where a handle would

BLUESKY_HOSTS: Final = re.compile(
    r"(?:(?:www|staging|main)\.)?bsky\.app|(?:r\.)?(?:fxbsky|bskx|vxbsky|bskyx|xbsky)\.app|deer\.social|blacksky\.community"
)
DID: Final = r"did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.%:-]{1,250})"
AUTHORITY: Final = rf"(?P<authority>{DID}|(?:[A-Za-z0-9-]{{1,63}}\.)+[A-Za-z][A-Za-z0-9-]{{0,62}})"
RKEY: Final = r"(?P<rkey>[A-Za-z0-9._~:-]{1,512})"
BLUESKY_POST: Final = re.compile(rf"/profile/@?{AUTHORITY}/post/{RKEY}(?:/.*)?")
AT_POST: Final = re.compile(rf"at://{AUTHORITY}/app\.bsky\.feed\.post/{RKEY}/?", re.I)

THREADS_HOSTS: Final = re.compile(r"(?:www\.)?(?:threads\.(?:net|com)|(?:vx|fix)threads\.(?:com|net)|threadsez\.com)")
THREADS_POST: Final = re.compile(r"/(?:@(?P<handle>[A-Za-z0-9._]{1,50})/post|t)/(?P<code>[A-Za-z0-9_-]{5,40})(?:/.*)?")
THREADS_SHARE: Final = re.compile(r"/share/(?:p/)?(?P<code>[A-Za-z0-9_-]{4,60})/?")  # redirects to the post

# Services that show threads of X unrolled; the number in the path is that of the thread's first post or of another one.
UNROLLERS: Final = (
    (re.compile(r"(?:www\.)?threadreaderapp\.com"), re.compile(r"/(?:thread|scrolly)/(?P<id>[0-9]{1,20})(?:\.html)?/?")),
    (re.compile(r"(?:www\.)?twitter-thread\.com"), re.compile(r"/t/(?P<id>[0-9]{1,20})/?")),
    (re.compile(r"(?:www\.)?twtext\.com"), re.compile(r"/article/(?P<id>[0-9]{1,20})/?")),
    (re.compile(r"(?:www\.)?unrollnow\.com"), re.compile(r"/status/(?P<id>[0-9]{1,20})/?")),
    (re.compile(r"(?:www\.)?unrollthread\.com"), re.compile(r"/t/(?P<id>[0-9]{1,20})/?")),
    (re.compile(r"(?:(?:www|en|ar)\.)?rattibha\.com"), re.compile(r"/thread/(?P<id>[0-9]{1,20})/?")),
)
# Mirrors of Thread Reader and unrollers like it keep its path; ids of X have so many digits since 2011.
UNROLLER_MIRROR: Final = re.compile(r"/(?:thread|scrolly)/(?P<id>[0-9]{15,20})(?:\.html)?/?")

# ActivityPub: no list of hosts could be complete, so posts are recognised by their paths. The most common server first.
FEDIVERSE_POSTS: Final = tuple(
    re.compile(path, re.ASCII)
    for path in (
        # Mastodon's web pages
        r"/(?:(?:web|deck)/)?@(?P<user>[\w.-]{1,64})(?:@(?P<home>[\w.-]{3,253}(?::[0-9]{1,5})?))?/(?P<id>[0-9]{6,20})(?:/embed)?/?",
        r"/(?:ap/)?users/(?P<user>[\w.-]{1,64})/statuses/(?P<id>[A-Za-z0-9]{6,30})(?:/(?:activity|embed))?/?",  # its ids
        r"/web/statuses/(?P<id>[0-9]{6,20})/?",  # Mastodon's older pages
        r"/@(?P<user>[\w.-]{1,64})/(?:statuses|posts)/(?P<id>[A-Za-z0-9]{6,30})/?",  # GoToSocial, Truth Social
        r"/notice/(?P<id>[A-Za-z0-9]{1,30})/?",  # Pleroma, Akkoma, GNU social
        r"/notes/(?P<id>[a-z0-9]{10,32})/?",  # Misskey and its forks
        r"/objects/(?P<id>[0-9a-f]{8}-[0-9a-f-]{27})/?",  # Pleroma's ids, Friendica
        r"/p/(?P<user>[\w.-]{1,64})/(?P<id>[0-9]{10,20})/?",  # Pixelfed
    )
)
# Well-known servers: any other page of theirs is known to be no thread.
FEDIVERSE_HOSTS: Final = re.compile(
    r"mastodon\.(?:social|online|world|art|green)|mas\.to|mstdn\.social|fosstodon\.org|hachyderm\.io|infosec\.exchange"
    r"|techhub\.social|chaos\.social|social\.coop|indieweb\.social|mathstodon\.xyz|ruby\.social|phpc\.social"
)
ELK: Final = ("elk.zone", re.compile(r"/(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?P<path>/@.+)"))

WAYBACK_HOSTS: Final = frozenset({"web.archive.org", "wayback.archive.org"})
WAYBACK: Final = re.compile(
    r"https?://[^/]+/web/(?:(?P<timestamp>[0-9]{1,14})(?:[a-z]{2}_)?/)?(?P<inner>(?:https?:/|www\.|\w+\.).+)", re.I
)


def recognise(url: str) -> Address:
    """Parses an address into its site, its kind and its canonical form.

    Raises UnsupportedSite for what is no thread's address, Invalid for one that is too long.
    """
    return _at_uri(url.strip()) or _web_address(normalise_url(url))


def validate_thread_url(url: str) -> str:
    """The address without surrounding blanks. Raises what `recognise` raises."""
    recognise(url)
    return url.strip()


def post_or_none(url: str) -> Address | None:
    """The post or thread at an address; None for every other text. Never raises."""
    try:
        address = recognise(url)
    except (UnsupportedSite, Invalid):
        return None
    return None if address.kind is Kind.PAGE else address


def validate_url(url: str) -> str:
    """The same for an address that need not be a thread's, such as a source that a person names. Raises as `recognise`."""
    if _is_at_uri(url.strip()):
        return validate_thread_url(url)
    return normalise_url(url).original


def _web_address(url: NormalisedUrl) -> Address:
    if url.host in WAYBACK_HOSTS:
        return _wayback(url)
    for parse in SITES:
        if address := parse(url):
            return address
    return Address(Site.WEB, Kind.PAGE, url.url, url.host)


def _is_at_uri(url: str) -> bool:
    return url[:5].lower() == "at://"


def _at_uri(url: str) -> Address | None:
    if not _is_at_uri(url):
        return None
    if match := AT_POST.fullmatch(url):
        return _bluesky_post(match)
    raise UnsupportedSite("no_thread", site=Site.BLUESKY.value)


def _x(url: NormalisedUrl) -> Address | None:
    if url.host == X_EMBED_HOST:
        match = X_EMBED.fullmatch(url.path_and_query)
    elif X_HOSTS.fullmatch(url.host):
        match = X_POST.fullmatch(url.path) or X_POST.fullmatch(f"/{url.fragment}")
    else:
        return None
    if not match:
        raise UnsupportedSite("no_thread", site=Site.X.value)
    handle = match.groupdict().get("handle")
    if handle and handle.lower() in NOT_A_HANDLE:
        handle = None
    canonical = f"https://x.com/{handle or 'i'}/status/{match['id']}"
    return Address(Site.X, Kind.POST, canonical, "x.com", post_id=match["id"], handle=handle)


def _bluesky(url: NormalisedUrl) -> Address | None:
    if not BLUESKY_HOSTS.fullmatch(url.host):
        return None
    if match := BLUESKY_POST.fullmatch(url.path):
        return _bluesky_post(match)
    raise UnsupportedSite("no_thread", site=Site.BLUESKY.value)


def _bluesky_post(match: re.Match[str]) -> Address:
    authority, rkey = match["authority"], match["rkey"]
    handle = None if authority.startswith("did:") else authority.lower()
    return Address(
        Site.BLUESKY,
        Kind.POST,
        f"https://bsky.app/profile/{handle or authority}/post/{rkey}",
        "bsky.app",
        post_id=f"at://{handle or authority}/app.bsky.feed.post/{rkey}",
        handle=handle,
    )


def _threads(url: NormalisedUrl) -> Address | None:
    if not THREADS_HOSTS.fullmatch(url.host):
        return None
    match = THREADS_POST.fullmatch(url.path)
    if share := THREADS_SHARE.fullmatch(url.path):
        return Address(Site.THREADS, Kind.PAGE, f"https://www.threads.com/share/{share['code']}", "www.threads.com")
    if not match:
        raise UnsupportedSite("no_thread", site=Site.THREADS.value)
    handle, code = match["handle"], match["code"]
    path = f"@{handle}/post/{code}" if handle else f"t/{code}"
    return Address(Site.THREADS, Kind.POST, f"https://www.threads.com/{path}", "www.threads.com", post_id=code, handle=handle)


def _unroller(url: NormalisedUrl) -> Address | None:
    for hosts, path in UNROLLERS:
        if hosts.fullmatch(url.host):
            match = path.fullmatch(url.path)
            if not match:
                raise UnsupportedSite("no_thread", site=url.host)
            host = url.host.removeprefix("www.")
            return Address(Site.X, Kind.UNROLLED, f"https://{host}{match[0].rstrip('/')}", host, post_id=match["id"])
    return None


def _unroller_mirror(url: NormalisedUrl) -> Address | None:
    if match := UNROLLER_MIRROR.fullmatch(url.path):
        return Address(Site.X, Kind.UNROLLED, f"{url.scheme}://{url.host}{match[0].rstrip('/')}", url.host, post_id=match["id"])
    return None


def _embedded(url: NormalisedUrl) -> Address | None:
    """The post whose own address is in the address of a viewer, an unroller or a mirror of its site."""
    addresses = (_post_at(inner) for inner in embedded_addresses(url))
    return next((address for address in addresses if address), None)


def _post_at(url: str) -> Address | None:
    """The post at an address on its own site. Does not look for addresses inside this one, so that it ends."""
    try:
        parsed = None if _is_at_uri(url) else normalise_url(url)
        address = next(filter(None, (parse(parsed) for parse in OWN_SITES)), None) if parsed else _at_uri(url)
    except (UnsupportedSite, Invalid):
        return None
    return address if address and address.kind is not Kind.PAGE else None


def _fediverse(url: NormalisedUrl) -> Address | None:
    elk_host, elk_path = ELK
    if url.host == elk_host and (inner := elk_path.fullmatch(url.path)):
        return _fediverse(replace(url, scheme="https", host=inner["host"], path=inner["path"]))
    for pattern in FEDIVERSE_POSTS:
        if match := pattern.fullmatch(url.path):
            names = match.groupdict()
            user, home = names.get("user"), names.get("home") or url.host
            canonical = f"{url.scheme}://{url.host}{match[0].rstrip('/').removesuffix('/embed').removesuffix('/activity')}"
            handle = f"{user}@{home}" if user else None
            return Address(Site.MASTODON, Kind.POST, canonical, url.host, post_id=match["id"], handle=handle)
    if FEDIVERSE_HOSTS.fullmatch(url.host):
        raise UnsupportedSite("no_thread", site=Site.MASTODON.value)
    return None


def _wayback(url: NormalisedUrl) -> Address:
    """The address whose copy the Wayback Machine has. `id_` in `archived` requests the page without the archive's additions."""
    match = WAYBACK.fullmatch(url.original)
    if not match:
        raise UnsupportedSite("no_saved_page")
    inner = re.sub(r"(?i)^(https?):/+", r"\1://", match["inner"])
    inner = inner if "://" in inner[:8] else f"http://{inner}"
    address = recognise(inner)
    archived = address.archived or f"https://web.archive.org/web/{match['timestamp'] or '2'}id_/{inner}"
    return replace(address, archived=archived)


OWN_SITES: Final[tuple[Callable[[NormalisedUrl], Address | None], ...]] = (_x, _bluesky, _threads, _unroller, _fediverse)
SITES: Final = (*OWN_SITES, _embedded, _unroller_mirror)
