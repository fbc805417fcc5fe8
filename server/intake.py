"""Turns what a person or a program sends into a Capture and a Submission, or refuses it at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from archive import submissions
from archive.idempotency import Key
from archive.threads.curation import label_names
from domain.addresses import validate_thread_url, validate_url
from domain.characters import legal_text
from domain.content_type import bom_encoding, check_readable, is_markup
from domain.digest import digest
from domain.editions import Edition
from domain.errors import Empty, TooLarge
from domain.shapes.capture import Capture, Hints, MediaType, Via
from domain.shapes.submission import Receipt
from domain.thread_limits import MAX_LINES, ThreadLimits
from server.api.requests import PageBody, PostsBody, SubmissionBody
from server.context import AppContext

NO_HINTS: Final = Hints()


@dataclass(frozen=True, slots=True)
class SubmissionRequest:
    """What is to be archived: a capture, or an address to fetch."""

    capture: Capture | None = None
    url: str | None = None
    snapshot: Capture | None = None
    codebook: str | None = None
    edition: Edition = Edition.ANNOTATED
    labels: tuple[str, ...] = ()


def request_from_body(body: SubmissionBody, now: datetime) -> SubmissionRequest:
    """The request in a body of the API. Raises Invalid, Empty, UnsupportedSite."""
    capture = _capture(body, now)
    url = validate_thread_url(body.url or "") if capture is None else None
    edition, labels = body.edition or Edition.ANNOTATED, label_names(body.labels)
    return SubmissionRequest(capture, url, _snapshot(body, now), body.codebook, edition, labels)


def pasted_capture(text: bytes, now: datetime, hints: Hints = NO_HINTS) -> Capture:
    """A pasted text or a file, byte for byte. Raises Empty, Invalid for what is no text."""
    check_readable(text)
    return Capture(text, Via.PASTE, MediaType.HTML if is_markup(text) else MediaType.TEXT, now, hints.url, hints=hints)


def check(context: AppContext, requests: Sequence[SubmissionRequest]) -> None:
    """Refuses requests that `receive` would refuse, so that of several either all are received or none. Raises as it does."""
    for request in requests:
        bodies = [capture.body for capture in (request.capture, request.snapshot) if capture]
        if any(len(body) > context.settings.max_capture_bytes for body in bodies):
            raise TooLarge("capture", most=context.settings.max_capture_mb)
        if request.capture:
            _check_length(request.capture, context.settings.thread_limits)
        if request.codebook is not None:
            context.codebook(request.codebook)


def _check_length(capture: Capture, limits: ThreadLimits) -> None:
    """Refuses what is sure to be refused after it was read; how much of a page is a thread shows only then."""
    if len(capture.body) <= min(limits.characters, MAX_LINES) or capture.media_type is MediaType.HTML:
        return
    text = capture.body.decode(bom_encoding(capture.body) or "utf-8", "replace")
    texts = [str(item.get("text") or "") for item in json.loads(text)["items"]] if capture.via is Via.POSTS else [text]
    characters = sum(map(len, texts))
    if characters > limits.characters:
        raise TooLarge("characters", count=characters, most=limits.characters)
    if capture.via is Via.PASTE and text.count("\n") > MAX_LINES:
        raise TooLarge("lines", most=MAX_LINES)


def receive(
    context: AppContext,
    request: SubmissionRequest,
    caller: str,
    key: str | None = None,
    body: bytes = b"",
    *,
    limited: bool = False,
) -> Receipt:
    """Stores the request, then enqueues it. `key` is the caller's Idempotency-Key for `body`.

    `limited`: the caller may only save, so that the capture replaces nothing that the archive has.

    Raises TooLarge, Invalid, IdempotencyMismatch.
    """
    check(context, (request,))
    receipt = submissions.receive(
        context.archive,
        capture=request.capture and replace(request.capture, limited=limited),
        url=request.url,
        snapshot=request.snapshot,
        codebook=request.codebook,
        edition=request.edition,
        labels=request.labels,
        caller=caller,
        key=Key(caller, key, digest(body)) if key else None,
    )
    if not receipt.duplicate:
        context.queue.submission(receipt.submission.id)
    return receipt


def _capture(body: SubmissionBody, now: datetime) -> Capture | None:
    if body.text is not None:
        return pasted_capture(body.text.encode(), now, Hints(url=_valid_url(body.url)))
    if body.page is not None:
        return _page(body.page, now)
    return _posts(body.posts, now) if body.posts is not None else None


def _snapshot(body: SubmissionBody, now: datetime) -> Capture | None:
    """The page beside collected posts; None when nothing is in it."""
    if body.snapshot is None or body.posts is None or not body.snapshot.html.strip():
        return None
    url = _valid_url(body.snapshot.url) or _valid_url(body.posts.url)
    return Capture(body.snapshot.html.encode(), Via.SNAPSHOT, MediaType.HTML, body.posts.captured_at or now, url)


def _valid_url(url: str | None) -> str | None:
    return validate_url(url) if url and url.strip() else None


def _page(page: PageBody, now: datetime) -> Capture:
    if not page.html.strip("\0 \t\r\n\f\v"):
        raise Empty("page")
    return Capture(page.html.encode(), Via.PAGE, MediaType.HTML, page.captured_at or now, validate_url(page.url), page.title)


def _posts(posts: PostsBody, now: datetime) -> Capture:
    if not posts.items:
        raise Empty("posts")
    body = legal_text(json.dumps(posts.model_dump(mode="json", exclude_unset=True), ensure_ascii=False)).encode()
    return Capture(body, Via.POSTS, MediaType.JSON, posts.captured_at or now, _valid_url(posts.url))
