"""Where a Reading put each line of a text: every line that is not blank is in a point, names its author, or was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from domain.shapes.post import Post
from domain.shapes.reading import Reading
from workers.numbering.lines import LINE_END
from workers.sources.pasted.doubts import TIMES
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.lexicon import lexicon
from workers.sources.pasted.labelling.line_kinds import kind_of
from workers.sources.pasted.line_keys import LineKeys, line_key
from workers.sources.pasted.place import Place
from workers.sources.pasted.splitting import PICTURE_WORD

WORD: Final = re.compile(r"\w+")
LINK_TARGET: Final = re.compile(r"\]\([^()\s]*\)")
MARKS: Final = " \t@*_#>|·•()[]"
"""Of Markdown and of page heads, around a name, a handle and a date."""
SHARED: Final = 0.6
MOST_PAIRS: Final = 200_000  # of lines and remaining parts of points that are compared


def places_of(page: LabelledText, reading: Reading) -> Sequence[Place]:
    """The Place of each line, by its words without markup. Found once for each Reading of a page."""
    if id(reading) not in page.places:
        page.places[id(reading)] = reading, _find_places(page, reading)
    return page.places[id(reading)][1]


def _find_places(page: LabelledText, reading: Reading) -> list[Place]:
    line_keys = page.line_keys
    keys = [line_keys[line] for line in page.line_texts]
    remaining = {
        Place.MARKER: Counter(_keys(line_keys, (post.marker.text for post in reading.posts if post.marker))),
        Place.POINT: Counter(_keys(line_keys, (post.full_text for post in reading.posts))),
        Place.ATTACHED: Counter(_keys(line_keys, (text for post in reading.posts for text in _attached_texts(post)))),
        Place.RELATED: Counter(
            _keys(line_keys, (f"{other.title}\n{other.excerpt}\n{other.date or ''}" for other in reading.related))
        ),
        Place.DROPPED: Counter(_keys(line_keys, reading.dropped)),
    }
    places = [_exact_place(key, remaining) for key in keys]
    parts = [part for place in (Place.POINT, Place.ATTACHED) for part, count in remaining[place].items() if count > 0]
    unplaced = sum(place is Place.NOWHERE for place in places)
    comparable = parts if unplaced * len(parts) <= MOST_PAIRS else ()
    author = AuthorKeys.of(reading)
    for index, place in enumerate(places):
        if place is Place.NOWHERE:
            places[index] = _other_place(page, index, keys[index], reading, author, comparable)
    return places


def _attached_texts(post: Post) -> Iterable[str]:
    if post.quote:
        yield post.quote.text
    yield from (media.alt for media in post.media if media.alt)


def _keys(line_keys: LineKeys, texts: Iterable[str]) -> Iterable[str]:
    return (line_keys[line] for text in texts for line in LINE_END.split(text) if line and not line.isspace())


def _exact_place(key: str, remaining: dict[Place, Counter[str]]) -> Place:
    for place, keys in remaining.items():
        if count := keys.get(key, 0):
            keys[key] = count - 1
            return place
    return Place.NOWHERE


def _other_place(page: LabelledText, index: int, key: str, reading: Reading, author: AuthorKeys, parts: Iterable[str]) -> Place:
    """The Place of a line that no part of the reading equals."""
    if not key:
        return Place.POINT  # nothing but markup or marks of direction
    if author.are_in(key):
        return Place.AUTHOR
    if reading.related and "teaser" in page.groups(index):
        return Place.RELATED
    if any(part and (part in key or _is_most_of(key, part)) for part in parts):
        return Place.POINT
    if "](" in page.line(index) and _shares_words(page.line(index), reading):
        return Place.POINT
    return Place.POINT if _is_picture(page.line(index), key, reading) else Place.NOWHERE


@dataclass(frozen=True, slots=True)
class AuthorKeys:
    """The author's name and handle as the lines that name them are compared; "" for what is unknown."""

    name: str
    handle: str

    @classmethod
    def of(cls, reading: Reading) -> AuthorKeys:
        return cls(line_key(reading.author.name or ""), line_key(reading.author.handle or ""))

    def are_in(self, key: str) -> bool:
        """Whether a line is the name or the handle, or has both beside each other and at most a time besides."""
        if key in (self.name, self.handle) or (self.handle and key == f"@{self.handle}"):
            return True
        if not (self.name and self.handle):
            return False
        rest = self._without_both(key)
        return rest is not None and (not WORD.search(rest) or kind_of(rest, lexicon()) in TIMES)

    def _without_both(self, key: str) -> str | None:
        """What a line has beside the name and the handle, without marks and the addresses of links; None where it lacks one.

        The longer of both may hold the other.
        """
        rest = LINK_TARGET.sub(" ", key)
        for part in sorted((self.name, self.handle), key=len, reverse=True):
            before, separator, after = rest.partition(part)
            if not separator:
                return None
            rest = f"{before} {after}"
        return rest.strip(MARKS)


def _is_most_of(key: str, part: str) -> bool:
    """Whether a line is a part of a point without a marker or a word for a picture."""
    return len(key) >= SHARED * len(part) and (part.startswith(key) or part.endswith(key))


def _shares_words(line: str, reading: Reading) -> bool:
    """Whether most words of a line with links are in one post, which may have other words for their addresses."""
    words = set(WORD.findall(line.partition("](")[0]))
    return bool(words) and any(len(words & set(WORD.findall(post.full_text))) >= SHARED * len(words) for post in reading.posts)


def _is_picture(line: str, key: str, reading: Reading) -> bool:
    """Whether a line stands for a picture of a post: Markdown of one, or the word that copying leaves."""
    if not any(post.media for post in reading.posts):
        return False
    return line.lstrip().startswith(("![", "[![")) or not PICTURE_WORD.sub("", key).strip()
