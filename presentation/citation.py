"""How to cite a thread, or one point of it: BibTeX, CSL-JSON, a line in the style of the APA. Served beside the handouts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.bare_urls import safe_address
from domain.shapes.thread import Point, Role, Thread
from presentation.messages import load_messages

LONGEST_TITLE = 200
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}  # fmt: skip - a table of pairs
"""What TeX would take for its own."""


class CitationFormat(StrEnum):
    """The value is the file ending."""

    BIB = "bib"
    JSON = "json"
    TXT = "txt"

    @property
    def media_type(self) -> str:
        return {
            CitationFormat.BIB: "application/x-bibtex; charset=utf-8",
            CitationFormat.JSON: "application/vnd.citationstyles.csl+json",
            CitationFormat.TXT: "text/plain; charset=utf-8",
        }[self]


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited. `address` is where it was published, `seen` when the latest capture was made; unknown facts are None."""

    id: str
    author: str | None
    handle: str | None
    title: str
    site: str
    address: str | None
    published: datetime | None
    seen: datetime | None
    point: str | None


def citation(thread: Thread, point: Point | None = None) -> Citation:
    """The thread, or one point of it with its own words, date and address."""
    version = thread.version
    seen = max((capture.captured_at for capture in thread.captures), default=thread.archived_at)
    text = " ".join((point.text if point else version.title).split()) or str(load_messages().shared.untitled)
    return Citation(
        id=key(thread, point),
        author=version.author.name or version.author.handle,
        handle=version.author.handle,
        title=text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…",
        site=load_messages().shared.sites[version.site.value],
        address=safe_address((point.url if point else None) or version.url),
        published=(point.posted_at if point else None) or version.posted_at,
        seen=seen,
        point=numbered(point) if point else None,
    )


def numbered(point: Point) -> str:
    """What a point is called: its author's number, else ours."""
    return str(point.number if point.role is Role.POINT and point.number is not None else point.position)


def key(thread: Thread, point: Point | None) -> str:
    """A short name for bibliographies: who, when, which."""
    version = thread.version
    who = re.sub(r"[^A-Za-z0-9]", "", version.author.handle or version.author.name or "") or "thread"
    when = str(version.posted_at.year) if version.posted_at else "nd"
    return f"{who.lower()[:30]}{when}{(thread.id or '')[:6]}" + (f"p{point.position}" if point else "")


def bibtex(cited: Citation) -> str:
    """A `@misc` entry; braces round the title keep its capitals."""
    fields: dict[str, str | None] = {
        "author": f"{{{tex(cited.author)}}}" if cited.author else None,
        "title": f"{{{tex(cited.title)}}}",
        "year": str(cited.published.year) if cited.published else None,
        "month": str(cited.published.month) if cited.published else None,
        "day": str(cited.published.day) if cited.published else None,
        "howpublished": tex(cited.site),
        "url": cited.address and cited.address.replace("{", "%7B").replace("}", "%7D"),
        "urldate": cited.seen.date().isoformat() if cited.seen else None,
        "note": tex(note(cited)) or None,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{cited.id},\n{lines}}}\n"


def tex(text: str) -> str:
    """Text that TeX prints as it is."""
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def note(cited: Citation) -> str:
    """The handle and the point, as far as there are any."""
    said = load_messages().citation
    return ", ".join(filter(None, (cited.handle and f"@{cited.handle}", cited.point and said.point(number=cited.point))))


def csl(cited: Citation) -> str:
    """One item of CSL-JSON, in the list that reference managers read."""
    item: dict[str, Any] = {
        "id": cited.id,
        "type": "post",
        "title": cited.title,
        "author": [{"literal": cited.author}] if cited.author else None,
        "container-title": cited.site,
        "genre": str(load_messages().citation.kind),
        "issued": dated(cited.published),
        "accessed": dated(cited.seen),
        "URL": cited.address,
        "note": note(cited) or None,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=1) + "\n"


def dated(when: datetime | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[when.year, when.month, when.day]]} if when else None


def apa(cited: Citation) -> str:
    """One line: Holm, M. would be a guess, so the name stays as its owner writes it."""
    said, months = load_messages().citation, load_messages().shared.months
    who = cited.author or said.anonymous
    if cited.handle and cited.handle != cited.author:
        who = f"{who} [@{cited.handle}]"
    at = cited.published
    when = f"{at.year}, {months[at.month - 1]} {at.day}" if at else said.no_date
    point = f", {said.point(number=cited.point)}" if cited.point else ""
    where = f" {cited.address}" if cited.address else ""
    return f"{who}. ({when}). {cited.title.rstrip('.')} [{said.kind}{point}]. {cited.site}.{where}\n"


WRITTEN: Mapping[CitationFormat, Callable[[Citation], str]] = {
    CitationFormat.BIB: bibtex,
    CitationFormat.JSON: csl,
    CitationFormat.TXT: apa,
}
