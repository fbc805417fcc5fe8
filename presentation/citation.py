"""Citations of a thread or one of its points: BibTeX, CSL-JSON, a line in APA style. Served beside the handouts."""

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
"""The characters that have a meaning in TeX, escaped."""


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
    """The facts of a citation. `address` is where it was published, `accessed` the time of the latest capture."""

    id: str
    author: str | None
    handle: str | None
    title: str
    site: str
    address: str | None
    published: datetime | None
    accessed: datetime | None
    point: str | None


def cite(thread: Thread, point: Point | None = None) -> Citation:
    """The citation of the thread, or of a point with its own words, date and address."""
    version = thread.version
    accessed = max((capture.captured_at for capture in thread.captures), default=thread.archived_at)
    text = " ".join((point.text if point else version.title).split()) or str(load_messages().shared.untitled)
    return Citation(
        id=citation_key(thread, point),
        author=version.author.name or version.author.handle,
        handle=version.author.handle,
        title=text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…",
        site=load_messages().shared.sites[version.site.value],
        address=safe_address((point.url if point else None) or version.url),
        published=(point.posted_at if point else None) or version.posted_at,
        accessed=accessed,
        point=point_number(point) if point else None,
    )


def point_number(point: Point) -> str:
    """The author's number of a point, else its position."""
    return str(point.number if point.role is Role.POINT and point.number is not None else point.position)


def citation_key(thread: Thread, point: Point | None) -> str:
    """A short name for bibliographies, of author, year and id."""
    version = thread.version
    author = re.sub(r"[^A-Za-z0-9]", "", version.author.handle or version.author.name or "") or "thread"
    year = str(version.posted_at.year) if version.posted_at else "nd"
    return f"{author.lower()[:30]}{year}{(thread.id or '')[:6]}" + (f"p{point.position}" if point else "")


def bibtex(citation: Citation) -> str:
    """A `@misc` entry; braces round the title keep its capitals."""
    fields: dict[str, str | None] = {
        "author": f"{{{escape_tex(citation.author)}}}" if citation.author else None,
        "title": f"{{{escape_tex(citation.title)}}}",
        "year": str(citation.published.year) if citation.published else None,
        "month": str(citation.published.month) if citation.published else None,
        "day": str(citation.published.day) if citation.published else None,
        "howpublished": escape_tex(citation.site),
        "url": citation.address and citation.address.replace("{", "%7B").replace("}", "%7D"),
        "urldate": citation.accessed.date().isoformat() if citation.accessed else None,
        "note": escape_tex(note(citation)) or None,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{citation.id},\n{lines}}}\n"


def escape_tex(text: str) -> str:
    """Text that TeX prints unchanged."""
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def note(citation: Citation) -> str:
    """The handle and the point, where there are any."""
    messages = load_messages().citation
    return ", ".join(
        filter(None, (citation.handle and f"@{citation.handle}", citation.point and messages.point(number=citation.point)))
    )


def csl(citation: Citation) -> str:
    """One item of CSL-JSON, in the list that reference managers read."""
    item: dict[str, Any] = {
        "id": citation.id,
        "type": "post",
        "title": citation.title,
        "author": [{"literal": citation.author}] if citation.author else None,
        "container-title": citation.site,
        "genre": str(load_messages().citation.kind),
        "issued": csl_date(citation.published),
        "accessed": csl_date(citation.accessed),
        "URL": citation.address,
        "note": note(citation) or None,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=1) + "\n"


def csl_date(when: datetime | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[when.year, when.month, when.day]]} if when else None


def apa(citation: Citation) -> str:
    """One line in APA style. The author's name stays as written: to turn it into “Holm, M.” would be a guess."""
    messages, months = load_messages().citation, load_messages().shared.months
    author = citation.author or messages.anonymous
    if citation.handle and citation.handle != citation.author:
        author = f"{author} [@{citation.handle}]"
    date = citation.published
    published = f"{date.year}, {months[date.month - 1]} {date.day}" if date else messages.no_date
    point = f", {messages.point(number=citation.point)}" if citation.point else ""
    address = f" {citation.address}" if citation.address else ""
    return f"{author}. ({published}). {citation.title.rstrip('.')} [{messages.kind}{point}]. {citation.site}.{address}\n"


WRITERS: Mapping[CitationFormat, Callable[[Citation], str]] = {
    CitationFormat.BIB: bibtex,
    CitationFormat.JSON: csl,
    CitationFormat.TXT: apa,
}
