"""An unroller's page as a Reading: one header, the posts below it, and a foot with the beginnings of other threads.

Known by no words of one language: by a header of one person, a rule of dots, or lines of the lexicon.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Final

from domain.shapes.post import Author, Media, MediaKind, Post
from domain.shapes.reading import Reading, Related, Site
from workers.sources.pasted.dates import parse_date
from workers.sources.pasted.header_names import without_time
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.lexicon import languages
from workers.sources.pasted.labelling.line_kinds import Kind
from workers.sources.pasted.record import Record
from workers.sources.pasted.records import (
    author_lines,
    author_of,
    groups_of,
    joined_text,
    records_of,
    records_with_words,
    says,
    site_of,
)
from workers.sources.pasted.splitting import line_blocks, split_into_posts
from workers.sources.pasted.stated_count import COUNT, stated_count

PERHAPS_WORDS: Final = 0.2  # how likely a line inside the page's only record must be words, to be a post's
LIKELY_WORDS: Final = 0.5
SURELY_NOT: Final = 0.05
FOOT: Final = "page.foot"
FEWEST_OF_HEADER: Final = 2  # lines of a header, where nothing else shows that a page was copied
HEAD_GROUPS: Final = frozenset({"buttons", "unroller_head"})
HEAD_LINES: Final = 6  # below the header, in which the page states how many posts it has


def read_unrolled(page: LabelledText) -> Hypothesis | None:
    """The page of one header; None where several people have headers, or nothing is a page's."""
    records = records_with_words(page) or _perhaps_with_words(page)
    if not records:
        framed = any(_is_foot(page, index) for index in range(len(page.lines))) or _has_edges(page)
        return _hypothesis(page, _whole(page), Author()) if framed else None
    return _hypothesis(page, records[0], author_of(records)) if len(records) == 1 else None


def _hypothesis(page: LabelledText, record: Record, author: Author) -> Hypothesis | None:
    """The words of a record, cut as a text is: by its numbers or the count that the page declares."""
    head = record.header + record.below[:HEAD_LINES]
    declared = stated_count(page, head)
    words = _words(page, record)
    if not words:
        return None
    foot = next((index for index in range(words[0], len(page.lines)) if _is_foot(page, index)), len(page.lines))
    body = _with_rules(page, [index for index in words if index < foot])
    if not body:
        return None
    start, stop = page.lines[body[0]].start, page.lines[body[-1]].end
    is_whole = body[-1] - body[0] + 1 == len(body)
    text = page.text[start:stop] if is_whole else joined_text(page, body)
    text = _picture_words_behind_numbers().sub(_as_known_pictures, text)
    posts_stated = 1 if declared is None and _is_one_post(page, record, foot) else declared
    split_text = split_into_posts(text, posts_stated, pictures=True)
    if declared is None and foot == len(page.lines) and _is_perhaps_words(page, record):
        return None  # nothing but a line that looks like a name
    related, lines_of_related = _related(page, foot)
    used = {*body, *lines_of_related, *author_lines(page, record)}
    posts = tuple(_without_picture_word(_with_author(post, author)) for post in split_text.posts)
    reading = Reading(
        site=Site.X if declared is not None else site_of(page, [record]),
        posts=posts,
        author=author,
        posted_at=next(
            (date for line in record.header + record.below[:HEAD_LINES] if (date := parse_date(page.line(line)))), None
        ),
        declared=declared,
        guessed=not split_text.numbered and len(posts) > 1 and declared != len(posts),
        holes=split_text.holes,
        reasons=split_text.reasons,
        related=related,
        dropped=(
            *line_blocks(page.text, page.lines, [index for index in range(len(page.lines)) if index not in used]),
            *split_text.separators,
        ),
        posts_seen=len(posts),
        markers_known=True,
    )
    return Hypothesis(Builder.UNROLLER, reading)


def _is_one_post(page: LabelledText, record: Record, foot: int) -> bool:
    """Whether counts or buttons stand below the words: a site's page, which shows them below each post."""
    below = record.words[-1] + 1 if record.words else foot
    return below < foot and page.labels[below] is Label.TRAILER and not says(page, below, "unroller_foot")


def _is_perhaps_words(page: LabelledText, record: Record) -> bool:
    """Whether a header is one line without a handle and a time, which may be the author's own."""
    return (
        record.handle is None
        and 0 < len(record.header) < FEWEST_OF_HEADER
        and not any(without_time(page.line(index)) for index in record.header)
    )


def _perhaps_with_words(page: LabelledText) -> tuple[Record, ...]:
    """The one record with a handle, where no line is labelled words but some are likely to be."""
    named = [record for record in records_of(page)[1] if record.handle]
    likely = len(named) == 1 and any(page.words_chances[line] >= LIKELY_WORDS for line in named[0].below)
    return tuple(named) if likely else ()


def _words(page: LabelledText, record: Record) -> list[int]:
    """The lines that are likely words: above the first and below the last labelled so, the page's own are the likelier."""
    first, last = min(record.words, default=0), max(record.words, default=len(page.lines))
    lines = sorted((*record.words, *record.below))
    # What is taken for a page's foot above words is none.
    likely = {line: first < line < last or (line < first and page.states[line] == FOOT) for line in lines}
    words = [
        line
        for line in lines
        if line not in page.boilerplate and page.words_chances[line] >= (PERHAPS_WORDS if likely[line] else LIKELY_WORDS)
    ]
    while words and groups_of(page, words[0]) & HEAD_GROUPS:
        words.pop(0)
    while words and words[-1] in page.boilerplate:
        words.pop()
    return words


def _whole(page: LabelledText) -> Record:
    """A page without a header: all of its words under nobody's name."""
    words = tuple(index for index, label in enumerate(page.labels) if label is Label.WORDS)
    return Record((), words, (), None, None)


def _has_edges(page: LabelledText) -> bool:
    """Whether the first line or the last is surely the page's own, though nobody is named."""
    edges = (0, len(page.labels) - 1)
    return any(page.labels[index] is Label.PAGE and page.words_chances[index] < SURELY_NOT for index in edges)


def _any_picture_word() -> str:
    words = sorted({language.texts["image"] for language in languages().values()}, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, words))})"


@cache
def _picture_words() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:^|\s+){_any_picture_word()})+\s*$")


@cache
def _picture_words_behind_numbers() -> re.Pattern[str]:
    """The page's words for pictures at the end of a line, behind a number of the author's: "3/3 Bild Bild"."""
    return re.compile(rf"(?m)(?<=[\d)\]/])(?:[^\S\n]+{_any_picture_word()})+[^\S\n]*$")


def _as_known_pictures(match: re.Match[str]) -> str:
    """As many words for pictures that are known wherever a number stands in front of them."""
    return " Image" * len(re.findall(_any_picture_word(), match.group()))


def _without_picture_word(post: Post) -> Post:
    """The post with a picture in the place of the page's word for one at its end, in any language of the lexicon."""
    match = _picture_words().search(post.text[-60:])
    if match is None or not post.text[: len(post.text) - len(match.group())].strip():
        return post
    return replace(
        post, text=post.text[: len(post.text) - len(match.group())].rstrip(), media=(*post.media, Media(MediaKind.IMAGE))
    )


def _with_author(post: Post, author: Author) -> Post:
    return replace(post, author=author)


def _with_rules(page: LabelledText, body: list[int]) -> list[int]:
    """The lines of words with the rule lines between them, which part posts."""
    if not body:
        return body
    rules = (index for index in range(body[0], body[-1]) if page.facts[index].kind is Kind.RULE)
    return sorted({*body, *rules})


def _is_foot(page: LabelledText, index: int) -> bool:
    """Whether a page's foot begins with a line: by its words, or as a rule of dots with nothing but the page's lines below."""
    if page.facts[index].kind is Kind.RULE and "•" in page.line(index):
        return index + 1 == len(page.labels) or page.labels[index + 1] is not Label.WORDS
    return bool(page.groups(index) & {"unroller_foot", "teaser"})


def _related(page: LabelledText, foot: int) -> tuple[tuple[Related, ...], set[int]]:
    """The beginnings of other threads below the foot: each ends with a line that says how many posts to read."""
    related: list[Related] = []
    taken: set[int] = set()
    first = foot
    for index in range(foot, len(page.lines)):
        if says(page, index, "teaser"):
            start = first
            while start < index and (
                page.labels[start] is Label.PAGE and page.facts[start].kind is not Kind.DATE and _is_foot(page, start)
            ):
                start += 1
            dated = page.facts[start].kind is Kind.DATE
            title = start + dated
            count = COUNT.search(page.line(index))
            related.append(
                Related(
                    title=page.line(title) if title < index else "",
                    excerpt="\n".join(page.line(line) for line in range(title + 1, index)),
                    posts=int(count[1]) if count else None,
                    date=page.line(start) if dated else None,
                )
            )
            taken |= set(range(start, index + 1))
            first = index + 1
        elif _is_foot(page, index):
            first = index + 1
    return tuple(related), taken
