"""The form of the first page: what was typed into it, read into a wish, or given back with a sentence at each fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from flask import Request

from archive.addresses import checked
from archive.errors import Refused, ThreadsheetError
from archive.shapes.capture import Hints
from archive.shapes.handout import Edition
from archive.shapes.theme import Codebook
from archive.words import words
from server.intake import Wish, pasted

TYPED = ("text", "url", "source", "author", "posted_at", "edition", "codebook")
MORE = ("source", "author", "posted_at", "edition", "codebook")


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
    today: str = ""
    had_file: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether there is anything to see in what is folded away."""
        given = self.source or self.author or self.posted_at or self.edition != Edition.ANNOTATED.value
        return bool(given) or any(name in self.faults for name in MORE)


def typed(request: Request, now: datetime) -> Form:
    """What the form held when it was sent. Line ends are those that were pasted: browsers send CRLF for each."""
    given = {name: request.form.get(name, "") for name in TYPED}
    given["text"] = given["text"].replace("\r\n", "\n")
    given["edition"] = given["edition"] or Edition.ANNOTATED.value
    sent = request.files.get("file")
    return Form(**given, today=_today(now), had_file=bool(sent and sent.filename))


def faulty(form: Form, error: ThreadsheetError, place: str = "") -> Form:
    """The form with the error's sentence where it belongs."""
    return replace(form, faults={**form.faults, place: error.message})


def wish_of(form: Form, file: bytes | None, codebooks: Mapping[str, Codebook], now: datetime) -> Wish | Form:
    """What the form asks for, or the form with every fault named."""
    reading = _Reading(form, now)
    edition = reading.edition()
    codebook = reading.codebook(codebooks)
    hints = Hints(url=reading.address("source") or None, author=form.author.strip() or None, posted_at=reading.day())
    has_text = bool(form.text.strip())
    if has_text and file is not None:
        reading.faults["file"] = words().pages.faults.two_texts
    if has_text or file is not None:
        url = reading.address("url")
        hints = replace(hints, url=hints.url or url or None)
        capture = reading.tried("file" if file is not None else "text", lambda: pasted(_bytes(form, file), now, hints))
        wanted = Wish(capture, None, codebook, edition)
    elif form.url.strip():
        wanted = Wish(None, reading.address("url"), codebook, edition)
    else:
        wanted = Wish()
        reading.tried("text", lambda: pasted(b"", now))
    return replace(form, faults=reading.faults) if reading.faults else wanted
