"""Completes what was captured from a page by the public API of its site. Called by the archiver, before a thread is stored.

A page shows a part of a thread, and seldom its end. Bluesky and Mastodon tell the rest to anybody who asks. What they answer is
a capture of its own, merged with the first; that they do not answer stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from domain.edits.markers import text_with_marker
from domain.errors import LimitExceeded, ThreadsheetError
from domain.messages import Message, message
from domain.shapes.address import Address
from domain.shapes.capture import Capture, Via
from domain.shapes.reading import Reading, Site
from domain.shapes.thread import Verdict, Version
from workers.sources.hints import post_address

SITES: Final = frozenset({Site.BLUESKY, Site.MASTODON})
"""Sites with an API that needs no login."""
SECONDS: Final = 10.0
"""How long a submission waits for the answer."""
CODES: Final = frozenset({"completed_by_api", "not_completed"})
NUMBERS_PROVE: Final = "numbers_complete"


class ApiFetcher(Protocol):
    """`Pipeline.fetch_from_api`."""

    def __call__(self, url: str, now: datetime, seconds: float, heartbeat: Callable[[], None]) -> Capture: ...


@dataclass(frozen=True, slots=True)
class Completion:
    """What the site answered: a Capture, or why there is none. `later` is the address to fetch when there is more time."""

    capture: Capture | None = None
    reason: Message | None = None
    later: str | None = None


NOTHING_ASKED: Final = Completion()


def address_to_ask(capture: Capture, version: Version | None) -> Address | None:
    """The post that the site is asked for; None when it has no public API, was asked already, or nothing is open.

    `version` is what was read from the Capture, None where that failed.
    """
    if capture.via in (Via.FETCH, Via.IMPORT) or (version and _is_proven(version)):
        return None
    named = (version.url if version else None, capture.hints.url, capture.url)
    addresses = (post_address(url) for url in named)
    return next((address for address in addresses if address and address.site in SITES and not address.archived), None)


def _is_proven(version: Version) -> bool:
    """Whether the author's numbers prove that everything is there."""
    verdict = version.completeness
    return verdict.verdict is Verdict.COMPLETE and any(reason.code == NUMBERS_PROVE for reason in verdict.reasons)


def ask_site(address: Address, fetch: ApiFetcher, now: datetime, heartbeat: Callable[[], None]) -> Completion:
    """Asks the API of the post's site. Raises nothing but what `heartbeat` raises."""
    try:
        return Completion(fetch(address.url, now, SECONDS, heartbeat))
    except LimitExceeded as error:
        late = error.reason.key == "limit_exceeded"  # of time; of size it would be the same the next time
        return _not_completed(address, error, late=late)
    except ThreadsheetError as error:
        return _not_completed(address, error, late=error.retryable)


def _not_completed(address: Address, error: ThreadsheetError, *, late: bool) -> Completion:
    wording = "not_completed.later" if late else "not_completed.refused"
    reason = message(wording, host=address.host, why=error.reason)
    return Completion(None, reason, address.url if late else None)


def another_thread(address: Address) -> Completion:
    """For an answer that has nothing in common with what was captured."""
    return Completion(None, message("not_completed.another_thread", host=address.host))


def completion_reason(captures: Sequence[Capture], readings: Sequence[Reading], version: Version) -> Message | None:
    """How many points of a Version are there only because an API was asked; None when none was, or all was fetched."""
    by_api = [_is_answer(capture, reading) for capture, reading in zip(captures, readings, strict=True)]
    if not any(by_api) or all(by_api):
        return None
    seen = [post for reading, answer in zip(readings, by_api, strict=True) if not answer for post in reading.posts]
    ids, words = {post.id for post in seen if post.id}, {_words(post.full_text) for post in seen}
    added = sum(point.post_id not in ids and _words(text_with_marker(point)) not in words for point in version.points)
    site = version.site.value
    return message("completed_by_api.more", site=site, count=added) if added else message("completed_by_api.same", site=site)


def _is_answer(capture: Capture, reading: Reading) -> bool:
    return capture.via is Via.FETCH and reading.site in SITES


def _words(text: str) -> str:
    return " ".join(text.split())
