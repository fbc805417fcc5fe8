"""Several readings of one thread as one: its posts found again by id, else by number and words, and put in one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.errors import NotAThread
from domain.excerpt import excerpt
from domain.messages import Message, message
from domain.shapes.post import Post
from domain.shapes.reading import Hole, Reading, Site
from workers.numbering import Marker, number, stripped


def merged(readings: Sequence[Reading]) -> Reading:
    """One Reading of all posts; each Reading is a chain already, the latest last.

    What several of them saw stands once: the longer text of a truncated one, else the latest. Raises NotAThread for none.
    """
    some = [reading for reading in readings if reading.posts]
    if not some:
        raise NotAThread
    whole = some[0]
    for reading in some[1:]:
        whole = _joined(whole, reading)
    return whole


# Where a text was only seen; any other site is where its author published.
VIEWS = frozenset({Site.PASTE, Site.WEB})
NOTHING_IN_COMMON = Message("nothing_in_common")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A post with what it can be found by."""

    post: Post
    number: int | None
    words: str

    @classmethod
    def all(cls, posts: Sequence[Post]) -> list[_Seen]:
        markers = number([post.text for post in posts])
        return [
            cls(post, marker.number if marker else None, _words(post, marker))
            for post, marker in zip(posts, markers, strict=True)
        ]

    def names(self) -> list[tuple[str, object]]:
        """The surest first."""
        by_id = [("id", self.post.id)] if self.post.id else []
        by_number = [("number", (self.number, self.words))] if self.number is not None else []
        return [*by_id, *by_number, ("words", self.words)] if self.words else [*by_id, *by_number]


def _words(post: Post, marker: Marker | None) -> str:
    return " ".join(stripped(post.text, marker)[0].split())


def _joined(one: Reading, other: Reading) -> Reading:
    mine, theirs = _Seen.all(one.posts), _Seen.all(other.posts)
    pairs = _pairs(mine, theirs)
    reasons: list[Message] = []
    order = _order(mine, theirs, pairs, reasons)
    posts = tuple(_one_post(mine, theirs, pair, reasons) for pair in order)
    holes = (*_open_holes(one.holes, [a for a, _ in order]), *_open_holes(other.holes, [b for _, b in order]))
    return replace(
        one,
        site=one.site if one.site not in VIEWS else other.site,
        posts=posts,
        url=one.url or other.url,
        author=replace(
            other.author,
            **{field: value for field in ("name", "handle", "url", "avatar_url") if (value := getattr(one.author, field))},
        ),
        posted_at=one.posted_at or other.posted_at,
        declared=max((total for total in (one.declared, other.declared) if total is not None), default=None),
        ends=(one.ends and order[-1][0] == len(mine) - 1) or (other.ends and order[-1][1] == len(theirs) - 1),
        guessed=one.guessed and other.guessed,
        holes=tuple(dict.fromkeys(holes)),
        reasons=tuple(dict.fromkeys((*one.reasons, *other.reasons, *reasons))),
        related=tuple(dict.fromkeys((*one.related, *other.related))),
        dropped=tuple(dict.fromkeys((*one.dropped, *other.dropped))),
        posts_seen=len(posts) + _lost(one) + _lost(other),
    )


Pair = tuple[int | None, int | None]


def _pairs(mine: Sequence[_Seen], theirs: Sequence[_Seen]) -> dict[int, int]:
    """Which of theirs is which of mine, in rising order on both sides."""
    index: dict[tuple[str, object], list[int]] = {}
    for position, seen in enumerate(mine):
        for key in seen.names():
            index.setdefault(key, []).append(position)
    pairs: dict[int, int] = {}
    last = -1
    for position, seen in enumerate(theirs):
        found = next((hit for key in seen.names() if (hit := _later(index.get(key, ()), last)) is not None), None)
        if found is not None and not _two_ids(mine[found].post, seen.post):
            pairs[position], last = found, found
    return pairs


def _later(positions: Sequence[int], last: int) -> int | None:
    return next((position for position in positions if position > last), None)


def _two_ids(one: Post, other: Post) -> bool:
    return one.id is not None and other.id is not None and one.id != other.id


def _order(mine: Sequence[_Seen], theirs: Sequence[_Seen], pairs: dict[int, int], reasons: list[Message]) -> list[Pair]:
    """All posts in one order: between two that both saw stand first what the one saw, then what the other did, by number."""
    order: list[Pair] = []
    at = 0
    waiting: list[int] = []
    for position in range(len(theirs)):
        if position not in pairs:
            waiting.append(position)
            continue
        order += _between(mine, range(at, pairs[position]), theirs, waiting)
        order.append((pairs[position], position))
        at, waiting = pairs[position] + 1, []
    order += _between(mine, range(at, len(mine)), theirs, waiting)
    if not pairs:
        reasons.append(NOTHING_IN_COMMON)
    return order


def _between(mine: Sequence[_Seen], some: Sequence[int], theirs: Sequence[_Seen], others: Sequence[int]) -> list[Pair]:
    """Two rows of posts between the same neighbours, merged by number, by id where there is none, else one after the other."""
    left, right = list(some), list(others)
    order: list[Pair] = []
    while left and right:
        if _before(theirs[right[0]], mine[left[0]]):
            order.append((None, right.pop(0)))
        else:
            order.append((left.pop(0), None))
    return [*order, *((position, None) for position in left), *((None, position) for position in right)]


def _before(one: _Seen, other: _Seen) -> bool:
    if one.number is not None and other.number is not None and one.number != other.number:
        return one.number < other.number
    if one.post.posted_at and other.post.posted_at:
        return one.post.posted_at < other.post.posted_at
    if (one.post.id or "").isdecimal() and (other.post.id or "").isdecimal():
        return int(one.post.id or 0) < int(other.post.id or 0)
    return False


def _one_post(mine: Sequence[_Seen], theirs: Sequence[_Seen], pair: Pair, reasons: list[Message]) -> Post:
    one, other = pair
    if one is None:
        assert other is not None
        return theirs[other].post
    if other is None:
        return mine[one].post
    first, second = mine[one], theirs[other]
    if first.words != second.words and not (first.post.truncated or second.post.truncated):
        reasons.append(message("texts_differ", excerpt=excerpt(second.words)))
    kept = first.post if _says_better(first, second) else second.post
    spare = second.post if kept is first.post else first.post
    return replace(
        kept,
        id=kept.id or spare.id,
        url=kept.url or spare.url,
        posted_at=kept.posted_at or spare.posted_at,
        media=kept.media if any(media.url for media in kept.media) or not spare.media else spare.media,
        quote=kept.quote or spare.quote,
    )


def _says_better(one: _Seen, other: _Seen) -> bool:
    """Whether the earlier one is to be kept: the other is cut short, or a paste of the same words."""
    if one.post.truncated != other.post.truncated:
        return other.post.truncated
    return one.words == other.words and one.post.id is not None and other.post.id is None


def _open_holes(holes: Sequence[Hole], places: Sequence[int | None]) -> list[Hole]:
    """The holes into which the other Reading put nothing, at their new places."""
    where = {place: index for index, place in enumerate(places) if place is not None}
    still: list[Hole] = []
    for hole in holes:
        after = where.get(hole.after, -1)
        following = places[after + 1] if after + 1 < len(places) else None
        if following is not None or after + 1 == len(places):
            still.append(replace(hole, after=after))
    return still


def _lost(reading: Reading) -> int:
    return max(0, (reading.posts_seen or 0) - len(reading.posts))
