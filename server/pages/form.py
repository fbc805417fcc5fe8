"""The form of the home page: the values typed into it, and the archiving request they make, or an error for each field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar

from flask import Request
from werkzeug.datastructures import FileStorage

from domain.addresses import validate_url
from domain.editions import Edition
from domain.errors import Invalid, ThreadsheetError, UnsupportedSite
from domain.messages import Message
from domain.shapes.capture import Hints
from domain.shapes.codebook import Codebook
from server.api.requests import SubmissionBody
from server.intake import SubmissionRequest, pasted_capture, request_from_body

FIELDS: Final = ("text", "file", "url", "source", "author", "posted_at", "edition", "codebook")
OPTIONAL: Final = frozenset(FIELDS[3:])
"""The fields under "More options"."""
MAX_AUTHOR: Final = 300
DAY: Final = timedelta(days=1)
"""In some time zones it is already tomorrow."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Form:
    """The values typed into the form, and an error for each faulty field ("" for the form as a whole)."""

    text: str = ""
    url: str = ""
    source: str = ""
    author: str = ""
    posted_at: str = ""
    edition: str = Edition.ANNOTATED.value
    codebook: str = ""
    had_file: bool = False
    faults: Mapping[str, Message] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether to open the optional fields: one has a value or an error."""
        filled = self.source or self.author or self.posted_at or self.edition != Edition.ANNOTATED.value
        return bool(filled) or bool(OPTIONAL & self.faults.keys())

    @property
    def focus(self) -> str:
        """The field that gets the focus: the first faulty one, else the paste box."""
        return next((name for name in FIELDS if name in self.faults), "text")

    def with_faults(self, faults: Mapping[str, Message]) -> Form:
        return replace(self, faults=faults)


def parse_form(request: Request) -> Form:
    """Reads the values of a sent form. Browsers send CRLF for each line end; the line ends of the paste are restored."""
    values = request.form
    return Form(
        text=values.get("text", "").replace("\r\n", "\n"),
        url=values.get("url", ""),
        source=values.get("source", ""),
        author=values.get("author", ""),
        posted_at=values.get("posted_at", ""),
        edition=values.get("edition") or Edition.ANNOTATED.value,
        codebook=values.get("codebook", ""),
        had_file=_file_part(request) is not None,
    )


def read_file(request: Request) -> bytes | None:
    """Returns the bytes of the chosen or dropped file; it can be read only once."""
    part = _file_part(request)
    return part.read() if part else None


def _file_part(request: Request) -> FileStorage | None:
    """Returns the file, unless it is the empty part that browsers send when none was chosen."""
    part = request.files.get("file")
    return part if part and part.filename else None


def archiving_request(form: Form, file: bytes | None, codebooks: Mapping[str, Codebook], now: datetime) -> SubmissionRequest:
    """Returns what the form asks to archive. Raises Invalid with an error for each faulty field."""
    faults: dict[str, Message] = {}

    def parse(name: str, parser: Callable[[], Value]) -> Value | None:
        try:
            return parser()
        except ThreadsheetError as error:
            faults[name] = error.reason
            return None

    edition = parse("edition", lambda: _parse_edition(form.edition))
    codebook = parse("codebook", lambda: _check_codebook(form.codebook, codebooks))
    hints = Hints(
        url=parse("source", lambda: _parse_source(form.source)),
        author=" ".join(form.author.split())[:MAX_AUTHOR] or None,
        posted_at=parse("posted_at", lambda: _parse_day(form.posted_at, now)),
    )
    requested = SubmissionRequest()
    if form.text.strip() or file is not None:
        source = hints.url or parse("url", lambda: _parse_source(form.url))
        name = "text" if file is None else "file"
        hints = replace(hints, url=source)
        requested = SubmissionRequest(capture=parse(name, lambda: pasted_capture(_content(form.text, file), now, hints)))
    elif form.url.strip():
        requested = parse("url", lambda: _fetch_request(form.url, now)) or requested
    else:
        parse("text", lambda: pasted_capture(b"", now))
    if faults:
        raise Invalid(fields=faults)
    return replace(requested, codebook=codebook, edition=edition or Edition.ANNOTATED)


def _content(text: str, file: bytes | None) -> bytes:
    if file is not None and text.strip():
        raise Invalid("text_and_file")
    return text.encode() if file is None else file


def _fetch_request(url: str, now: datetime) -> SubmissionRequest:
    return request_from_body(SubmissionBody(url=validate_url(url)), now)


def _parse_source(url: str) -> str | None:
    """Checks the address that a text is from. Any web address is allowed, since it is not fetched. Raises Invalid."""
    if not url.strip():
        return None
    try:
        return validate_url(url)
    except UnsupportedSite:
        raise Invalid("source_address", address=url.strip()[:80]) from None


def _parse_edition(name: str) -> Edition:
    try:
        return Edition(name)
    except ValueError:
        raise Invalid("edition") from None


def _check_codebook(name: str, codebooks: Mapping[str, Codebook]) -> str | None:
    if name and name not in codebooks:
        raise Invalid("codebook")
    return name or None


def _parse_day(text: str, now: datetime) -> datetime | None:
    """Returns the beginning of the day in UTC; None for an empty field. Raises Invalid."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("date", date=text.strip()[:40]) from None
    if day > (now + DAY).date():
        raise Invalid("date_ahead")
    return datetime.combine(day, time(), UTC)
