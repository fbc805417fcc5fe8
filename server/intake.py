"""The intake: what a person or a program sends becomes a Capture and a Submission, or is refused at once with a sentence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from archive import submissions
from archive.idempotency import Key
from domain.addresses import validate_thread_url, validate_url
from domain.content_type import check_readable, is_markup
from domain.digest import digest
from domain.errors import Empty, Invalid, TooLarge
from domain.shapes.capture import Capture, Hints, MediaType, Via
from domain.shapes.handout import Edition
from domain.shapes.submission import Receipt
from server.api.requests import PageBody, PostsBody, SubmissionBody
from server.context import AppContext

UNSAID: Final = Hints()


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants archived: a capture, or an address to fetch."""

    capture: Capture | None = None
    url: str | None = None
    codebook: str | None = None
    edition: Edition = Edition.ANNOTATED


def wish(body: SubmissionBody, now: datetime) -> Wish:
    """What a request of the API asks for. Raises Invalid, Empty, UnsupportedSite."""
    capture = _capture(body, now)
    url = validate_thread_url(body.url or "") if capture is None else None
    return Wish(capture, url, body.codebook, body.edition or Edition.ANNOTATED)


def pasted(text: bytes, now: datetime, hints: Hints = UNSAID) -> Capture:
    """Text or a file as a person gave it, byte for byte. Raises Empty, Invalid for what is no text."""
    check_readable(text)
    return Capture(text, Via.PASTE, MediaType.HTML if is_markup(text) else MediaType.TEXT, now, hints.url, hints=hints)


def receive(context: AppContext, wanted: Wish, caller: str, name: str | None = None, body: bytes = b"") -> Receipt:
    """Keep what is wanted for good, then let a worker know. `name` is the caller's Idempotency-Key for `body`.

    Raises TooLarge, Invalid, IdempotencyMismatch.
    """
    if wanted.capture and len(wanted.capture.body) > context.settings.max_capture_bytes:
        raise TooLarge(f"This is larger than the {context.settings.max_capture_mb} MB that this Threadsheet accepts.")
    if wanted.codebook is not None and wanted.codebook not in context.codebooks:
        raise Invalid("There is no such codebook.", {"codebook": f"There are: {', '.join(sorted(context.codebooks))}."})
    receipt = submissions.receive(
        context.archive,
        capture=wanted.capture,
        url=wanted.url,
        codebook=wanted.codebook,
        edition=wanted.edition,
        caller=caller,
        key=Key(caller, name, digest(body)) if name else None,
    )
    if not receipt.duplicate:
        context.queue.submission(receipt.submission.id)
    return receipt


def _capture(body: SubmissionBody, now: datetime) -> Capture | None:
    if body.text is not None:
        return pasted(body.text.encode(), now, Hints(url=_address(body.url)))
    if body.page is not None:
        return _page(body.page, now)
    return _posts(body.posts, now) if body.posts is not None else None


def _address(url: str | None) -> str | None:
    return validate_url(url) if url and url.strip() else None


def _page(page: PageBody, now: datetime) -> Capture:
    if not page.html.strip("\0 \t\r\n\f\v"):
        raise Empty("This page holds no text.")
    return Capture(page.html.encode(), Via.PAGE, MediaType.HTML, page.captured_at or now, validate_url(page.url), page.title)


def _posts(posts: PostsBody, now: datetime) -> Capture:
    if not posts.items:
        raise Empty("No posts were collected.")
    body = json.dumps(posts.model_dump(mode="json", exclude_unset=True), ensure_ascii=False).encode()
    return Capture(body, Via.POSTS, MediaType.JSON, posts.captured_at or now, _address(posts.url))
