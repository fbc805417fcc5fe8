"""Checks whom a person wants to follow: a site and a handle there, an author's address, or that of a feed."""

from __future__ import annotations

import re
from typing import Final

from domain.errors import Invalid, Refused
from domain.messages import message
from domain.shapes.reading import Site
from domain.url_normalisation import normalise_url

_HANDLES: Final = {
    Site.BLUESKY: re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62}|did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.%:-]{1,250})"),
    Site.MASTODON: re.compile(r"[\w.-]{1,64}@[a-z0-9.-]{1,253}(?::[0-9]{1,5})?", re.I | re.ASCII),
    Site.X: re.compile(r"\w{1,50}", re.ASCII),
    Site.THREADS: re.compile(r"[\w.]{1,50}", re.ASCII),
}
_PROFILES: Final = (
    (Site.BLUESKY, re.compile(r"https?://(?:www\.)?bsky\.app/profile/([^/?#]+)/?")),
    (Site.X, re.compile(r"https?://(?:(?:www|mobile)\.)?(?:x|twitter)\.com/(\w{1,50})/?")),
    (Site.THREADS, re.compile(r"https?://(?:www\.)?threads\.(?:com|net)/@([\w.]{1,50})/?")),
)
_FEDIVERSE_PROFILE: Final = re.compile(r"https?://(?P<host>[^/@?#]+)/(?:web/)?@(?P<user>[\w.-]{1,64})(?:@(?P<home>[^/?#]+))?/?")


def parse_follow(site: Site, handle: str) -> tuple[Site, str]:
    """The site and the handle without @, lower case where case does not matter. Raises Invalid."""
    written = handle.strip()
    if site is Site.WEB:
        return site, _feed(written)
    name = written.removeprefix("@")
    name = name if name.startswith("did:") else name.lower()
    pattern = _HANDLES.get(site)
    if pattern is None or not pattern.fullmatch(name):
        raise Invalid(fields={"handle": message(f"invalid.handle.{site.value if pattern else 'site'}")})
    return site, name


def recognise_follow(written: str) -> tuple[Site, str]:
    """The same of what a person types without naming a site: a profile's address, a handle, or a feed. Raises Invalid."""
    written = written.strip()
    for site, pattern in _PROFILES:
        if match := pattern.fullmatch(written):
            return parse_follow(site, match[1])
    if match := _FEDIVERSE_PROFILE.fullmatch(written):
        return parse_follow(Site.MASTODON, f"{match['user']}@{match['home'] or match['host']}")
    if "://" in written:
        return parse_follow(Site.WEB, written)
    return parse_follow(Site.MASTODON if "@" in written[1:] else Site.BLUESKY, written)


def _feed(address: str) -> str:
    try:
        return normalise_url(address).original
    except Refused as error:
        raise Invalid(fields={"handle": message("invalid.handle.web")}) from error
