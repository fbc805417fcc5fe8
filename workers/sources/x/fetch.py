"""Asking X for embeds: the post that an address names, then those by the same author that it answers, up to the first."""

from __future__ import annotations

import math
from typing import Final

from domain.errors import Failed, NotAThread
from workers.fetch import Fetcher, Response
from workers.sources.parsing.json_tree import JsonTree

API: Final = "https://cdn.syndication.twimg.com"
MOST: Final = 60  # posts asked for, half a second apart
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
BASE: Final = 36


def asked_upward(api: str, id_: str, fetcher: Fetcher) -> list[Response]:
    """The answers, the post that was asked for first. Raises what the Fetcher raises about that one; others may be gone."""
    answers = [_asked(api, id_, fetcher)]
    seen = {id_}
    while len(answers) < MOST and (above := _own_above(answers[-1])) and above not in seen:
        seen.add(above)
        try:
            answers.append(_asked(api, above, fetcher))
        except Failed:
            break
    return answers


def _asked(api: str, id_: str, fetcher: Fetcher) -> Response:
    return fetcher.get(f"{api}/tweet-result?id={id_}&lang=en&token={token(id_)}", accept="application/json")


def _own_above(answer: Response) -> str | None:
    """The id of the post that this one answers, when that is by the same author."""
    try:
        tree = JsonTree.parse(answer.body.decode("utf-8", "replace"))
    except NotAThread:
        return None
    author, answered = tree["user"]["id_str"].id, tree["in_reply_to_user_id_str"].id
    return tree["in_reply_to_status_id_str"].id if author and author == answered else None


def token(id_: str) -> str:
    """What X's own embeds send along: the id times pi in base 36, as a browser writes it, without zeros and the point."""
    number = int(id_) / 1e15 * math.pi
    part, whole = math.modf(number)
    return "".join((*_whole(int(whole)), *_part(part, math.ulp(number) / 2))).replace("0", "") or "0"


def _whole(number: int) -> list[str]:
    digits: list[str] = []
    while number:
        number, digit = divmod(number, BASE)
        digits.insert(0, DIGITS[digit])
    return digits


def _part(part: float, unsure: float) -> list[str]:
    """As many digits after the point as tell the number from its neighbours, the last one rounded; `unsure` is half a step."""
    digits: list[str] = []
    while part >= unsure:
        part, digit = math.modf(part * BASE)
        unsure *= BASE
        up = part > 0.5 and part + unsure > 1
        digits.append(DIGITS[min(int(digit) + up, BASE - 1)])
        if up:
            break
    return digits
