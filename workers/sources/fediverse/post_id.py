"""Ids of Posts of the fediverse, the same for a post from an API, from an ActivityPub object and from its page."""

from __future__ import annotations

from domain.addresses import recognise
from domain.errors import Refused
from domain.shapes.reading import Site


def build_post_id(*addresses: str | None) -> str | None:
    """`host/id` from the first address that has both, as pages know no other id; else the first address."""
    for address in addresses:
        try:
            recognised = recognise(address or "")
        except Refused:
            continue
        if recognised.site is Site.MASTODON and recognised.post_id:
            return f"{recognised.host}/{recognised.post_id}"
    return next((address for address in addresses if address), None)
