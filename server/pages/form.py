"""The box for saving threads: the values typed into it, and the archiving requests they make, or an error for each field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar

from flask import Request
from werkzeug.datastructures import FileStorage

from domain.addresses import validate_url
from domain.editions import Edition
from domain.errors import Invalid, ThreadsheetError, UnsupportedSite
from domain.messages import Message
from domain.pasted_input import InputKind, list_addresses, recognise_input
from domain.shapes.capture import Hints
from domain.shapes.codebook import Codebook
from server.api.requests import SubmissionBody
from server.intake import SubmissionRequest, pasted_capture, request_from_body

FIELDS: Final = ("text", "file", "source", "author", "posted_at", "edition", "codebook")
OPTIONAL: Final = frozenset(FIELDS[2:])
"""The fields under "More options"."""
MAX_AUTHOR: Final = 300
MAX_ADDRESSES: Final = 500
"""Addresses in one list; more are for an import."""
DAY: Final = timedelta(days=1)
"""In some time zones it is already tomorrow."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Form:
    """The values typed into the form, and an error for each faulty field ("" for the form as a whole)."""

    text: str = ""
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
        """The field that gets the focus: the first faulty one, else the box."""
        return next((name for name in FIELDS if name in self.faults), "text")

    def with_faults(self, faults: Mapping[str, Message]) -> Form:
        return replace(self, faults=faults)


def parse_form(request: Request) -> Form:
    """Reads the values of a sent form. Browsers send CRLF for each line end; the line ends of the paste are restored.

    An address in a field of its own, `url`, is the box's text when that has none, else where the text is from.
    """
    values = request.form
    text, url = values.get("text", "").replace("\r\n", "\n"), values.get("url", "")
    beside = bool(text.strip()) or bool(_file_parts(request))
    return Form(
        text=text if beside else url or text,
        source=values.get("source", "") or (url if beside else ""),
        author=values.get("author", ""),
        posted_at=values.get("posted_at", ""),
        edition=values.get("edition") or Edition.ANNOTATED.value,
        codebook=values.get("codebook", ""),
        had_file=bool(_file_parts(request)),
    )


def read_files(request: Request) -> tuple[bytes, ...]:
    """Returns the bytes of the chosen or dropped files; they can be read only once."""
    return tuple(part.read() for part in _file_parts(request))


def _file_parts(request: Request) -> list[FileStorage]:
    """Returns the files, without the empty part that browsers send when none was chosen."""
    return [part for part in request.files.getlist("file") if part.filename]


def archiving_requests(
    form: Form, files: Sequence[bytes], codebooks: Mapping[str, Codebook], now: datetime
) -> tuple[SubmissionRequest, ...]:
    """Returns what the form asks to archive: each address, each file, and the text. Raises Invalid with an error a field."""
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
        url=parse("source", lambda: _parse_source(form.source, files, form.text)),
        author=" ".join(form.author.split())[:MAX_AUTHOR] or None,
        posted_at=parse("posted_at", lambda: _parse_day(form.posted_at, now)),
    )
    requests = [*(parse("text", lambda: tuple(_text_requests(form.text, hints, now, bool(files)))) or ())]
    for body in files:
        requests += parse("file", lambda body=body: [SubmissionRequest(pasted_capture(body, now, hints))]) or ()  # type: ignore[misc]
    if faults:
        raise Invalid(fields=faults)
    return tuple(replace(request, codebook=codebook, edition=edition or Edition.ANNOTATED) for request in requests)


def _text_requests(text: str, hints: Hints, now: datetime, with_files: bool) -> Iterator[SubmissionRequest]:
    """What the box itself asks for. Raises Empty for an empty one without files beside it, Invalid for a wrong address."""
    if with_files and recognise_input(text).kind is InputKind.EMPTY:
        return
    addresses = list_addresses(text)
    if len(addresses) > MAX_ADDRESSES:
        raise Invalid("many_addresses", count=len(addresses), most=MAX_ADDRESSES)
    if not addresses and _is_lone_address(text):
        addresses = (text.strip(),)
    if not addresses:
        yield SubmissionRequest(pasted_capture(text.encode(), now, hints))
    for address in addresses:
        yield _fetch_request(address, now, several=len(addresses) > 1)


def _is_lone_address(text: str) -> bool:
    """Whether a text is one word with a scheme, so that a wrong address is told as one and not read as a thread."""
    word = text.strip()
    return len(word.split()) == 1 and word.partition(":")[0].lower() in {"http", "https", "at", "javascript", "ftp", "file"}


def _fetch_request(address: str, now: datetime, *, several: bool) -> SubmissionRequest:
    """Raises Invalid, UnsupportedSite; of several addresses the wrong one is named."""
    try:
        return request_from_body(SubmissionBody(url=validate_url(address)), now)
    except ThreadsheetError as error:
        if several:
            raise Invalid("address_in_list", address=address[:80], reason=error.reason) from error
        raise


def _parse_source(url: str, files: Sequence[bytes], text: str) -> str | None:
    """Checks the address that a text is from. Any web address is allowed, since it is not fetched. Raises Invalid."""
    if not url.strip():
        return None
    if len(files) + bool(text.strip()) > 1:
        raise Invalid("source_of_several")
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
