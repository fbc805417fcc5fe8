"""Requests handouts from the workers, waits for them, and answers with their files. Called by all views that serve handouts."""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from datetime import datetime
from typing import Final
from urllib.parse import quote

from flask import Response, request

from archive import handouts
from domain.handout_files import media_type
from domain.retry_policy import FAILED_HANDOUT_PAUSE
from domain.shapes.handout import Format, Handout, HandoutKey
from server.api.event_stream import stopping
from server.context import AppContext

LONGEST_WAIT: Final = 25  # seconds
POLL_SECONDS: Final = 0.02
MAX_WAITING: Final = 6  # requests that may wait for a handout at the same time
_waiting_slots: Final = threading.BoundedSemaphore(MAX_WAITING)
HTML_POLICY: Final = (
    "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; "
    "font-src data:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""The Content-Security-Policy of an HTML handout: it is a document of its own, and nothing in it may act on our pages."""
VIEWER_POLICY: Final = "frame-ancestors 'self'"
"""For files that a browser opens in a viewer of its own, which the policy of our pages would block."""
MAX_SLUG: Final = 60


def request_handout(context: AppContext, key: HandoutKey) -> Handout:
    """Returns the handout of a key, requested now unless it was before; one that failed is retried after a minute."""
    existing = handouts.find(context.archive, key)
    if existing and not _should_retry(existing, context.archive.clock()):
        return existing
    handout = handouts.request(context.archive, key, again=True)
    context.queue.handout(handout.id)
    return handout


def _should_retry(handout: Handout, now: datetime) -> bool:
    failed = handout.failure is not None and handout.failure.retryable and handout.finished_at is not None
    return failed and now - (handout.finished_at or now) > FAILED_HANDOUT_PAUSE


def wait_for(context: AppContext, handout: Handout, seconds: int) -> Handout:
    """Returns the handout as soon as it is done or has failed, or as it is after `seconds`."""
    if not _waiting_slots.acquire(blocking=False):
        return handout  # requests that wait must not take every thread of the server
    try:
        deadline = time.monotonic() + seconds
        while handout.finished_at is None and time.monotonic() < deadline and not stopping.is_set():
            time.sleep(POLL_SECONDS)
            handout = handouts.get(context.archive, handout.id)
    finally:
        _waiting_slots.release()
    return handout


def file_response(context: AppContext, name: str, handout: Handout) -> Response:
    """Answers with the file of a finished handout."""
    answer = Response(handouts.read(context.archive, handout), content_type=media_type(handout.key))
    answer.set_etag(handout.sha256 or "")
    answer.headers["Cache-Control"] = "private, no-cache"
    disposition = "attachment" if "download" in request.args else "inline"
    answer.headers["Content-Disposition"] = f"{disposition}; {file_name_parameters(name)}"
    answer.headers["Content-Security-Policy"] = (
        HTML_POLICY if media_type(handout.key) == Format.HTML.media_type else VIEWER_POLICY
    )
    answer.make_conditional(request.environ)
    return answer


def file_name_parameters(name: str) -> str:
    """A file's name for Content-Disposition: for old programs in ASCII, and as it is where that differs (RFC 6266)."""
    base, dot, ending = name.partition(".")
    plain = re.sub(r"-{2,}", "-", base.encode("ascii", "ignore").decode()).strip("-") or "handout"
    parameters = f'filename="{plain}{dot}{ending}"'
    return parameters if name.isascii() else f"{parameters}; filename*=UTF-8''{quote(name)}"


def slug_of(title: str, default: str) -> str:
    """A title in small letters with hyphens, for the name of a file: letters of any script, Latin ones without accents."""
    plain = "".join(map(without_accents, unicodedata.normalize("NFC", title))).lower()
    return re.sub(r"[\W_]+", "-", plain)[:MAX_SLUG].strip("-") or default


def without_accents(letter: str) -> str:
    """The letter in ASCII where it is a Latin one, else as it is."""
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or letter
