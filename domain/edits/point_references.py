"""How an edit names a point, and finds it again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from domain.digest import digest
from domain.excerpt import excerpt
from domain.shapes.edit import Named
from domain.shapes.thread import Point

WORD = re.compile(r"\w+")


@lru_cache(maxsize=4096)  # every operation asks for those of every point
def words_of(text: str) -> str:
    """What stays the same when only space, punctuation or capitals were read in another way."""
    return digest(" ".join(WORD.findall(text.casefold())).encode("utf-8", "surrogatepass"))[:32]


def name_point(points: Sequence[Point], index: int) -> Named:
    """The name of `points[index]`."""
    point = points[index]
    words, told = words_of(point.text), excerpt(point.text)
    same = _of_post(points, point.post_id) if point.post_id else _alike([each.text for each in points], words)
    return Named(words, told, point.post_id, same.index(index), len(same))


def find_point(points: Sequence[Point], name: Named) -> int | None:
    """The index of the point that was named; None when it is no longer there."""
    if name.post_id and (parts := _of_post(points, name.post_id)):
        if len(parts) == name.among:
            return parts[name.occurrence]
        return next((index for index in parts if words_of(points[index].text) == name.words), None)
    alike = _alike([each.text for each in points], name.words)
    return _one_of(alike, 0 if name.post_id else name.occurrence)


def name_block(blocks: Sequence[str], index: int) -> Named:
    """The name of a block that was left out."""
    words = words_of(blocks[index])
    alike = _alike(blocks, words)
    return Named(words, excerpt(blocks[index]), None, alike.index(index), len(alike))


def find_block(blocks: Sequence[str], name: Named) -> int | None:
    return _one_of(_alike(blocks, name.words), name.occurrence)


def _of_post(points: Sequence[Point], post_id: str) -> list[int]:
    return [index for index, point in enumerate(points) if point.post_id == post_id]


def _alike(texts: Sequence[str], words: str) -> list[int]:
    return [index for index, text in enumerate(texts) if words_of(text) == words]


def _one_of(found: Sequence[int], occurrence: int) -> int | None:
    return found[occurrence] if occurrence < len(found) else None
