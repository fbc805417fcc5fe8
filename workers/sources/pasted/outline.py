"""Texts that are bullets alone: each at the margin is a post, with what is indented below it. `outliner` reads properties."""

from __future__ import annotations

import re
from typing import Final

BULLET: Final = re.compile(r"[-*•+] +(?P<words>\S.*)")
INDENTED: Final = re.compile(r"(?:\t| {2,})\s*(?:[-*•+] +)?\S.*")
SENTENCE_END: Final = (".", "!", "?", "…", "。", "！", "？", "।", '"', "”", ")", "؟")
FEWEST: Final = 2
SENTENCES: Final = 0.7  # of the bullets that end as a sentence does: fewer are items of a list
SHORTEST: Final = 20  # code points of a bullet, on average


def posts_of_outline(text: str) -> str | None:
    """The text with a gap between the posts of an outline, without bullets; None where it is none."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    bullets = [match["words"] for line in lines if (match := BULLET.fullmatch(line))]
    if len(bullets) < FEWEST or not all(BULLET.fullmatch(line) or INDENTED.fullmatch(line) for line in lines):
        return None
    if not BULLET.fullmatch(lines[0]) or not _are_posts(bullets):
        return None
    return "\n".join(f"\n\n\n{match['words']}" if (match := BULLET.fullmatch(line)) else line.strip() for line in lines).strip(
        "\n"
    )


def _are_posts(bullets: list[str]) -> bool:
    ended = sum(bullet.endswith(SENTENCE_END) for bullet in bullets)
    return ended >= SENTENCES * len(bullets) and sum(map(len, bullets)) >= SHORTEST * len(bullets)
