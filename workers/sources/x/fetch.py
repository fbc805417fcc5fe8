"""Fetches X's embeds: the post at an address, then the posts by the same author above it, up to the first one."""

from __future__ import annotations

import math
from typing import Final

from domain.errors import Failed, NotAThread
from workers.fetch import Fetcher, Response
from workers.sources.parsing.json_tree import JsonTree

API: Final = "https://cdn.syndication.twimg.com"
MAX_POSTS: Final = 60  # requested half a second apart
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
BASE: Final = 36


def fetch_with_ancestors(api: str, id_: str, fetcher: Fetcher) -> list[Response]:
    """The responses, the requested post first.

    Raises what the Fetcher raises for that post; a failed request for an ancestor ends the list.
    """
    responses = [_fetch_post(api, id_, fetcher)]
    requested = {id_}
    while len(responses) < MAX_POSTS and (parent := _own_parent(responses[-1])) and parent not in requested:
        requested.add(parent)
        try:
            responses.append(_fetch_post(api, parent, fetcher))
        except Failed:
            break
    return responses


def _fetch_post(api: str, id_: str, fetcher: Fetcher) -> Response:
    return fetcher.get(f"{api}/tweet-result?id={id_}&lang=en&token={token(id_)}", accept="application/json")


def _own_parent(response: Response) -> str | None:
    """The id of the post to which this one replies, when that is by the same author."""
    try:
        tree = JsonTree.parse(response.body.decode("utf-8", "replace"))
    except NotAThread:
        return None
    author, parent_author = tree["user"]["id_str"].id, tree["in_reply_to_user_id_str"].id
    return tree["in_reply_to_status_id_str"].id if author and author == parent_author else None


def token(id_: str) -> str:
    """The token that X's own embeds send: the id times pi in base 36, as JavaScript writes it, without zeros and the point."""
    number = int(id_) / 1e15 * math.pi
    fraction, integer = math.modf(number)
    digits = (*_integer_digits(int(integer)), *_fraction_digits(fraction, math.ulp(number) / 2))
    return "".join(digits).replace("0", "") or "0"


def _integer_digits(number: int) -> list[str]:
    digits: list[str] = []
    while number:
        number, digit = divmod(number, BASE)
        digits.insert(0, DIGITS[digit])
    return digits


def _fraction_digits(fraction: float, tolerance: float) -> list[str]:
    """As many digits as distinguish the number from its neighbours, the last one rounded; `tolerance` is half a step."""
    digits: list[str] = []
    while fraction >= tolerance:
        fraction, digit = math.modf(fraction * BASE)
        tolerance *= BASE
        round_up = fraction > 0.5 and fraction + tolerance > 1
        digits.append(DIGITS[min(int(digit) + round_up, BASE - 1)])
        if round_up:
            break
    return digits
