"""The form of the first page: what was typed into it, and the wish that it says, or every fault with its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar

from flask import Request
from werkzeug.datastructures import FileStorage

from domain.addresses import validate_url
from domain.errors import Invalid, ThreadsheetError, UnsupportedSite
from domain.shapes.capture import Hints
from domain.shapes.handout import Edition
from domain.shapes.theme import Codebook
from presentation.messages import sentence, words
from server.api.requests import SubmissionBody
from server.intake import Wish, pasted, wish

FIELDS: Final = ("text", "file", "url", "source", "author", "posted_at", "edition", "codebook")
FOLDED: Final = frozenset(FIELDS[3:])
LONGEST_AUTHOR: Final = 300
DAY: Final = timedelta(days=1)
"""Somewhere it is already tomorrow."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, and a sentence for each field at fault ("" for the form as a whole)."""

    text: str = ""
    url: str = ""
    source: str = ""
    author: str = ""
    posted_at: str = ""
    edition: str = Edition.ANNOTATED.value
    codebook: str = ""
    had_file: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether there is anything to see in what is folded away."""
        given = self.source or self.author or self.posted_at or self.edition != Edition.ANNOTATED.value
        return bool(given) or bool(FOLDED & self.faults.keys())

    @property
    def focus(self) -> str:
        """Where to begin typing: the first fault, else the paste box."""
        return next((name for name in FIELDS if name in self.faults), "text")

    def with_faults(self, faults: Mapping[str, str]) -> Form:
        return replace(self, faults=faults)


def typed(request: Request) -> Form:
    """What the form held when it was sent. Browsers send CRLF for each line end; the line ends of the paste come back."""
    given = request.form
    return Form(
        text=given.get("text", "").replace("\r\n", "\n"),
        url=given.get("url", ""),
        source=given.get("source", ""),
        author=given.get("author", ""),
        posted_at=given.get("posted_at", ""),
        edition=given.get("edition") or Edition.ANNOTATED.value,
        codebook=given.get("codebook", ""),
        had_file=_sent(request) is not None,
    )


def file_of(request: Request) -> bytes | None:
    """The chosen or dropped file, byte for byte; can be read once."""
    sent = _sent(request)
    return sent.read() if sent else None


def _sent(request: Request) -> FileStorage | None:
    """Browsers send an empty part where no file was chosen."""
    sent = request.files.get("file")
    return sent if sent and sent.filename else None


def wish_of(form: Form, file: bytes | None, codebooks: Mapping[str, Codebook], now: datetime) -> Wish:
    """What the form asks for. Raises Invalid with the sentence for each faulty field."""
    faults: dict[str, str] = {}

    def take(name: str, read: Callable[[], Value]) -> Value | None:
        try:
            return read()
        except ThreadsheetError as error:
            faults[name] = sentence(error.reason)
            return None

    edition = take("edition", lambda: _edition(form.edition))
    codebook = take("codebook", lambda: _codebook(form.codebook, codebooks))
    hints = Hints(
        url=take("source", lambda: _source(form.source)),
        author=" ".join(form.author.split())[:LONGEST_AUTHOR] or None,
        posted_at=take("posted_at", lambda: _day(form.posted_at, now)),
    )
    wanted = Wish()
    if form.text.strip() or file is not None:
        near = hints.url or take("url", lambda: _source(form.url))
        place = "text" if file is None else "file"
        said = replace(hints, url=near)
        wanted = Wish(capture=take(place, lambda: pasted(_bytes(form.text, file), now, said)))
    elif form.url.strip():
        wanted = take("url", lambda: _to_fetch(form.url, now)) or wanted
    else:
        take("text", lambda: pasted(b"", now))
    if faults:
        raise Invalid(words().pages.home.wrong, faults)
    return replace(wanted, codebook=codebook, edition=edition or Edition.ANNOTATED)


def _bytes(text: str, file: bytes | None) -> bytes:
    if file is not None and text.strip():
        raise Invalid(words().pages.faults.two_texts)
    return text.encode() if file is None else file


def _to_fetch(url: str, now: datetime) -> Wish:
    return wish(SubmissionBody(url=validate_url(url)), now)


def _source(url: str) -> str | None:
    """Where a text is from: any web address will do, it is not fetched."""
    if not url.strip():
        return None
    try:
        return validate_url(url)
    except UnsupportedSite:
        raise Invalid(words().pages.faults.source(address=url.strip()[:80])) from None


def _edition(name: str) -> Edition:
    try:
        return Edition(name)
    except ValueError:
        raise Invalid(words().pages.faults.edition) from None


def _codebook(name: str, codebooks: Mapping[str, Codebook]) -> str | None:
    if name and name not in codebooks:
        raise Invalid(words().pages.faults.codebook)
    return name or None


def _day(text: str, now: datetime) -> datetime | None:
    """The beginning of a day; None when nobody knows."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(words().pages.faults.date(date=text.strip()[:40])) from None
    if day > (now + DAY).date():
        raise Invalid(words().pages.faults.date_ahead)
    return datetime.combine(day, time(), UTC)
