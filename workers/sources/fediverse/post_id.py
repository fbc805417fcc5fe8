"""One identity for a post of the fediverse, whichever way it came: by API, as an ActivityPub object, or off its page."""

from __future__ import annotations

from domain.addresses import recognise
from domain.errors import Refused
from domain.shapes.reading import Site


def identity(*addresses: str | None) -> str | None:
    """`host/id` by the first address that tells both (a page knows no more of a post); else the first address there is."""
    for address in addresses:
        try:
            found = recognise(address or "")
        except Refused:
            continue
        if found.site is Site.MASTODON and found.post_id:
            return f"{found.host}/{found.post_id}"
    return next((address for address in addresses if address), None)
