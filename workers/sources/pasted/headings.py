"""Headings of Markdown on lines of their own: their words begin the post that follows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from domain.shapes.post import Post

HEADING: Final = re.compile(r"#{1,6}[ \t]+(?P<words>\S.*?)(?:(?<![ \t])[ \t]+#+)?")


def join_headings(posts: Sequence[Post]) -> tuple[Post, ...]:
    """The posts, of which none is a heading alone; the same where all are."""
    joined: list[Post] = []
    above: list[str] = []
    for post in posts:
        match = HEADING.fullmatch(post.text.strip())
        if match and not post.media:
            above.append(match["words"])
        else:
            joined.append(replace(post, text="\n\n".join((*above, _without_sign(post.text)))))
            above = []
    if not joined:
        return tuple(posts)
    last = joined[-1]
    return (*joined[:-1], replace(last, text="\n\n".join((last.text, *above))))


def _without_sign(text: str) -> str:
    """A text whose first line is a heading, without the sign of one."""
    first, end, rest = text.partition("\n")
    match = HEADING.fullmatch(first.strip())
    return f"{match['words']}{end}{rest}" if match else text
