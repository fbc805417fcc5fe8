"""An Outline: how a language model divides the lines of a pasted text. It has numbers of lines and labels, and no text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.messages import Message


class PartLabel(StrEnum):
    """What lines are: the first lines of a post by the thread's author, more of that post, or none of its words."""

    POST = "post"
    MORE = "more"
    AUTHOR = "author"
    OTHER = "other"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Part:
    """Lines `first` to `last` of a text, both included, counted from 1 without blank lines."""

    first: int
    last: int
    label: PartLabel


@dataclass(frozen=True, slots=True)
class Outline:
    """Parts in order, none overlapping; lines in no part are the page's. `failure` says why there are none.

    `lines` is how many lines the model was shown: an Outline of a text with other lines is void.
    """

    model: str
    lines: int
    parts: tuple[Part, ...] = ()
    failure: Message | None = None
