"""A Thread with its author and everybody who is mentioned hidden, in all that it says. Called before all else.

What is hidden is gone from the shape itself, so that no format, file name or property can give it away.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.bare_urls import find_urls
from domain.messages import Message
from domain.shapes.post import Author, Media, Quote, Span, SpanKind
from domain.shapes.theme import Evidence, Tag
from domain.shapes.thread import Completeness, Gap, Point, Thread, Version

HANDLE = re.compile(
    r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|(?<![\w@./-])[@＠]\w[\w.-]*\w(?:@[\w-]+(?:\.[\w-]+)+)?|(?<![\w@./-])[@＠]\w\b"
)
"""A handle in a text: @name, @name.bsky.social, @name@host; and addresses of mail."""
PART = re.compile(r"[^\W\d_]{3,}")
WORD = re.compile(r"(?<![\w@＠./-])[^\W\d_]{3,}(?![\w@/-])")
SHORTEST_HANDLE = 4
"""A shorter handle is hidden only behind its @: it may be a word."""
Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Placeholders:
    """The texts that stand where something is hidden: the author's name, other names, addresses."""

    author: str
    name: str
    address: str


def redacted(thread: Thread, placeholders: Placeholders) -> Thread:
    """The same thread without names. What only its archive knows goes too: ids lead back."""
    hidden = Hidden.of(thread.version, placeholders)
    return replace(
        thread,
        version=hidden.version(thread.version),
        id=None,
        captures=tuple(replace(capture, url=None) for capture in thread.captures),
    )


@dataclass(frozen=True, slots=True)
class Hidden:
    """What must not be read any more: `names` as people write them, and `tokens` that give them away in an address."""

    names: re.Pattern[str] | None
    tokens: tuple[str, ...]
    placeholders: Placeholders

    @classmethod
    def of(cls, version: Version, placeholders: Placeholders) -> Hidden:
        """Everybody whom a version names: its author, whom it quotes, whom it mentions."""
        people = tuple(everybody(version))
        words_used = common_words(version)
        names = {form for person in people for form in forms(person, words_used)}
        tokens = {
            token.lower() for person in people for token in (person.handle, (person.name or "").replace(" ", "")) if token
        }
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        pattern = "|".join(re.escape(name) for name in longest_first)
        found = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) if names else None
        return cls(found, tuple(sorted(token for token in tokens if len(token) >= SHORTEST_HANDLE)), placeholders)

    def version(self, version: Version) -> Version:
        """A version with all its words and addresses gone over."""
        return replace(
            version,
            title=self.text(version.title),
            url=None,
            root_post_id=None,
            author=Author(name=self.placeholders.author),
            points=tuple(map(self.point, version.points)),
            completeness=self.completeness(version.completeness),
            related=tuple(
                replace(each, title=self.text(each.title), excerpt=self.text(each.excerpt), url=None)
                for each in version.related
            ),
            dropped=tuple(map(self.text, version.dropped)),
        )

    def point(self, point: Point) -> Point:
        """A point; what its spans and evidence count moves with its text."""
        edits = tuple(self.edits(point.text, point.spans))
        text, moved = applied(point.text, edits)
        return replace(
            point,
            text=text,
            spans=tuple(span for each in point.spans if (span := self.span(each, moved))),
            post_id=None,
            url=None,
            media=tuple(map(self.media, point.media)),
            quote=self.quote(point.quote) if point.quote else None,
            tags=tuple(retagged(tag, text, moved) for tag in point.tags),
            rejected=tuple(retagged(tag, text, moved) for tag in point.rejected),
        )

    def span(self, span: Span, moved: Callable[[int], int]) -> Span | None:
        """A span in its new place; mentions lead nowhere, and neither does an address that names somebody."""
        start, end = moved(span.start), moved(span.end)
        if start >= end:
            return None
        leads = span.url if span.kind is not SpanKind.MENTION and not self.betrays(span.url) else None
        return replace(span, start=start, end=end, url=leads)

    def media(self, media: Media) -> Media:
        """What stood beside a text. Addresses of pictures stay: they are how the archived picture is found."""
        leads = None if self.betrays(media.url) else media.url
        return replace(media, url=leads, alt=self.text(media.alt) if media.alt else media.alt)

    def quote(self, quote: Quote) -> Quote:
        return replace(
            quote,
            text=self.text(quote.text),
            author=Author(),
            url=None,
            media=tuple(map(self.media, quote.media)),
            unavailable=self.text(quote.unavailable) if quote.unavailable else None,
        )

    def completeness(self, verdict: Completeness) -> Completeness:
        gaps: tuple[Gap, ...] = tuple(replace(gap, reason=self.reason(gap.reason)) for gap in verdict.gaps)
        reasons = tuple(map(self.reason, verdict.reasons))
        return replace(verdict, gaps=gaps, reasons=reasons)

    def reason(self, reason: Message) -> Message:
        """A message; its texts may quote the author."""
        values = tuple((name, self.text(value) if isinstance(value, str) else value) for name, value in reason.values)
        return replace(reason, text=self.text(reason.text), values=values)

    def text(self, text: str) -> str:
        """A text without names."""
        return applied(text, tuple(self.edits(text)))[0]

    def edits(self, text: str, spans: Sequence[Span] = ()) -> Iterator[Edit]:
        """Stretches to replace, in order, none inside another."""
        found: list[Edit] = []
        found += [(start, end, self.placeholders.address) for start, end in find_urls(text) if self.betrays(text[start:end])]
        found += [(span.start, span.end, self.placeholders.name) for span in spans if span.kind is SpanKind.MENTION]
        found += [(*match.span(), self.placeholders.name) for match in HANDLE.finditer(text)]
        found += [(*match.span(), self.placeholders.name) for match in (self.names.finditer(text) if self.names else ())]
        end = 0
        for edit in sorted(found, key=lambda edit: (edit[0], -edit[1])):
            if edit[0] >= end and edit[1] > edit[0]:
                yield edit
                end = edit[1]

    def betrays(self, address: str | None) -> bool:
        """Whether an address names somebody, or leads to one message of a site where its author stands beside it."""
        plain = (address or "").lower()
        return any(token in plain for token in self.tokens) or "/status/" in plain or "/post/" in plain or "/@" in plain


def everybody(version: Version) -> Iterator[Author]:
    """The author, whom the points quote, and whom they mention."""
    yield version.author
    for point in version.points:
        if point.quote:
            yield point.quote.author
        for span in point.spans:
            if span.kind is SpanKind.MENTION:
                yield Author(handle=point.text[span.start : span.end].strip().lstrip("@＠") or None)


def forms(person: Author, common: frozenset[str]) -> Iterator[str]:
    """How a text may name somebody: the whole name, the handle, and each part of the name that is no word of this thread."""
    if person.name and person.name.strip():
        yield person.name.strip()
        yield from (part for part in PART.findall(person.name) if part.lower() not in common)
    handle = person.handle or ""
    yield from (form for form in (handle, handle.split("@")[0]) if len(form) >= SHORTEST_HANDLE)
    yield from (part for part in PART.findall(re.split("[.@]", handle)[0]) if part.lower() not in common)


def in_addresses(person: Author) -> Iterator[str]:
    """How an address may name somebody."""
    if person.handle:
        yield person.handle.lower().split("@")[0]
    parts = (person.name or "").lower().split()
    yield from {joint.join(parts) for joint in ("", "-", "_", ".")}


def common_words(version: Version) -> frozenset[str]:
    """Words that the thread itself writes small: Mark is a name, but who writes “mark my words” must be left to say so."""
    return frozenset(word for point in version.points for word in WORD.findall(point.text) if word.islower())


def applied(text: str, edits: Sequence[Edit]) -> tuple[str, Callable[[int], int]]:
    """The text with its edits made, and where a place in the old text is in the new one."""
    pieces: list[str] = []
    starts, ends, shifts = [], [], [0]
    place = 0
    for start, end, new in edits:
        pieces += (text[place:start], new)
        starts.append(start)
        ends.append(end)
        shifts.append(shifts[-1] + len(new) - (end - start))
        place = end

    def moved(old: int) -> int:
        index = bisect_right(starts, old)
        if index and old < ends[index - 1] and old > starts[index - 1]:
            return starts[index - 1] + shifts[index - 1]  # inside what was replaced: its beginning
        if index and old < ends[index - 1]:
            return old + shifts[index - 1]
        return old + shifts[index]

    return "".join([*pieces, text[place:]]), moved


def retagged(tag: Tag, text: str, moved: Callable[[int], int]) -> Tag:
    """A tag whose evidence is where it is now, in the words as they are now."""
    places = ((moved(each.start), moved(each.end)) for each in tag.evidence)
    return replace(tag, evidence=tuple(Evidence(start, end, text[start:end]) for start, end in places if start < end))
